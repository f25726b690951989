"""How fast calls may be placed: so many a second and so many at once, shared by all diallers of a database.

The provider would queue what comes faster and ring it later, perhaps outside our hours (Twilio); so nothing does.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from voicebot.store import attempts as attempt_rows
from voicebot.store import pace as pace_rows
from voicebot.store.tables import Pace

_REST_AFTER_REFUSAL = timedelta(seconds=10)
_REST_WHILE_SILENT = timedelta(seconds=90)
"""Longer than it takes until the provider is asked again which calls it has (`reconcile.py`)."""
_AHEAD_AT_MOST = timedelta(minutes=5)
"""What lies further ahead was written by a clock that was wrong."""
_MADE_UP_FOR = timedelta(seconds=0.25)
"""A dialler that has nothing to do looks again after a fifth of a second."""


@dataclass(frozen=True, slots=True)
class PaceLimits:
    """What the provider's account takes (VOICEBOT_CALLS_PER_SECOND, VOICEBOT_CONCURRENT_CALLS)."""

    calls_per_second: float
    concurrent_calls: int


def is_free(pace: Pace, now: datetime) -> bool:
    """Whether one more call may be placed now, as far as calls a second go."""
    return next_turn(pace, now) <= now


def room(session: Session, limits: PaceLimits) -> int:
    """How many more calls may be in progress."""
    return limits.concurrent_calls - attempt_rows.count_on_their_way(session)


def turns_free(pace: Pace, limits: PaceLimits, now: datetime, at_most: int) -> int:
    """How many calls may be placed now, as far as calls a second go."""
    turns, at = 0, _on_time(pace, now) if is_free(pace, now) else None
    while turns < at_most and at is not None and at <= now:
        turns, at = turns + 1, at + _apart(limits)
    return turns


def use_turns(pace: Pace, limits: PaceLimits, now: datetime, calls: int = 1) -> None:
    """So many calls are placed now; the next one has to wait its time.

    What was late by no more than a moment is made up for, so that the pace is kept over many calls.
    """
    if calls > 0:
        pace.next_at = _on_time(pace, now) + calls * _apart(limits)


def slow_down(session: Session, now: datetime) -> None:
    """The provider had too many calls (Twilio 429): all diallers rest for some seconds."""
    pace_rows.locked(session).slowed_until = now + _REST_AFTER_REFUSAL


def rest_while_silent(session: Session, now: datetime) -> None:
    """The provider does not say which calls it has: all diallers rest until it does, or is asked again."""
    pace_rows.locked(session).slowed_until = now + _REST_WHILE_SILENT


def next_turn(pace: Pace, now: datetime) -> datetime:
    """When the next call may be placed, as far as calls a second go; `now` if that is not later."""
    turns = (now, _believed(pace.next_at, now), _believed(pace.slowed_until, now))
    return max(instant for instant in turns if instant is not None)


def _on_time(pace: Pace, now: datetime) -> datetime:
    return max(_believed(pace.next_at, now) or now, now - _MADE_UP_FOR)


def _apart(limits: PaceLimits) -> timedelta:
    return timedelta(seconds=1 / limits.calls_per_second)


def _believed(instant: datetime | None, now: datetime) -> datetime | None:
    return instant if instant is not None and instant <= now + _AHEAD_AT_MOST else None
