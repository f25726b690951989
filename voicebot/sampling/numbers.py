"""Reads whole columns of telephone numbers by the rules of `phone.py`.

The usual UK spellings are settled by expressions over the column, with the patterns of phonenumbers itself; any other
cell goes to `phone.parse_cell`, once for all cells that are alike.
"""

import polars as pl
from phonenumbers import PhoneMetadata

from voicebot.errors import BadNumber
from voicebot.phone import parse_cell

_PLAIN = r"^(?:\+44 ?|0044 ?|0)?([1-9](?:[ -]?[0-9])+)$"
_NOBODYS = r"7700900[0-9]{3}|2079460[0-9]{3}|1632960[0-9]{3}|4000[0-9]{6}"
NUMBERS = pl.List(pl.String)
READ = pl.Struct({"numbers": NUMBERS, "reason": pl.String})
"""What becomes of a cell: its numbers in E.164 form, or the reason why it has none that can be called."""


def read_numbers(cells: pl.Series) -> pl.Series:
    """The numbers of each cell (`READ`), null where the cell is; a cell with any bad number has only a reason."""
    column = cells.rename("cell").to_frame().with_columns(plain=_plain_number(pl.col("cell")))
    others = column.filter(pl.col("plain").is_null())["cell"].drop_nulls().unique()
    read = pl.DataFrame({"cell": others, "read": pl.Series([_read(cell) for cell in others], dtype=READ)})
    plain = pl.struct(pl.concat_list("plain").alias("numbers"), pl.lit(None, dtype=pl.String).alias("reason"))
    return (
        column.join(read, on="cell", how="left", maintain_order="left")
        .select(pl.when(pl.col("plain").is_not_null()).then(plain).otherwise(pl.col("read")).alias(cells.name))
        .to_series()
    )


def _plain_number(cell: pl.Expr) -> pl.Expr:
    """The number in E.164 form if it is spelled in a usual way and one that may be called, else null."""
    national = cell.str.extract(_PLAIN).str.replace_all("[ -]", "")
    callable_ = national.str.contains(_CALLABLE) & ~national.str.contains(_SPECIAL)
    return pl.when(callable_ | national.str.contains(_whole(_NOBODYS))).then("+44" + national)


def _read(cell: str) -> dict[str, object]:
    try:
        return {"numbers": [number.e164 for number in parse_cell(cell)], "reason": None}
    except BadNumber as fault:
        return {"numbers": None, "reason": str(fault)}


def _whole(pattern: str) -> str:
    return f"^(?:{pattern})$"


def _pattern(*kinds: str) -> str:
    """One pattern for national numbers of any of these kinds; UK patterns tell Jersey, Guernsey and Man apart."""
    described = [getattr(PhoneMetadata.metadata_for_region("GB"), kind) for kind in kinds]
    return _whole("|".join(kind.national_number_pattern for kind in described if kind is not None))


_CALLABLE = _pattern("mobile", "fixed_line", "voip")
_SPECIAL = _pattern("premium_rate", "toll_free", "shared_cost", "personal_number", "pager", "uan", "voicemail")
