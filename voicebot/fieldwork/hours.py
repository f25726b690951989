"""When calls may be placed: the hours of London, its bank holidays and the end of the wave. Pure.

Which hour a certain person may be called in is `following.py`'s.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from itertools import chain

import holidays

from voicebot.clock import LONDON, in_london
from voicebot.fieldwork.rules import CallingRules, Window

EVENING_FROM = time(17)
_LOOK_AHEAD_DAYS = 60
"""Longer than any row of days on which nobody is called; rules with no open day at all have no opening."""
_SATURDAY = 5


class DayPart(StrEnum):
    """Parts of the week in which different people are at home."""

    DAY = "weekday_day"
    EVENING = "weekday_evening"
    WEEKEND = "weekend"


def is_open(rules: CallingRules, instant: datetime) -> bool:
    """Whether a call may be placed at that instant; no longer in the last minutes before closing time."""
    placing = _placing_on(rules, in_london(instant).date())
    return placing is not None and placing[0] <= instant < placing[1]


def closes_at(rules: CallingRules, instant: datetime) -> datetime | None:
    """The instant at which placing stops on that day in London; None if no calls are made on it."""
    placing = _placing_on(rules, in_london(instant).date())
    return placing[1] if placing else None


def next_opening(rules: CallingRules, instant: datetime) -> datetime | None:
    """The first instant from there on at which a call may be placed; None if there is none before the wave ends."""
    return next((max(start, instant) for start, end, _ in _stretches(rules, instant) if end > instant), None)


def next_opening_in(rules: CallingRules, part: DayPart, instant: datetime, days: int) -> datetime | None:
    """The same within one part of the week, looked for over so many days."""
    last = instant + timedelta(days=days)
    openings = (max(start, instant) for start, end, of in _stretches(rules, instant) if of is part and end > instant)
    return next((opening for opening in openings if opening <= last), None)


def after_open_time(rules: CallingRules, instant: datetime, busy: timedelta) -> datetime:
    """The instant at which so much time for placing calls has passed; the last such time, if there is less of it."""
    at = instant
    for start, end, _ in _stretches(rules, instant):
        if end <= instant:
            continue
        begins = max(start, instant)
        if begins + busy <= end:
            return begins + busy
        busy -= end - begins
        at = end
    return at


def day_part(instant: datetime) -> DayPart:
    """Which part of the week that instant is in, as people in London live it."""
    local = in_london(instant)
    return _part(local.date(), local.time())


def _part(day: date, at: time) -> DayPart:
    if day.weekday() >= _SATURDAY:
        return DayPart.WEEKEND
    return DayPart.EVENING if at >= EVENING_FROM else DayPart.DAY


def _stretches(rules: CallingRules, since: datetime) -> Iterator[tuple[datetime, datetime, DayPart]]:
    """Every stretch of time for placing calls, cut where one part of the week ends and the next begins."""
    today = in_london(since).date()
    days = (today + timedelta(days=ahead) for ahead in range(_LOOK_AHEAD_DAYS))
    return chain.from_iterable(_stretches_on(rules, day) for day in days)


def _stretches_on(rules: CallingRules, day: date) -> Iterator[tuple[datetime, datetime, DayPart]]:
    placing = _placing_on(rules, day)
    if placing is None:
        return
    start, end = placing
    evening = _instant(day, EVENING_FROM)
    if _part(day, EVENING_FROM) is DayPart.EVENING and start < evening < end:
        yield start, evening, DayPart.DAY
        yield evening, end, DayPart.EVENING
    else:
        yield start, end, day_part(start)


def _placing_on(rules: CallingRules, day: date) -> tuple[datetime, datetime] | None:
    """From when and until when calls may be placed on that day."""
    window = _window_on(rules, day)
    if window is None:
        return None
    opens = _instant(day, window.opens)
    stops = _instant(day, window.closes) - timedelta(minutes=rules.minutes_before_closing)
    return (opens, stops) if opens < stops else None


def _window_on(rules: CallingRules, day: date) -> Window | None:
    is_over = rules.last_day is not None and day > rules.last_day
    if is_over or day in rules.closed_on or day in _bank_holidays(day.year):
        return None
    return rules.hours.on(day)


def _instant(day: date, at: time) -> datetime:
    """Never ambiguous: London's clocks change at night, far outside the hours of calling."""
    return datetime.combine(day, at, tzinfo=LONDON).astimezone(UTC)


@lru_cache(maxsize=64)
def _bank_holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year))
