"""What every reader of a frame hands back: the wanted columns as text, each row with its number."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl
import polars.selectors as cs

ROW = "row"
"""Rows are counted from 1, a header line not counted."""

Choose = Callable[[Sequence[str]], Mapping[int, str]]
"""From the names that were found to the places that are wanted, with our names for them."""


@dataclass(frozen=True, slots=True)
class Table:
    """A frame as it was found. `malformed` are rows that do not fit the header; their text forms are never shown."""

    rows: pl.DataFrame = field(repr=False)
    malformed: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()


def as_text(rows: pl.DataFrame) -> pl.DataFrame:
    """Every column as text: whole numbers without a point, days as 2026-11-25."""
    whole = cs.float().cast(pl.Int64, strict=False)
    figures = (
        pl.when(cs.float() == cs.float().floor()).then(whole.cast(pl.String)).otherwise(cs.float().cast(pl.String))
    )
    return rows.with_columns(figures, cs.datetime().dt.date()).with_columns(cs.all().cast(pl.String))


def numbered(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with their numbers, where none was left out."""
    return rows.with_row_index(ROW, offset=1)


def text_columns(columns: Mapping[str, Iterable[str | None]]) -> pl.DataFrame:
    """Columns of text."""
    return pl.DataFrame([pl.Series(name, list(values), dtype=pl.String) for name, values in columns.items()])
