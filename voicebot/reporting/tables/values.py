"""What a public table is, as a value: whoever shows one needs no statistics and knows nothing that is hidden.

How they are made of results stands in the modules beside this one, what is hidden in `protecting.py`.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from pydantic import TypeAdapter

SMALL_BASE = 100
"""A figure on fewer than so many is shown, and flagged."""
ALL = "all"
"""The group of the row that has everybody."""
PAIR = " - "
"""Between the groups of a row that is about two of them."""


class TableKind(StrEnum):
    """What a table is about."""

    SATISFACTION = "satisfaction"
    DISTRIBUTION = "distribution"
    TREND = "trend"
    OUTCOMES = "outcomes"
    RATES = "rates"
    REPRESENTATIVENESS = "representativeness"
    INSTRUMENT = "instrument"
    CALLS = "calls"


class Unit(StrEnum):
    """How the figures of a column are to be read and printed."""

    COUNT = "count"
    SHARE = "share"  # between 0 and 1, printed in per cent
    POINTS = "points"  # a difference of two shares, printed in percentage points
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure, with what it rests on where that can be said.

    Attributes:
        value: None where it is hidden, or where there is nothing to tell.
        base: people (in tables of calls: calls) of whom it is a share.
        n_effective: people of equal weight that they are worth.
        low, high: the 95 % interval.
        p: of a difference, corrected for the pairs that were tested together (Holm).
        hidden: there may be a figure, and it may not be known.
    """

    value: int | float | None = None
    base: int | None = None
    n_effective: int | None = None
    low: float | None = None
    high: float | None = None
    p: float | None = None
    hidden: bool = False

    @property
    def is_small(self) -> bool:
        """Whether it has to be flagged: its base is fit to be shown, and no more than that."""
        return self.base is not None and self.base < SMALL_BASE


HIDDEN = Cell(hidden=True)


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `id` is the id of a question where the column is about one."""

    id: str
    title: str
    unit: Unit


@dataclass(frozen=True, slots=True)
class Row:
    """One row, a cell a column. `as_at`: its figures are those of the release of that day, and not newer."""

    group: str
    label: str
    cells: tuple[Cell, ...]
    note: str = ""
    as_at: date | None = None

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups that it tells of: one, or the two that it compares."""
        return tuple(self.group.split(PAIR))

    @property
    def is_hidden(self) -> bool:
        """Whether none of its figures may be known."""
        return all(cell.hidden for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Table:
    """One table.

    Attributes:
        id: stands for the table in file names, sheets and anchors: `satisfaction-by-area`.
        note: what to know when reading it.
        variable: groups of this variable are hidden together, in all tables alike; None: nothing in it is.
        group: the whole table is about this one group of the variable; None: each row but `ALL` is about one.
    """

    id: str
    title: str
    kind: TableKind
    note: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    variable: str | None = None
    group: str | None = None


@dataclass(frozen=True, slots=True)
class PublicFacts:
    """What a reader has to know of the wave, as of the release.

    `headline`: the question on everything together, a row of the table of that name.
    `weighted_by`, `not_weighted_by`: variables of the frame; `margin_error`: how far the worst margin is from the
    frame's, as a share. What tells of weights is None or empty where nothing is weighted.
    """

    wave: str
    flow: str
    reference_date: date
    since: date | None
    until: date | None
    first_month: str | None
    last_month: str | None
    method: str
    hard_quotas: bool
    drawn: int
    released: int
    interviews: int
    design_effect: float | None
    n_effective: int | None
    margin_error: float | None
    weighted_by: tuple[str, ...]
    not_weighted_by: tuple[str, ...]
    headline: str | None


@dataclass(frozen=True, slots=True)
class Release:
    """Which release of the wave's tables this is, counted from 1.

    `is_final`: nobody was to be called any more. `until_next`: how many more interviews the next one needs, as of when
    the tables were asked for.
    """

    number: int
    at: datetime
    is_final: bool
    until_next: int


@dataclass(frozen=True, slots=True)
class PublicTables:
    """All public tables of a wave, in the order of reading. `headline`: everybody's share, a row a core question."""

    facts: PublicFacts
    release: Release
    headline: Table
    tables: tuple[Table, ...]

    @property
    def all_tables(self) -> tuple[Table, ...]:
        """The headline and the others."""
        return (self.headline, *self.tables)

    def to_json(self) -> str:
        """As a release is kept."""
        return _JSON.dump_json(self).decode()

    @classmethod
    def from_json(cls, text: str) -> "PublicTables":
        """As it was kept."""
        return _JSON.validate_json(text)


_JSON = TypeAdapter(PublicTables)
