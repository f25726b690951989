"""What a batch is expected to take, before it is launched and while it runs."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from voicebot.fieldwork.forecast import ENOUGH_CASES, Experience, Forecast, forecast
from voicebot.fieldwork.hours import is_open
from voicebot.fieldwork.rules import CallingRules, Planning

TUESDAY_NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
SATURDAY_NIGHT = datetime(2026, 11, 28, 23, tzinfo=UTC)
RULES = CallingRules()
NOTHING_YET = Experience()


def _forecast(
    cases: int,
    experience: Experience = NOTHING_YET,
    *,
    rules: CallingRules = RULES,
    now: datetime = TUESDAY_NOON,
) -> Forecast:
    return forecast(
        cases,
        rules=rules,
        planning=Planning(),
        experience=experience,
        calls_per_second=1,
        concurrent_calls=20,
        now=now,
    )


def test_before_anything_is_known_the_forecast_is_what_the_rules_assume() -> None:
    expected = _forecast(1000)

    assert (expected.calls, expected.interviews, expected.minutes) == (3200, 250, 3100)
    assert expected.cost == Decimal("62.00")
    assert not expected.from_experience


def test_a_wave_that_knows_its_response_is_judged_by_it() -> None:
    expected = _forecast(1000, Experience(ENOUGH_CASES, calls=200, interviews=40, minutes=300))

    assert (expected.calls, expected.interviews, expected.minutes) == (2000, 400, 3000)
    assert expected.from_experience


def test_a_few_cases_are_no_experience() -> None:
    assert _forecast(1000, Experience(ENOUGH_CASES - 1, calls=99, interviews=99, minutes=99)).interviews == 250


def test_the_first_call_waits_for_the_next_opening() -> None:
    assert _forecast(10).first_call == TUESDAY_NOON
    assert _forecast(10, now=SATURDAY_NIGHT).first_call == datetime(2026, 11, 29, 10, tzinfo=UTC)


def test_people_who_are_tried_three_times_are_tried_on_three_days() -> None:
    last = _forecast(1).last_call
    assert last is not None
    assert last - TUESDAY_NOON >= timedelta(hours=48)


def test_a_wave_that_is_over_calls_nobody() -> None:
    expected = _forecast(10, rules=CallingRules(last_day=TUESDAY_NOON.date() - timedelta(days=1)))
    assert (expected.first_call, expected.last_call) == (None, None)


@given(
    cases=st.integers(1, 100_000),
    hours_on=st.integers(0, 24 * 30),
    calls=st.integers(100, 500),
    interviews=st.integers(0, 100),
)
def test_the_last_call_is_never_before_the_first_and_both_are_within_the_hours_of_calling(
    cases: int, hours_on: int, calls: int, interviews: int
) -> None:
    now = TUESDAY_NOON + timedelta(hours=hours_on)
    expected = _forecast(cases, Experience(100, calls, interviews, minutes=60), now=now)

    assert expected.first_call is not None
    assert expected.last_call is not None
    assert now <= expected.first_call <= expected.last_call
    assert is_open(RULES, expected.first_call)
    assert is_open(RULES, expected.last_call - timedelta(seconds=1)) or is_open(RULES, expected.last_call)
