"""Rows that several threads write at the same moment: how they share a commit is `group_commit.py`'s."""

from functools import partial
from typing import Generic, TypeVar

from sqlalchemy import Engine

from voicebot.store.engine import transaction
from voicebot.store.group_commit import GroupCommit, Write

_Row = TypeVar("_Row")


class Together(Generic[_Row]):
    """Writes rows: on SQLite all that wait for it in one transaction, on PostgreSQL each in one of its own.

    The writers of PostgreSQL do not wait for each other.
    """

    def __init__(self, engine: Engine, write: Write[_Row]) -> None:
        self._begin, self._write = partial(transaction, engine), write
        self._group = GroupCommit(self._begin, write) if engine.dialect.name == "sqlite" else None

    def keep(self, row: _Row) -> None:
        """Write the row; it is committed on return.

        Raises:
            Busy: it could not be committed.
            Exception: whatever it is that keeps this row from being written.
        """
        if self._group is not None:
            self._group.keep(row)
            return
        with self._begin() as session:
            self._write(session, [row])
