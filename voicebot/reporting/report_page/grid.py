"""How a table stands on the page: its headings and lines as text.

A table of a few columns has room for interval and base in columns of their own; in a wider one they stand below each
figure.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from voicebot.reporting.report_page.figures import base, basis, chance, effective, figure, interval
from voicebot.reporting.report_page.words import column_title, day
from voicebot.reporting.tables.values import Cell, Column, Row, Table

_FEW = 2
_BESIDE, _WIDE = 4, 9
"""More columns have no room beside a picture; more than that not on paper, unless in small print."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A figure; `below` it, in small print, what it rests on."""

    text: str
    below: tuple[str, ...] = ()
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A row; `remarks` belong to its label."""

    label: str
    remarks: tuple[str, ...]
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table in print."""

    headings: tuple[str, ...]
    lines: tuple[Line, ...]

    @property
    def fits_beside(self) -> bool:
        """Whether it can stand beside a picture."""
        return len(self.headings) <= _BESIDE

    @property
    def is_wide(self) -> bool:
        """Whether it takes small print on paper."""
        return len(self.headings) > _WIDE


def grid_of(table: Table) -> Grid:
    """How a table is printed."""
    of_column = _spread if len(table.columns) <= _FEW else _stacked
    columns = [
        of_column(column_title(table, column), column, [row.cells[place] for row in table.rows])
        for place, column in enumerate(table.columns)
    ]
    printed = [one for column in columns for one in column]
    return Grid(
        headings=tuple(heading for heading, _ in printed),
        lines=tuple(
            Line(row.label, tuple(_remarks(row)), tuple(entries[place] for _, entries in printed))
            for place, row in enumerate(table.rows)
        ),
    )


_Printed = Sequence[tuple[str, Sequence[Entry]]]
"""Columns in print: the heading, and an entry a row."""


def _stacked(heading: str, column: Column, cells: Sequence[Cell]) -> _Printed:
    """One column, each figure with what it rests on below."""
    return [(heading, [_entry(cell, column, (interval(cell, column.unit), basis(cell))) for cell in cells])]


def _spread(heading: str, column: Column, cells: Sequence[Cell]) -> _Printed:
    """A column for each thing that there is to tell."""
    told = {
        "95 % interval": [interval(cell, column.unit) for cell in cells],
        "n": [base(cell) for cell in cells],
        "eff.": [effective(cell) for cell in cells],
        "p": [chance(cell) for cell in cells],
    }
    more = [(name, [Entry(text) for text in texts]) for name, texts in told.items() if any(texts)]
    return [(heading, [_entry(cell, column) for cell in cells]), *more]


def _entry(cell: Cell, column: Column, below: Sequence[str] = ()) -> Entry:
    return Entry(figure(cell, column.unit), tuple(filter(None, below)), cell.hidden)


def _remarks(row: Row) -> Iterator[str]:
    if row.note:
        yield row.note
    if row.as_at:
        yield f"as of {day(row.as_at)}"
