"""Cuts a long list of values into pieces that fit into one statement: databases limit how many it may carry."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

Value = TypeVar("Value")

_SIZE = 5_000
"""Of which a statement may carry each six times: SQLite takes 32,766 parameters."""


def chunks(values: Iterable[Value], size: int = _SIZE) -> Iterator[list[Value]]:
    """The values in pieces of that size, in order."""
    rest = iter(values)
    while some := list(islice(rest, size)):
        yield some
