from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from voicebot.clock import LONDON, in_london
from voicebot.fieldwork.hours import is_open
from voicebot.fieldwork.rules import CallingRules, WeekHours
from voicebot.fieldwork.slots import SOONEST, begins_at, open_slots
from voicebot.questionnaire.times import HOURS

RULES = CallingRules()
WEDNESDAY = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
INSTANTS = st.integers(0, 3 * 365 * 86_400).map(
    lambda second: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=second)
)


def offered(now=WEDNESDAY, rules=RULES):
    """Day and hour of each time."""
    return [(slot.days, slot.hour) for slot in open_slots(rules, now)]


def test_the_next_times_are_offered_one_for_each_part_of_each_day():
    assert offered() == [(0, 15), (0, 18), (1, 10), (1, 14), (1, 18), (2, 10)]


def test_a_time_says_its_day_hour_and_instant():
    slot = open_slots(RULES, WEDNESDAY)[2]
    assert (slot.days, slot.weekday, slot.hour) == (1, 3, 10)
    assert begins_at(slot) == datetime(2026, 11, 26, 10, tzinfo=UTC)


def test_an_hour_is_that_of_london_in_summer_too():
    slot = open_slots(RULES, datetime(2026, 7, 1, 19, 0, tzinfo=UTC))[0]
    assert (slot.days, slot.hour) == (1, 10)
    assert begins_at(slot) == datetime(2026, 7, 2, 10, tzinfo=LONDON)


def test_the_hour_in_which_calling_stops_for_the_evening_is_not_offered():
    rules = CallingRules(hours=WeekHours(wednesday="19:00-20:30"))
    assert offered(rules=rules)[0] == (0, 19)
    assert (0, 20) not in offered(rules=rules)


def test_nothing_is_offered_on_bank_holidays_and_closed_days():
    christmas = datetime(2026, 12, 24, 18, 0, tzinfo=LONDON)
    rules = CallingRules(closed_on=(date(2026, 12, 27),))
    days = {(christmas + timedelta(days=slot.days)).day for slot in open_slots(rules, christmas)}
    assert days == {29, 30}


def test_nothing_is_offered_after_the_last_day_of_the_wave():
    assert offered(rules=CallingRules(last_day=date(2026, 11, 25))) == [(0, 15), (0, 18)]
    assert offered(rules=CallingRules(last_day=date(2026, 11, 24))) == []


def test_few_open_hours_leave_few_times_but_no_riddle_of_a_weekday():
    closed = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday", "sunday"), "closed")
    rules = CallingRules(hours=WeekHours(saturday="10:00-11:00", **closed))
    assert offered(rules=rules) == [(3, 10)]


@given(INSTANTS)
def test_whenever_the_call_is_every_time_is_open_soon_enough_and_can_be_spoken(now):
    slots = open_slots(RULES, now)
    instants = [begins_at(slot) for slot in slots]
    assert instants == sorted(set(instants))
    assert 3 <= len(slots) <= 6
    for slot, instant in zip(slots, instants, strict=True):
        assert is_open(RULES, instant)
        assert instant >= now + SOONEST
        local = in_london(instant)
        assert (local.hour, local.weekday()) == (slot.hour, slot.weekday)
        assert (local.date() - in_london(now).date()).days == slot.days < 7
        assert slot.hour in HOURS
