"""The frame: every incident of the period, as those who recorded it hand it over.

Here it is read and brought into one form. Whether a row is good is `checking.py`'s; who is drawn, `eligibility.py`'s.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import polars as pl

from voicebot.errors import BadFrame
from voicebot.sampling.columns import COLUMNS, match_columns
from voicebot.sampling.csv_file import read_csv
from voicebot.sampling.other_sources import read_parquet, read_query, read_spreadsheet
from voicebot.sampling.table import ROW, Choose, Table

_READERS = {".csv": read_csv, ".parquet": read_parquet, ".xlsx": read_spreadsheet}
_CELL_END, _ROWS_AT_ONCE = "\x1f", 50_000


@dataclass(frozen=True, slots=True)
class Frame:
    """A frame in one form: all our columns as trimmed text, null where a cell is empty, and the number of each row.

    `malformed` are the numbers of rows that had too many or too few cells. `digest` is the same for the same content in
    whatever file or order. `notes` are for staff.
    """

    rows: pl.DataFrame = field(repr=False)
    malformed: tuple[int, ...]
    digest: str
    notes: tuple[str, ...]

    @property
    def rows_read(self) -> int:
        """All rows, malformed ones too."""
        return self.rows.height + len(self.malformed)


def read_frame(source: str, *, query: str | None = None, renamed: Mapping[str, str] | None = None) -> Frame:
    """Read a frame from a CSV, XLSX or Parquet file, or with a query from a database.

    Args:
        source: the path of the file, or the SQLAlchemy URL of the database.
        query: SQL, for a database only.
        renamed: their column names to ours, where they differ.

    Raises:
        BadFrame: it can't be read as a whole; every fault is told, no value is shown.
    """
    choose = partial(match_columns, renamed=renamed or {})
    table = _from_database(source, query, choose) if "://" in source else _from_file(Path(source), query, choose)
    rows = _in_one_form(table.rows)
    return Frame(rows, table.malformed, _digest(rows), table.notes)


def _from_database(url: str, query: str | None, choose: Choose) -> Table:
    if not query:
        raise BadFrame("a frame in a database needs --query with the SQL that finds it")
    return read_query(url, query, choose)


def _from_file(path: Path, query: str | None, choose: Choose) -> Table:
    if query:
        raise BadFrame("--query is for a frame in a database: give its SQLAlchemy URL, or leave --query out")
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise BadFrame(f"{path.name} is of no kind that can be read: there are {', '.join(_READERS)}, and databases")
    try:
        return reader(path, choose)
    except OSError as fault:
        raise BadFrame(f"{path} can't be read: {fault.strerror}") from None


def _in_one_form(rows: pl.DataFrame) -> pl.DataFrame:
    missing = [name for name in COLUMNS if name not in rows.columns]
    whole = rows.with_columns(pl.lit(None, dtype=pl.String).alias(name) for name in missing)
    trimmed = pl.col(COLUMNS).str.strip_chars()
    return whole.select(ROW, *COLUMNS).with_columns(pl.when(trimmed != "").then(trimmed))


def _digest(rows: pl.DataFrame) -> str:
    """SHA-256 over the sorted rows, a line each: our columns in their order with U+001F between them."""
    lines = rows.select(pl.concat_str(pl.col(COLUMNS).fill_null(""), separator=_CELL_END).alias("line"))["line"].sort()
    digest = hashlib.sha256()
    for some in lines.to_frame().iter_slices(_ROWS_AT_ONCE):
        digest.update("".join(f"{line}\n" for line in some["line"]).encode())
    return digest.hexdigest()
