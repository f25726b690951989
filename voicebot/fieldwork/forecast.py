"""What a batch will take: calls, hours, interviews, minutes and money, before it is launched and while it runs. Pure.

The figures begin as the wave's assumptions and become its own once enough of its cases are worked.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from voicebot.fieldwork import hours
from voicebot.fieldwork.rules import CallingRules, Planning

ENOUGH_CASES = 100
"""Closed cases from which on a wave's own experience counts for more than what was assumed."""


@dataclass(frozen=True, slots=True)
class Experience:
    """What the wave's closed cases have shown so far."""

    cases: int = 0
    calls: int = 0
    interviews: int = 0
    minutes: float = 0.0  # of all calls together, as the provider counts them


@dataclass(frozen=True, slots=True)
class Forecast:
    """What so many cases will take. Without an open hour nobody is called: then both instants are None."""

    cases: int
    calls: int
    interviews: int
    minutes: int
    cost: Decimal  # pounds
    first_call: datetime | None
    last_call: datetime | None
    from_experience: bool  # else from what the rules assume


def forecast(  # noqa: PLR0913 - all that a forecast hangs on
    cases: int,
    *,
    rules: CallingRules,
    planning: Planning,
    experience: Experience,
    calls_per_second: float,
    concurrent_calls: int,
    now: datetime,
) -> Forecast:
    """What it takes to work so many cases from now on, at that pace and within the hours of calling."""
    known = experience.cases >= ENOUGH_CASES
    calls_a_case = experience.calls / experience.cases if known else planning.calls_a_case
    response = experience.interviews / experience.cases if known else planning.response
    minutes_a_case = experience.minutes / experience.cases if known else _assumed_minutes(planning)
    calls, minutes = round(cases * calls_a_case), round(cases * minutes_a_case)
    first = hours.next_opening(rules, now) if cases else None
    return Forecast(
        cases=cases,
        calls=calls,
        interviews=round(cases * response),
        minutes=minutes,
        cost=(Decimal(minutes) * planning.pence_a_minute / 100).quantize(Decimal("0.01")),
        first_call=first,
        last_call=None
        if first is None
        else _last_call(rules, first, calls_a_case, _time_for(calls, minutes, calls_per_second, concurrent_calls)),
        from_experience=known,
    )


def _assumed_minutes(planning: Planning) -> float:
    return planning.response * planning.minutes_an_interview + planning.calls_a_case * planning.minutes_another_call


def _time_for(calls: int, minutes: int, calls_per_second: float, concurrent_calls: int) -> timedelta:
    """How long the lines are busy: bounded by how many calls begin in a second, and by how many go on at once."""
    return max(timedelta(seconds=calls / calls_per_second), timedelta(minutes=minutes / concurrent_calls))


def _last_call(rules: CallingRules, first: datetime, calls_a_case: float, busy: timedelta) -> datetime:
    """When the lines have been busy for so long in open hours, and everybody could be tried as often as that takes."""
    tried = first + timedelta(hours=rules.hours_between) * max(0, round(calls_a_case) - 1)
    worked = hours.after_open_time(rules, first, busy)
    return max(worked, hours.next_opening(rules, tried) or worked)
