"""Cuts a long list of ids into pieces that fit into one statement: databases limit how many values it may carry."""

from collections.abc import Iterator, Sequence

_SIZE = 500


def chunks(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    """The ids in pieces, in order."""
    return (ids[start : start + _SIZE] for start in range(0, len(ids), _SIZE))
