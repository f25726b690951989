"""The public tables as files: one CSV file with a line a figure, or a workbook (`table_workbook.py`)."""

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from voicebot.clock import in_london
from voicebot.errors import BadInput
from voicebot.reporting.exports.formulas import harmless
from voicebot.reporting.table_workbook import HIDDEN, SMALL, write_workbook
from voicebot.reporting.tables.values import Cell, PublicTables, Table

_Value = str | int | float | None
_FIGURES = ("value", "base", "n_effective", "low", "high", "p")
_COLUMNS = (
    *("wave", "release", "released_on", "table", "title", "row", "label", "column", "column_title", "unit"),
    *(*_FIGURES, "flag", "figures_of", "note"),
)


def write_tables(tables: PublicTables, path: Path) -> None:
    """Write them in the format of the file's extension, `.xlsx` or `.csv`.

    Raises:
        BadInput: another extension.
    """
    write = _BY_EXTENSION.get(path.suffix.lower())
    if write is None:
        raise BadInput(f"public tables are written as {' or '.join(_BY_EXTENSION)}: give the file such a name")
    write(tables, path)


def _write_csv(tables: PublicTables, path: Path) -> None:
    """Shares are between 0 and 1. The mark at the beginning tells spreadsheets the encoding."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(_COLUMNS)
        for table in tables.all_tables:
            lines.writerows([_plain(value) for value in line] for line in _lines(tables, table))


_BY_EXTENSION: Mapping[str, Callable[[PublicTables, Path], None]] = {".xlsx": write_workbook, ".csv": _write_csv}


def _lines(tables: PublicTables, table: Table) -> Iterator[Sequence[_Value]]:
    release = tables.release
    wave = (tables.facts.wave, release.number, in_london(release.at).date().isoformat(), table.id, table.title)
    for row in table.rows:
        figures_of = row.as_at.isoformat() if row.as_at else ""
        for column, cell in zip(table.columns, row.cells, strict=True):
            where = (row.group, row.label, column.id, column.title, column.unit)
            yield *wave, *where, *(getattr(cell, name) for name in _FIGURES), _flag(cell), figures_of, row.note


def _flag(cell: Cell) -> str:
    if cell.hidden:
        return HIDDEN
    return SMALL if cell.is_small else ""


def _plain(value: _Value) -> _Value:
    return harmless(value) if isinstance(value, str) else value
