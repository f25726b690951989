"""Which rows of a frame belong together: the same person, the same reference, or any telephone number in common.

Links go on from row to row, so that a household is one group whoever shares a number with whom.
"""

from collections.abc import Iterable, Iterator

import polars as pl


def link_rows(rows: pl.DataFrame) -> pl.Series:
    """For each row the place of the first row of its group. `rows` has `person`, `reference` and `numbers`."""
    placed = rows.select("person", "reference", "numbers").with_row_index("place")
    first = _united(_shared(placed))
    return pl.Series("group", [_first_of(first, place) for place in range(rows.height)], dtype=pl.UInt32)


def _shared(placed: pl.DataFrame) -> Iterator[list[int]]:
    """The places of all rows that have the same value in one of the three."""
    numbers = placed.select("place", pl.col("numbers")).explode("numbers", empty_as_null=True)
    for column, rows in {"person": placed, "reference": placed, "numbers": numbers}.items():
        alike = rows.drop_nulls(column).group_by(column).agg("place").filter(pl.col("place").list.len() > 1)
        yield from alike["place"].to_list()


def _united(groups: Iterable[list[int]]) -> dict[int, int]:
    """A forest over the places that share anything: each points to one before it in its group, the first to itself."""
    parent: dict[int, int] = {}
    for places in groups:
        roots = {_first_of(parent, place) for place in places}
        parent.update(dict.fromkeys(roots, min(roots)))
    return parent


def _first_of(parent: dict[int, int], place: int) -> int:
    """The root of a place; the way there is shortened, so that long chains are walked once."""
    root = place
    while (above := parent.get(root, root)) != root:
        root = above
    while (above := parent.get(place, root)) != root:
        parent[place] = root
        place = above
    return root
