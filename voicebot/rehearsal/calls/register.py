"""The calls of a network, in the order of their creation: found by sid, listed as Twilio lists them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice

from voicebot.rehearsal.calls.call import Call, instant
from voicebot.rehearsal.calls.transcript import Transcript


@dataclass(frozen=True, slots=True)
class Days:
    """A filter of dates (UTC): on a day, before it, or on it and later."""

    on: date | None = None
    before: date | None = None
    since: date | None = None

    def match(self, seconds: float | None) -> bool:
        """Whether an instant falls there; where there is none, only if no day is asked for."""
        if self == Days():
            return True
        if seconds is None:
            return False
        day = instant(seconds).date()
        return (
            (self.on is None or day == self.on)
            and (self.before is None or day < self.before)
            and (self.since is None or day >= self.since)
        )


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list of calls is asked for."""

    to: str | None = None
    from_: str | None = None
    status: str | None = None
    parent: str | None = None
    started: Days = Days()
    ended: Days = Days()

    def match(self, call: Call) -> bool:
        """Whether the call is asked for; no call here has a parent."""
        return (
            not call.deleted
            and self.parent is None
            and self.to in {None, call.to}
            and self.from_ in {None, call.from_}
            and self.status in {None, call.status}
            and self.started.match(call.dialled)
            and self.ended.match(call.ended)
        )


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list of calls; pages are numbered from 0."""

    calls: list[Call]
    number: int
    size: int
    more: bool


class Register:
    """All calls, those going on and those that are over."""

    def __init__(self) -> None:
        self._calls: dict[str, Call] = {}
        self.transcripts: dict[str, Transcript] = {}

    def add(self, call: Call) -> None:
        """Enter a new call."""
        self._calls[call.sid] = call

    def find(self, sid: str) -> Call | None:
        """A call by its sid, if its record was not deleted."""
        call = self._calls.get(sid)
        return None if call is None or call.deleted else call

    def __iter__(self) -> Iterator[Call]:
        """All calls, deleted ones too, oldest first."""
        return iter(self._calls.values())

    def __len__(self) -> int:
        return len(self._calls)

    def page(self, wanted: Filter, size: int, number: int, after: str | None) -> Page:
        """One page, newest first: what follows the call `after`, else the page of that number."""
        newest_first = reversed(self._calls.values())
        if after is not None:
            for call in newest_first:
                if call.sid == after:
                    break
        found = (call for call in newest_first if wanted.match(call))
        start = 0 if after is not None else number * size
        calls = list(islice(found, start, start + size + 1))
        return Page(calls[:size], number, size, more=len(calls) > size)
