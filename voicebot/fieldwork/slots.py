"""Which times are open for an appointment: hours in which calls may be placed, over the next days. Pure.

Whether a person may choose one at all is `following.py`'s; how a time is spoken, the questionnaire's.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import chain, groupby, islice

from voicebot.clock import LONDON, in_london
from voicebot.fieldwork.hours import EVENING_FROM, is_open
from voicebot.fieldwork.rules import EARLIEST, LATEST, CallingRules
from voicebot.questionnaire.model import SLOT_KEYS, Slot

SOONEST = timedelta(hours=2)
"""From the call in which it is chosen."""
KEPT_FOR = timedelta(hours=1)
"""How long after its beginning an appointment can still be kept: the hour that was spoken of."""
_DAYS_AHEAD = 7
_AFTERNOON_FROM = time(12)
_MOSTLY = timedelta(minutes=45)
"""An hour counts as open if calls may be placed from its beginning until then."""


def open_slots(rules: CallingRules, now: datetime) -> tuple[Slot, ...]:
    """The times to choose from in a call that is held now: the next ones, one for each part of each day.

    None lies outside the hours of calling or after the last day of the wave.
    """
    today = in_london(now).date()
    days = (today + timedelta(days=ahead) for ahead in range(_DAYS_AHEAD))
    instants = chain.from_iterable(_of_day(rules, day, now + SOONEST) for day in days)
    return tuple(_slot(instant, today) for instant in islice(instants, len(SLOT_KEYS)))


def begins_at(slot: Slot) -> datetime:
    """The instant at which it begins."""
    return datetime.fromtimestamp(slot.at, UTC)


def _of_day(rules: CallingRules, day: date, soonest: datetime) -> Iterator[datetime]:
    """The middle hour of the open ones of the morning, of the afternoon, and of the evening."""
    hours = (_begins(day, hour) for hour in range(EARLIEST.hour, LATEST.hour))
    open_hours = (at for at in hours if at >= soonest and is_open(rules, at) and is_open(rules, at + _MOSTLY))
    for _, part in groupby(open_hours, key=_part):
        yield _middle(list(part))


def _begins(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=LONDON).astimezone(UTC)


def _part(instant: datetime) -> tuple[bool, bool]:
    at = in_london(instant).time()
    return at >= _AFTERNOON_FROM, at >= EVENING_FROM


def _middle(hours: Sequence[datetime]) -> datetime:
    return hours[(len(hours) - 1) // 2]


def _slot(instant: datetime, today: date) -> Slot:
    local = in_london(instant)
    return Slot(int(instant.timestamp()), (local.date() - today).days, local.weekday(), local.hour)
