"""Whether a call may be placed, at very many instants, against a second way of finding it out."""

import os
from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest

from voicebot.fieldwork.hours import is_open
from voicebot.fieldwork.rules import CallingRules

INSTANTS = int(os.environ.get("VOICEBOT_INSTANTS", "20000"))
"""How many instants are tried: a million in `make proofs`."""
RULES = CallingRules()
LONDON = ZoneInfo("Europe/London")
YEARS = (2026, 2027, 2028)

# By hand, from gov.uk/bank-holidays and, for 2028, by its rules: England's days without calls.
HOLIDAYS = {
    *(date(2026, *day) for day in [(1, 1), (4, 3), (4, 6), (5, 4), (5, 25), (8, 31), (12, 25), (12, 28)]),
    *(date(2027, *day) for day in [(1, 1), (3, 26), (3, 29), (5, 3), (5, 31), (8, 30), (12, 27), (12, 28)]),
    *(date(2028, *day) for day in [(1, 3), (4, 14), (4, 17), (5, 1), (5, 29), (8, 28), (12, 25), (12, 26)]),
}
ALSO_CLOSED = {date(2026, 12, 26), date(2027, 12, 25), date(2027, 12, 26), date(2028, 1, 1)}
"""Holidays that fall on a weekend and are kept on a weekday too."""
_MINUTES = {4: (600, 1018), 5: (600, 1078), 6: (600, 1078)}


def _may_be_placed(instant: datetime) -> bool | None:
    """The same, worked out by minutes of the day; None where both answers would do."""
    local = instant.astimezone(LONDON)
    if local.date() in HOLIDAYS:
        return False
    if local.date() in ALSO_CLOSED:
        return None
    opens, closes = _MINUTES.get(local.weekday(), (600, 1228))
    seconds = local.hour * 3600 + local.minute * 60 + local.second + local.microsecond / 1e6
    return opens * 60 <= seconds < closes * 60


def _instants(dice: Random) -> list[datetime]:
    """Half of them anywhere in three years, half within two days of where something changes."""
    begin, days = datetime(YEARS[0], 1, 1, tzinfo=UTC), (date(YEARS[-1] + 1, 1, 1) - date(YEARS[0], 1, 1)).days
    changes = [
        datetime(year, month, 31 - (5 * year // 4 + shift) % 7, 1, tzinfo=UTC)
        for year in YEARS
        for month, shift in ((3, 4), (10, 1))
    ]
    edges = [*changes, *(datetime(day.year, day.month, day.day, 12, tzinfo=UTC) for day in sorted(HOLIDAYS))]
    anywhere = [begin + timedelta(microseconds=dice.randrange(days * 86_400_000_000)) for _ in range(INSTANTS // 2)]
    nearby = [
        dice.choice(edges) + timedelta(seconds=dice.randint(-172_800, 172_800)) for _ in range(INSTANTS - INSTANTS // 2)
    ]
    return anywhere + nearby


@pytest.mark.slow
def test_no_call_is_placed_outside_the_hours_at_any_of_very_many_instants() -> None:
    wrong = [
        instant
        for instant in _instants(Random(1))
        if (may := _may_be_placed(instant)) is not None and is_open(RULES, instant) is not may
    ]
    assert wrong == []
