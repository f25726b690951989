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


def use_turn(pace: Pace, limits: PaceLimits, now: datetime) -> None:
    """A call is placed now; the next one has to wait its time.

    What was late by no more than a moment is made up for, so that the pace is kept over many calls.
    """
    on_time = max(pace.next_at or now, now - _MADE_UP_FOR)
    pace.next_at = on_time + timedelta(seconds=1 / limits.calls_per_second)


def slow_down(session: Session, now: datetime) -> None:
    """The provider had too many calls (Twilio 429): all diallers rest for some seconds."""
    pace_rows.locked(session).slowed_until = now + _REST_AFTER_REFUSAL


def next_turn(pace: Pace, now: datetime) -> datetime:
    """When the next call may be placed, as far as calls a second go; `now` if that is not later."""
    return max(instant for instant in (now, pace.next_at, pace.slowed_until) if instant is not None)
