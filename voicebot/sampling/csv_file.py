"""Reads a frame from a CSV file, some ten thousand rows at a time.

The standard library's reader and not polars': it tells a row that has too many or too few cells from a good one.
"""

import codecs
import csv
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path

import polars as pl

from voicebot.errors import BadFrame
from voicebot.sampling.table import ROW, Choose, Table, text_columns

_ROWS_AT_ONCE = 50_000
_BYTES_AT_ONCE = 1 << 20
_WINDOWS = "cp1252"

NumberedRow = tuple[int, list[str]]


def read_csv(path: Path, choose: Choose) -> Table:
    """The wanted columns of a CSV file with a header line, in UTF-8 or else Windows-1252.

    Raises:
        BadFrame: it is neither, or no CSV.
    """
    encoding, notes = _encoding(path)
    malformed: list[int] = []
    # A byte that is none in Windows-1252 becomes a mark that no check lets pass.
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        reader = csv.reader(file)
        try:
            header = next(reader, [])
            places = choose(header)
            chunks = list(_chunks(reader, len(header), places, malformed))
        except csv.Error as fault:
            raise BadFrame(f"{path.name} is no CSV from line {reader.line_num} on: {fault}") from None
    return Table(pl.concat(chunks, rechunk=True), tuple(malformed), notes)


def _chunks(
    reader: Iterator[list[str]], width: int, places: Mapping[int, str], malformed: list[int]
) -> Iterator[pl.DataFrame]:
    numbered = enumerate(filter(None, reader), start=1)
    yield _frame([], places)
    while some := list(islice(numbered, _ROWS_AT_ONCE)):
        malformed.extend(number for number, cells in some if len(cells) != width)
        yield _frame([row for row in some if len(row[1]) == width], places)


def _frame(rows: list[NumberedRow], places: Mapping[int, str]) -> pl.DataFrame:
    numbers = pl.Series(ROW, [number for number, _ in rows], dtype=pl.UInt32)
    columns = text_columns({name: [cells[place] for _, cells in rows] for place, name in places.items()})
    return columns.insert_column(0, numbers)


def _encoding(path: Path) -> tuple[str, tuple[str, ...]]:
    with path.open("rb") as file:
        start = file.read(4)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise BadFrame(f"{path.name} is in UTF-16: save it as CSV in UTF-8")
    if not _is_utf_8(path):
        return _WINDOWS, (f"{path.name} is not in UTF-8 and was read as Windows-1252: look at the accents",)
    if start.startswith(codecs.BOM_UTF8):
        return "utf-8-sig", (f"{path.name} begins with a byte order mark, which was left out",)
    return "utf-8", ()


def _is_utf_8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with path.open("rb") as file:
            while part := file.read(_BYTES_AT_ONCE):
                decoder.decode(part)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
