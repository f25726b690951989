"""Counts what is asked of the database: `with statements(engine) as asked: …; assert len(asked) == 2`."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine

from tests.hooks import hooked


@contextmanager
def statements(engine: Engine) -> Iterator[list[str]]:
    """The statements of whoever works on this engine meanwhile, but for the beginning and end of transactions."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith("BEGIN"):
            asked.append(statement)

    with hooked(engine, before_cursor_execute=note):
        yield asked
