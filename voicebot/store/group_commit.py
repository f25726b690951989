"""Group commit: writers who wait at the same time share one transaction: one statement, and one wait for the disk.

For SQLite, which has one writer at a time. How a transaction begins and ends is decided in `engine.py`, what is
written by whoever makes the group.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from enum import Enum, auto
from threading import Lock
from typing import Generic, TypeVar

from voicebot.errors import Busy

_Row = TypeVar("_Row")
_Db = TypeVar("_Db")
Begin = Callable[[], AbstractContextManager[_Db]]
"""Waits until the database is free. What is written is kept from the end on, or not at all if anything is raised."""
Write = Callable[[_Db, Sequence[_Row]], None]
"""Writes all these rows, or raises."""


class _Told(Enum):
    """What a member of a group is woken with."""

    LEAD = auto()  # write the rows of all who wait
    KEPT = auto()  # your row is written and committed
    BUSY = auto()  # the transaction could not begin in time
    ALONE = auto()  # somebody's row could not be written and nothing was kept: write yours by yourself


class _Member(Generic[_Row]):
    """A thread's row, and the bell that it sleeps by."""

    def __init__(self, row: _Row) -> None:
        self.row = row
        self._told = _Told.LEAD
        self._bell = Lock()
        self._bell.acquire()

    def sleep(self) -> _Told:
        self._bell.acquire()
        return self._told

    def wake(self, told: _Told) -> None:
        self._told = told
        self._bell.release()


class GroupCommit(Generic[_Db, _Row]):
    """Whoever comes first leads: writes the rows of all who wait once the database is free, and commits them together.

    If that fails, the group leaves nothing behind and each writes its own alone: no fault touches another.
    """

    def __init__(self, begin: Begin[_Db], write: Write[_Db, _Row]) -> None:
        self._begin, self._write = begin, write
        self._guard = Lock()
        self._waiting: list[_Member[_Row]] = []
        self._led = False

    def keep(self, row: _Row) -> None:
        """Write this row; it is committed on return.

        Raises:
            Busy: the transaction could not begin in time.
            Exception: whatever it is that keeps this row from being written.
        """
        member = _Member(row)
        told = _Told.LEAD if self._joins_first(member) else member.sleep()
        if told is _Told.LEAD:
            told = self._lead()
        if told is _Told.BUSY:
            raise Busy("the database is busy: try again in a moment")
        if told is _Told.ALONE:
            with self._begin() as database:
                self._write(database, [row])

    def _joins_first(self, member: _Member[_Row]) -> bool:
        with self._guard:
            self._waiting.append(member)
            first, self._led = not self._led, True
        return first

    def _lead(self) -> _Told:
        """Write the rows of all who wait, the leader's among them; what they were told."""
        told, group = _Told.ALONE, list[_Member[_Row]]()
        try:
            with self._begin() as database:  # others join while it is waited for
                group = self._take_waiting()
                self._write(database, [member.row for member in group])
            told = _Told.KEPT
        except Exception as fault:  # whoever's it is meets it again when each writes its own
            told = _Told.BUSY if isinstance(fault, Busy) and not group else _Told.ALONE
        finally:
            self._dismiss(group or self._take_waiting(), told)
        return told

    def _take_waiting(self) -> list[_Member[_Row]]:
        with self._guard:
            group, self._waiting = self._waiting, []
        return group

    def _dismiss(self, group: list[_Member[_Row]], told: _Told) -> None:
        """Wake the group, and before it whoever leads the next."""
        with self._guard:
            leader = self._waiting[0] if self._waiting else None
            self._led = leader is not None
        if leader is not None:
            leader.wake(_Told.LEAD)
        for member in group:
            member.wake(told)
