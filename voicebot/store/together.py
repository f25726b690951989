"""Rows that several threads write at the same moment: how they share a commit is `group_commit.py`'s."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Generic, TypeVar

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from voicebot.store.engine import transaction
from voicebot.store.group_commit import Begin, GroupCommit, Write

_Db = TypeVar("_Db")
_Row = TypeVar("_Row")


class Together(Generic[_Db, _Row]):
    """Writes rows: on SQLite all that wait for it at once, on PostgreSQL each by itself.

    The writers of PostgreSQL do not wait for each other.
    """

    def __init__(self, engine: Engine, begin: Begin[_Db], write: Write[_Db, _Row]) -> None:
        self._begin, self._write = begin, write
        self._group = GroupCommit(begin, write) if engine.dialect.name == "sqlite" else None

    def keep(self, row: _Row) -> None:
        """Write the row; it is committed on return.

        Raises:
            Busy: it could not be committed.
            Exception: whatever it is that keeps this row from being written.
        """
        if self._group is not None:
            self._group.keep(row)
            return
        with self._begin() as database:
            self._write(database, [row])


def in_transactions(engine: Engine, write: Write[Session, _Row]) -> Together[Session, _Row]:
    """Write rows in transactions."""
    return Together(engine, partial(_begun, engine), write)


@contextmanager
def _begun(engine: Engine) -> Iterator[Session]:
    with transaction(engine) as session:
        session.connection()  # begins, and so waits until the database is free
        yield session
