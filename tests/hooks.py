"""Hooks on all connections to a database: the writers of SQLite have an engine of their own."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event


@contextmanager
def hooked(engine: Engine, **hooks: Callable[..., Any]) -> Iterator[None]:
    """Have these called for the events of SQLAlchemy that they are named by."""
    on = {engine, engine.get_execution_options()["writers"]}
    listened = [(one, name, hook) for one in on for name, hook in hooks.items()]
    for one, name, hook in listened:
        event.listen(one, name, hook)
    try:
        yield
    finally:
        for one, name, hook in listened:
            event.remove(one, name, hook)
