"""Cuts a long list of values into pieces that fit into one statement: databases limit how many it may carry."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

Value = TypeVar("Value")

_SIZE = 500


def chunks(values: Sequence[Value]) -> Iterator[Sequence[Value]]:
    """The values in pieces, in order."""
    return (values[start : start + _SIZE] for start in range(0, len(values), _SIZE))
