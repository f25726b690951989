"""Parts the good rows of a frame from the bad, and says of each bad one why; a bad row never stops the rest.

A reason never shows a value. Rows that are good may still be left out by the rules (`eligibility.py`).
"""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import polars as pl

from voicebot.errors import BadInput
from voicebot.sampling.first_names import faults_of_names
from voicebot.sampling.frame import Frame
from voicebot.sampling.numbers import read_numbers
from voicebot.sampling.table import ROW

_LONGEST_AREA = 40
_EARLIEST_BIRTH = 1900
_ISO_DAY, _BRITISH_DAY = r"^(\d{4}-\d{2}-\d{2})(?:[T ].*)?$", r"^(\d{1,2}/\d{1,2}/\d{4})(?: .*)?$"
_YEAR = r"^(\d{4})(?:\.0)?$"
_EMPTY = "is empty"


@dataclass(frozen=True, slots=True)
class CheckedFrame:
    """The rows of a frame after the check.

    `rows` has every well-formed row, with `numbers` (E.164, without those of a bad cell), `reported` (a day), `born` (a
    year) and `good`. `rejects` has a line for each fault: row, column, reason.
    """

    rows: pl.DataFrame = field(repr=False)
    rejects: pl.DataFrame
    notes: tuple[str, ...]

    @property
    def rows_rejected(self) -> int:
        """How many rows have a fault."""
        return self.rejects[ROW].n_unique()


def check_frame(frame: Frame, reference_date: date, forbidden: Callable[[str], bool]) -> CheckedFrame:
    """Check every cell that a call depends on.

    Args:
        frame: as it was read.
        reference_date: the day of the draw; nobody was born in a later year.
        forbidden: whether a text holds a word of any language that may not be spoken before the gates.
    """
    first, second = (read_numbers(frame.rows[name]) for name in ("phone", "phone_2"))
    rows = frame.rows.with_columns(
        numbers=_joined(first, second), reported=_day(pl.col("reported_on")), born=_year(pl.col("birth_year"))
    ).drop("phone", "phone_2")
    faults = rows.select(
        ROW,
        reference=_empty("reference"),
        first_name=pl.coalesce(_empty("first_name"), faults_of_names(rows["first_name"], forbidden)),
        phone=pl.coalesce(pl.when(first.is_null()).then(pl.lit(_EMPTY)), first.struct.field("reason")),
        victim_group=_empty("victim_group"),
        area=pl.coalesce(_empty("area"), _too_long("area")),
        reported_on=pl.coalesce(_empty("reported_on"), _no_day()),
        birth_year=_no_birth_year(reference_date),
    )
    rejects = _rejects(faults, frame.malformed)
    good = ~rows[ROW].is_in(rejects[ROW].unique().implode())
    return CheckedFrame(rows.with_columns(good=good), rejects, _notes(second))


def write_rejects(rejects: pl.DataFrame, path: Path) -> None:
    """Write the rejects as CSV, for the owner's eyes only (0600).

    Raises:
        BadInput: there is no writing to that path.
    """
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            os.fchmod(file.fileno(), 0o600)  # it may have been there before, open to others
            rejects.write_csv(file)
    except OSError as fault:
        raise BadInput(f"the rejects can't be written to {path}: {fault.strerror}") from None


def _joined(first: pl.Series, second: pl.Series) -> pl.Series:
    cells = [cell.struct.field("numbers").rename(name) for name, cell in {"first": first, "second": second}.items()]
    both = pl.concat_list(pl.col("first").fill_null([]), pl.col("second").fill_null([]))
    return pl.DataFrame(cells).select(both.list.unique(maintain_order=True)).to_series()


def _day(column: pl.Expr) -> pl.Expr:
    iso = column.str.extract(_ISO_DAY).str.to_date("%Y-%m-%d", strict=False)
    return pl.coalesce(iso, column.str.extract(_BRITISH_DAY).str.to_date("%d/%m/%Y", strict=False))


def _year(column: pl.Expr) -> pl.Expr:
    return column.str.extract(_YEAR).cast(pl.Int32)


def _empty(name: str) -> pl.Expr:
    return pl.when(pl.col(name).is_null()).then(pl.lit(_EMPTY))


def _too_long(name: str) -> pl.Expr:
    return pl.when(pl.col(name).str.len_chars() > _LONGEST_AREA).then(
        pl.lit(f"is longer than {_LONGEST_AREA} characters")
    )


def _no_day() -> pl.Expr:
    return pl.when(pl.col("reported").is_null()).then(pl.lit("is no day such as 2026-11-25 or 25/11/2026"))


def _no_birth_year(reference_date: date) -> pl.Expr:
    """An empty one is no fault here: it is the rules that leave people of unknown age out."""
    possible = pl.col("born").is_between(_EARLIEST_BIRTH, reference_date.year)
    return pl.when(pl.col("birth_year").is_not_null() & ~possible.fill_null(value=False)).then(
        pl.lit(f"is no year of birth between {_EARLIEST_BIRTH} and {reference_date.year}")
    )


def _rejects(faults: pl.DataFrame, malformed: Sequence[int]) -> pl.DataFrame:
    """A line for each fault, in the order of the rows; a row that does not fit the header has no column to name."""
    lines = faults.unpivot(index=ROW, variable_name="column", value_name="reason").drop_nulls("reason")
    rows = pl.DataFrame({ROW: malformed}, schema={ROW: pl.UInt32})
    unfit = rows.with_columns(column=pl.lit(""), reason=pl.lit("has too many or too few cells"))
    return pl.concat([lines, unfit]).sort(ROW, maintain_order=True)


def _notes(second: pl.Series) -> tuple[str, ...]:
    bad = second.struct.field("reason").is_not_null().sum()
    return (f"second numbers that can't be called and are left out: {bad}",) if bad else ()
