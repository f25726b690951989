"""The margins of the frame in cells that are large enough to be weighted or modelled by."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from voicebot.reporting.wave_data import WaveData, frame_column

SMALLEST_CELL = 30
"""Interviews that a category of a margin must have, or it is put together with another one."""
_ORDERED = ("age",)


@dataclass(frozen=True, slots=True)
class Cell:
    """One or more categories of a margin put together: persons on the frame, and interviews."""

    categories: tuple[str, ...]
    persons: int
    interviews: int


def collapse(cells: Sequence[Cell], *, ordered: bool) -> tuple[Cell, ...]:
    """Put categories together until each has enough interviews, the smallest first.

    It goes to the smaller of its neighbours where categories have an order, else to the next smallest of all.
    """
    while len(cells) > 1 and _is_small(smallest := min(cells, key=_size)):
        place = cells.index(smallest)
        near = (place - 1, place + 1) if ordered else range(len(cells))
        partner = min((at for at in near if at != place and 0 <= at < len(cells)), key=lambda at: _size(cells[at]))
        first, second = sorted((place, partner))
        together = _together(cells[first], cells[second])
        cells = [*cells[:first], together, *cells[first + 1 : second], *cells[second + 1 :]]
    return tuple(cells)


def _size(cell: Cell) -> tuple[int, int]:
    return min(cell.interviews, cell.persons), cell.interviews


def _is_small(cell: Cell) -> bool:
    return cell.interviews < SMALLEST_CELL or cell.persons == 0


def _together(one: Cell, other: Cell) -> Cell:
    return Cell(one.categories + other.categories, one.persons + other.persons, one.interviews + other.interviews)


def margin_cells(data: WaveData, variable: str) -> tuple[Cell, ...]:
    """A variable of the frame in cells; a single one if there are too few interviews."""
    persons = dict(data.margins.filter(variable=variable).select("category", "persons").iter_rows())
    by_category = data.cases.group_by(frame_column(variable)).agg(pl.col("interviewed").sum())
    interviews = dict(by_category.iter_rows())
    cells = [
        Cell((category,), persons.get(category, 0), interviews.get(category, 0))
        for category in sorted({*persons, *interviews})
    ]
    return collapse(cells, ordered=variable in _ORDERED)


def with_cells(people: pl.DataFrame, margins: Mapping[str, Sequence[Cell]]) -> pl.DataFrame:
    """People with the cell that they are in (`cell_column`), for each of these variables."""
    return people.with_columns(
        pl.col(frame_column(variable))
        .replace_strict({category: str(at) for at, cell in enumerate(cells) for category in cell.categories})
        .alias(cell_column(variable))
        for variable, cells in margins.items()
    )


def cell_column(variable: str) -> str:
    """Where a table has the place of somebody's cell among those of a variable."""
    return f"cell_{variable}"
