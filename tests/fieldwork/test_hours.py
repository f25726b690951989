from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from voicebot.clock import LONDON, in_london
from voicebot.fieldwork.hours import DayPart, closes_at, day_part, is_open, next_opening, next_opening_in
from voicebot.fieldwork.rules import CallingRules, WeekHours

RULES = CallingRules()
INSTANTS = st.integers(0, 5 * 365 * 86_400).map(
    lambda second: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=second)
)
SPRING_FORWARD, FALL_BACK = datetime(2027, 3, 28, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC)


def london(year, month, day, hour=0, minute=0, second=0):
    return datetime(year, month, day, hour, minute, second, tzinfo=LONDON)


@pytest.mark.parametrize(
    ("instant", "open_"),
    [
        (london(2026, 11, 25, 9, 59, 59), False),
        (london(2026, 11, 25, 10), True),
        (london(2026, 11, 25, 20, 27, 59), True),
        (london(2026, 11, 25, 20, 28), False),
        (london(2026, 11, 27, 16, 57), True),  # Friday
        (london(2026, 11, 27, 17, 30), False),
        (london(2026, 11, 28, 17, 57), True),  # Saturday
        (london(2026, 11, 29, 18), False),  # Sunday
    ],
)
def test_calls_are_placed_from_opening_until_two_minutes_before_closing(instant, open_):
    assert is_open(RULES, instant) is open_


@pytest.mark.parametrize("day", [(2026, 12, 25), (2026, 12, 28), (2027, 3, 26), (2027, 3, 29), (2027, 8, 30)])
def test_nobody_is_called_on_a_bank_holiday_of_england(day):
    assert not is_open(RULES, london(*day, 12))


def test_scotland_keeps_other_holidays():
    assert is_open(RULES, london(2027, 8, 2, 12))


def test_hours_are_those_of_london_in_summer_and_in_winter():
    assert is_open(RULES, datetime(2026, 7, 1, 9, 30, tzinfo=UTC))  # 10:30 BST
    assert not is_open(RULES, datetime(2026, 12, 1, 9, 30, tzinfo=UTC))  # 9:30 GMT


def test_nobody_is_called_on_a_day_that_the_rules_close_or_after_the_last():
    rules = CallingRules(closed_on=(date(2026, 11, 25),), last_day=date(2026, 11, 26))
    assert not is_open(rules, london(2026, 11, 25, 12))
    assert is_open(rules, london(2026, 11, 26, 12))
    assert not is_open(rules, london(2026, 11, 27, 12))
    assert next_opening(rules, london(2026, 11, 26, 20, 28)) is None


def test_the_next_opening_after_a_friday_is_saturday_morning():
    assert next_opening(RULES, london(2026, 11, 27, 17)) == london(2026, 11, 28, 10)


def test_the_next_opening_leaps_over_christmas():
    assert next_opening(RULES, london(2026, 12, 24, 20, 29)) == london(2026, 12, 27, 10)


def test_the_next_opening_is_now_while_it_is_open():
    now = london(2026, 11, 25, 12, 34)
    assert next_opening(RULES, now) == now


def test_a_week_without_hours_never_opens():
    closed = WeekHours(**dict.fromkeys(WeekHours.model_fields, "closed"))
    assert next_opening(CallingRules(hours=closed), london(2026, 11, 25)) is None


def test_a_window_shorter_than_the_wait_before_closing_never_opens():
    rules = CallingRules(hours=WeekHours(wednesday="10:00-10:02"))
    assert not is_open(rules, london(2026, 11, 25, 10))
    assert closes_at(rules, london(2026, 11, 25, 10)) is None


def test_placing_stops_two_minutes_before_closing_time():
    assert closes_at(RULES, london(2026, 11, 25, 12)) == london(2026, 11, 25, 20, 28)
    assert closes_at(RULES, london(2026, 12, 25, 12)) is None


@pytest.mark.parametrize(
    ("instant", "part"),
    [
        (london(2026, 11, 25, 16, 59), DayPart.DAY),
        (london(2026, 11, 25, 17), DayPart.EVENING),
        (london(2026, 11, 28, 17), DayPart.WEEKEND),
        (datetime(2026, 7, 1, 16, tzinfo=UTC), DayPart.EVENING),  # 17:00 BST
    ],
)
def test_an_evening_begins_at_five_on_a_weekday(instant, part):
    assert day_part(instant) is part


def test_an_evening_is_found_on_the_same_day_and_on_friday_only_after_the_weekend():
    assert next_opening_in(RULES, DayPart.EVENING, london(2026, 11, 25, 12), 8) == london(2026, 11, 25, 17)
    assert next_opening_in(RULES, DayPart.EVENING, london(2026, 11, 27, 12), 8) == london(2026, 11, 30, 17)


def test_a_part_is_not_looked_for_beyond_the_days_given():
    assert next_opening_in(RULES, DayPart.EVENING, london(2026, 11, 27, 12), 2) is None


@example(SPRING_FORWARD)
@example(FALL_BACK)
@given(INSTANTS)
def test_no_instant_outside_nine_to_nine_in_london_is_ever_open(instant):
    if is_open(CallingRules(hours=WeekHours(**dict.fromkeys(WeekHours.model_fields, "9:00-21:00"))), instant):
        assert time(9) <= in_london(instant).time() < time(20, 58)


@example(SPRING_FORWARD)
@example(FALL_BACK)
@given(INSTANTS)
def test_the_next_opening_is_open_and_nothing_before_it_is(instant):
    opening = next_opening(RULES, instant)
    assert opening is not None
    assert opening >= instant
    assert is_open(RULES, opening)
    if opening > instant:
        assert not is_open(RULES, opening - timedelta(seconds=1))
        assert not is_open(RULES, instant)


@given(INSTANTS, st.sampled_from(DayPart))
def test_an_opening_in_a_part_of_the_week_is_open_and_in_that_part(instant, part):
    opening = next_opening_in(RULES, part, instant, 14)
    assert opening is not None
    assert is_open(RULES, opening)
    assert day_part(opening) is part
