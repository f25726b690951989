"""Group commit: writers who wait at the same time share one transaction, and so one wait for the disk.

For SQLite, which has one writer at a time. How a transaction begins and ends is decided in `engine.py`.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from enum import Enum, auto
from threading import Lock
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from voicebot.errors import Busy

Begin = Callable[[], AbstractContextManager[Session]]
"""Opens a transaction that is committed at its end, or rolled back if anything is raised."""
_Brought = TypeVar("_Brought")


class _Told(Enum):
    """What a member of a group is woken with."""

    LEAD = auto()  # do the work of all who wait
    KEPT = auto()  # your work is done and committed
    BUSY = auto()  # the transaction could not begin in time
    ALONE = auto()  # somebody's work failed and nothing was kept: do yours by yourself


class _Member:
    """A thread's work, and the bell that it sleeps by."""

    def __init__(self, work: Callable[[Session], Any]) -> None:
        self.work = work
        self.brought: Any = None
        self._told = _Told.LEAD
        self._bell = Lock()
        self._bell.acquire()

    def sleep(self) -> _Told:
        self._bell.acquire()
        return self._told

    def wake(self, told: _Told) -> None:
        self._told = told
        self._bell.release()


class GroupCommit:
    """Whoever comes first leads: does the work of all who wait once the database is free, and commits it together.

    If anybody's work fails, the group leaves nothing behind and each does its own alone: no fault touches another.
    """

    def __init__(self) -> None:
        self._guard = Lock()
        self._waiting: list[_Member] = []
        self._led = False

    def run(self, begin: Begin, work: Callable[[Session], _Brought]) -> _Brought:
        """What the work brings, once it is committed. It may be done twice, the first time for nothing.

        Raises:
            Busy: the transaction could not begin in time.
        """
        member = _Member(work)
        told = _Told.LEAD if self._joins_first(member) else member.sleep()
        if told is _Told.LEAD:
            told = self._lead(begin)
        if told is _Told.BUSY:
            raise Busy("the database is busy: try again in a moment")
        if told is _Told.ALONE:
            with begin() as session:
                return work(session)
        brought: _Brought = member.brought
        return brought

    def _joins_first(self, member: _Member) -> bool:
        with self._guard:
            self._waiting.append(member)
            first, self._led = not self._led, True
        return first

    def _lead(self, begin: Begin) -> _Told:
        """Do the work of all who wait, the leader among them; what they were told."""
        told, group = _Told.ALONE, list[_Member]()
        try:
            with begin() as session:
                session.connection()  # waits until the database is free; meanwhile others join
                group = self._take_waiting()
                for member in group:
                    _do(member, session)
            told = _Told.KEPT
        except Exception as fault:  # whoever's it is meets it again when each does its own
            told = _Told.BUSY if isinstance(fault, Busy) and not group else _Told.ALONE
        finally:
            self._dismiss(group or self._take_waiting(), told)
        return told

    def _take_waiting(self) -> list[_Member]:
        with self._guard:
            group, self._waiting = self._waiting, []
        return group

    def _dismiss(self, group: list[_Member], told: _Told) -> None:
        """Wake the group, and before it whoever leads the next."""
        with self._guard:
            leader = self._waiting[0] if self._waiting else None
            self._led = leader is not None
        if leader is not None:
            leader.wake(_Told.LEAD)
        for member in group:
            member.wake(told)


def _do(member: _Member, session: Session) -> None:
    """Do one member's work and leave the next one a session that holds nothing of it."""
    member.brought = member.work(session)
    session.flush()
    session.expunge_all()
