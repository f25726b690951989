"""Where whoever acts now acts from: a terminal, or the address of a browser. The audit trail keeps it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_FROM: ContextVar[str | None] = ContextVar("acting_from", default=None)


@contextmanager
def acting_from(place: str) -> Iterator[None]:
    """Whatever is done in this context is done from there."""
    token = _FROM.set(place)
    try:
        yield
    finally:
        _FROM.reset(token)


def acts_from() -> str | None:
    """Where this is done from; None where nobody has said, as in the dialler."""
    return _FROM.get()
