from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.clock import LONDON, in_london
from voicebot.fieldwork.following import (
    Next,
    PastAttempt,
    Wish,
    after,
    may_be_called,
    may_be_put_off,
    number_to_call,
    open_appointment,
)
from voicebot.fieldwork.hours import DayPart, day_part, is_open, next_opening
from voicebot.fieldwork.rules import CallingRules
from voicebot.outcomes import Result

RULES = CallingRules()
MONDAY = datetime(2026, 11, 23, 11, 0, tzinfo=LONDON)
FOR_GOOD = [
    Result.COMPLETE,
    Result.PARTIAL,
    Result.BREAK_OFF,
    Result.OPTED_OUT_BEFORE,
    Result.OPTED_OUT,
    Result.NOT_THIS_TIME,
    Result.WITHDRAWN,
    Result.HUNG_UP,
    Result.NO_CONSENT,
    Result.WRONG_PERSON,
    Result.UNDER_AGE,
    Result.EXCLUDED,
]


def called(result, at=MONDAY, *, rang=True, position=0, inbound=False):
    return PastAttempt(result, at, day_part(at), rang, position, inbound)


def following(*history, numbers=1, rules=RULES):
    last = history[-1].at if history else MONDAY
    return after(rules, history, last + timedelta(minutes=2), numbers)


def days(count, hours=0):
    return timedelta(days=count, hours=hours)


def test_a_case_that_was_never_called_is_due_at_the_next_opening():
    night = datetime(2026, 11, 23, 3, tzinfo=LONDON)
    assert after(RULES, [], night) == Next(due_at=datetime(2026, 11, 23, 10, tzinfo=LONDON))


@pytest.mark.parametrize("result", FOR_GOOD)
def test_nobody_is_called_again_after(result):
    assert following(called(result)) == Next(closed_for=result)
    assert not may_be_called(RULES, [called(result)], MONDAY + days(30))


@pytest.mark.parametrize("result", [Result.NO_ANSWER, Result.MACHINE, Result.NOTHING_HEARD, Result.UNKNOWN])
def test_another_attempt_comes_a_day_later_at_the_earliest_and_in_an_evening_first(result):
    assert following(called(result)).due_at == datetime(2026, 11, 24, 17, tzinfo=LONDON)
    assert not may_be_called(RULES, [called(result)], MONDAY + days(1) - timedelta(seconds=1))
    assert may_be_called(RULES, [called(result)], MONDAY + days(1))


def test_three_attempts_fall_into_three_parts_of_the_week():
    history = [called(Result.NO_ANSWER)]
    for _ in range(2):
        history.append(called(Result.NO_ANSWER, following(*history).due_at))
    assert {past.day_part for past in history} == set(DayPart)


def test_five_attempts_are_the_last():
    history = [called(Result.NO_ANSWER, MONDAY + days(2 * nth)) for nth in range(4)]
    assert following(*history).due_at is not None
    history.append(called(Result.NO_ANSWER, MONDAY + days(8)))
    assert following(*history) == Next(closed_for=Result.NO_ANSWER)


def test_what_never_rang_is_free_but_not_for_ever():
    history = [called(Result.TECHNICAL, MONDAY + days(nth), rang=False) for nth in range(4)]
    assert following(called(Result.NO_ANSWER, MONDAY - days(2)), *history).due_at is not None
    assert following(*history, called(Result.TECHNICAL, MONDAY + days(4), rang=False)).closed_for is Result.TECHNICAL


def test_doubt_counts_as_an_attempt():
    history = [called(Result.UNKNOWN, MONDAY + days(nth), rang=False) for nth in range(5)]
    assert following(*history) == Next(closed_for=Result.UNKNOWN)


def test_a_busy_line_is_tried_again_after_a_quarter_of_an_hour():
    assert following(called(Result.BUSY, rang=False)).due_at == MONDAY + timedelta(minutes=15)


def test_a_line_that_is_busy_twice_a_day_waits_for_the_next():
    history = [called(Result.BUSY, rang=False), called(Result.BUSY, MONDAY + timedelta(minutes=15), rang=False)]
    assert following(*history).due_at == MONDAY + days(1) + timedelta(minutes=15)


def test_a_call_we_dropped_is_followed_by_none_for_72_hours():
    assert following(called(Result.DROPPED)).due_at >= MONDAY + days(3)
    assert not may_be_called(RULES, [called(Result.DROPPED)], MONDAY + days(3) - timedelta(seconds=1))


def test_a_dropped_call_bars_also_after_a_later_attempt():
    history = [called(Result.DROPPED), called(Result.BUSY, MONDAY + days(1), rang=False)]
    assert not may_be_called(RULES, history, MONDAY + days(2, 23))


def test_a_hang_up_before_the_first_gate_is_followed_by_one_more_attempt_72_hours_later():
    first = called(Result.HUNG_UP_BEFORE)
    due_at = following(first).due_at
    assert due_at is not None
    assert due_at >= MONDAY + days(3)
    assert following(first, called(Result.NO_ANSWER, due_at)) == Next(closed_for=Result.NO_ANSWER)


@pytest.mark.parametrize("result", [Result.FELL_SILENT, Result.LINE_FAILED])
def test_who_had_agreed_and_was_lost_gets_one_more_attempt(result):
    first = called(result)
    due_at = following(first).due_at
    assert due_at is not None
    assert following(first, called(result, due_at)) == Next(closed_for=result)


def test_a_failed_line_is_followed_by_none_for_72_hours():
    assert not may_be_called(RULES, [called(Result.LINE_FAILED)], MONDAY + days(2, 23))


def test_not_free_and_another_time_are_honoured_twice():
    history = [called(Result.NOT_FREE), called(Result.ANOTHER_TIME, MONDAY + days(2))]
    assert following(*history).due_at is not None
    assert following(*history, called(Result.NOT_FREE, MONDAY + days(4))) == Next(closed_for=Result.NOT_FREE)


def test_a_dead_number_is_followed_by_the_next_number_at_once():
    dead = called(Result.DEAD_NUMBER, rang=False)
    assert following(dead, numbers=2) == Next(due_at=MONDAY + timedelta(minutes=2))
    assert number_to_call([dead], 2) == 1


def test_a_person_all_of_whose_numbers_are_dead_is_not_called_again():
    history = [called(Result.DEAD_NUMBER, rang=False), called(Result.DEAD_NUMBER, rang=False, position=1)]
    assert following(*history, numbers=2) == Next(closed_for=Result.DEAD_NUMBER)
    assert number_to_call(history, 2) is None


def test_a_person_without_a_number_is_never_due():
    assert after(RULES, [], MONDAY, numbers=0) == Next(closed_for=Result.NOT_PLACED)


def test_a_call_cancelled_before_it_rang_is_as_if_it_had_not_been():
    assert following(called(Result.NOT_PLACED, rang=False)) == Next(due_at=MONDAY + timedelta(minutes=2))


def test_a_call_cancelled_while_it_rang_counts():
    assert following(called(Result.NOT_PLACED)).due_at >= MONDAY + days(1)


def test_a_case_is_closed_when_the_wave_ends_before_its_next_call():
    rules = CallingRules(last_day=MONDAY.date())
    assert following(called(Result.NO_ANSWER), rules=rules) == Next(closed_for=Result.NO_ANSWER)
    assert after(rules, [], MONDAY + days(1)) == Next(closed_for=Result.NOT_PLACED)


def test_near_the_end_of_the_wave_any_part_of_the_week_is_better_than_none():
    rules = CallingRules(last_day=MONDAY.date() + days(1))
    evening = called(Result.NO_ANSWER, MONDAY)
    history = [evening, called(Result.NO_ANSWER, MONDAY.replace(hour=18))]
    assert following(evening, rules=rules).due_at == datetime(2026, 11, 24, 17, tzinfo=LONDON)
    assert following(*history, rules=rules).due_at == datetime(2026, 11, 24, 18, tzinfo=LONDON)


SOON = MONDAY + timedelta(hours=7)


def appointed(at=SOON, **wish):
    return Wish(appointment_at=at, **wish)


def test_an_appointment_overrides_the_day_between_two_calls():
    put_off = [called(Result.ANOTHER_TIME)]
    assert after(RULES, put_off, MONDAY + timedelta(minutes=2), wish=appointed()) == Next(due_at=SOON)
    assert may_be_called(RULES, put_off, SOON, wish=appointed())
    assert not may_be_called(RULES, put_off, SOON)
    assert not may_be_called(RULES, put_off, SOON - timedelta(seconds=1), wish=appointed())


def test_an_appointment_is_kept_within_its_hour_and_never_at_another_time():
    put_off = [called(Result.ANOTHER_TIME)]
    late = SOON + timedelta(minutes=59)
    assert after(RULES, put_off, late, wish=appointed()) == Next(due_at=late)
    assert may_be_called(RULES, put_off, late, wish=appointed())
    assert not may_be_called(RULES, put_off, SOON + timedelta(hours=1), wish=appointed())
    missed = after(RULES, put_off, SOON + timedelta(hours=1), wish=appointed())
    assert missed.due_at is not None
    assert missed.due_at >= MONDAY + days(1)


def test_an_appointment_is_kept_once():
    history = [called(Result.ANOTHER_TIME), called(Result.NO_ANSWER, SOON)]
    now = SOON + timedelta(minutes=2)
    assert open_appointment(RULES, history, now, appointed()) is None
    assert not may_be_called(RULES, history, now, wish=appointed())
    assert after(RULES, history, now, wish=appointed()).due_at >= SOON + days(1)


def test_a_call_for_an_appointment_that_was_never_placed_leaves_it_open():
    history = [called(Result.ANOTHER_TIME), called(Result.NOT_PLACED, SOON, rang=False)]
    assert open_appointment(RULES, history, SOON + timedelta(minutes=2), appointed()) == SOON


def test_an_appointment_overrides_neither_the_limits_nor_the_hours_nor_the_end_of_the_wave():
    five = [called(Result.ANOTHER_TIME, MONDAY - days(nth)) for nth in range(5)][::-1]
    assert after(RULES, five, MONDAY, wish=appointed()) == Next(closed_for=Result.ANOTHER_TIME)
    put_off = [called(Result.ANOTHER_TIME)]
    night = SOON + timedelta(hours=5)
    assert after(RULES, put_off, MONDAY, wish=appointed(night)).due_at >= MONDAY + days(1)
    rules = CallingRules(last_day=MONDAY.date())
    assert after(rules, put_off, MONDAY, wish=appointed(SOON + days(1))) == Next(closed_for=Result.ANOTHER_TIME)


@pytest.mark.parametrize("result", [Result.BREAK_OFF, Result.PARTIAL, Result.COMPLETE])
def test_an_interview_that_was_put_off_by_the_person_is_gone_on_with(result):
    first = called(result)
    resumes = Wish(resumes=True)
    due_at = after(RULES, [first], MONDAY, wish=resumes).due_at
    assert due_at is not None
    assert due_at >= MONDAY + days(1)
    assert may_be_called(RULES, [first], due_at, wish=resumes)
    assert after(RULES, [first], MONDAY, wish=appointed(resumes=True)) == Next(due_at=SOON)
    assert after(RULES, [first, called(result, due_at)], due_at) == Next(closed_for=result)


def test_an_interview_that_was_put_off_and_is_never_gone_on_with_is_closed_for_what_it_was():
    history = [called(Result.PARTIAL), *(called(Result.NO_ANSWER, MONDAY + days(2 * nth)) for nth in range(1, 5))]
    closed = after(RULES, history, MONDAY + days(9), wish=Wish(resumes=True))
    assert closed == Next(closed_for=Result.NO_ANSWER)


def test_whoever_was_put_off_twice_is_offered_no_third_time():
    once = [called(Result.NOT_FREE)]
    assert may_be_put_off(RULES, once, MONDAY + days(2))
    twice = [*once, called(Result.BREAK_OFF, MONDAY + days(2))]
    assert not may_be_put_off(RULES, twice, MONDAY + days(4), wish=Wish(resumes=True))


def test_a_person_who_is_called_for_the_fifth_time_is_offered_no_other():
    history = [called(Result.NO_ANSWER, MONDAY + days(2 * nth)) for nth in range(4)]
    assert may_be_put_off(RULES, history[:3], MONDAY + days(8))
    assert not may_be_put_off(RULES, history, MONDAY + days(8))


INSTANTS = st.integers(0, 4 * 365 * 86_400).map(
    lambda second: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=second)
)


@st.composite
def lives(draw):
    """All attempts that a case gets when it is called whenever it is due, with results that fate chooses."""
    now = next_opening(RULES, draw(INSTANTS))
    numbers = draw(st.integers(1, 2))
    history = []
    while len(history) < 30:
        position = number_to_call(history, numbers)
        result = draw(st.sampled_from(Result))
        history.append(PastAttempt(result, now, day_part(now), draw(st.booleans()), position))
        follows = after(RULES, history, now + timedelta(minutes=1), numbers)
        if follows.due_at is None:
            break
        now = follows.due_at
    return history, numbers


@given(lives())
def test_every_attempt_of_a_life_was_within_hours_and_allowed_by_the_rules(life):
    history, numbers = life
    for nth, past in enumerate(history):
        assert is_open(RULES, past.at)
        assert may_be_called(RULES, history[:nth], past.at, numbers)


@given(lives())
def test_no_life_has_more_than_five_attempts_that_count_or_goes_on_after_a_final_word(life):
    history, _ = life
    counted = [past for past in history if past.counts and (past.rang or past.result is not Result.NOT_PLACED)]
    assert len(counted) <= 5
    assert not any(past.result in FOR_GOOD for past in history[:-1])


@given(lives())
def test_a_telephone_never_rings_twice_within_a_day_but_once_after_a_busy_line(life):
    history, _ = life
    rung = [past for past in history if past.counts]
    for earlier, later in pairwise(rung):
        close = later.at - earlier.at < timedelta(hours=24)
        assert not close or earlier.result in {Result.BUSY, Result.DEAD_NUMBER}
    busy_days = [in_london(past.at).date() for past in rung if past.result is Result.BUSY]
    assert all(busy_days.count(day) <= 2 for day in busy_days)


@given(lives())
def test_what_follows_depends_on_nothing_but_the_history(life):
    history, numbers = life
    now = history[-1].at + timedelta(minutes=1)
    assert after(RULES, history, now, numbers) == after(RULES, list(history), now, numbers)


def test_people_who_ring_us_take_up_none_of_the_calls_that_we_may_place():
    rang_us = [called(Result.NO_REPLY, MONDAY + days(nth), inbound=True) for nth in range(9)]
    assert following(*rang_us).due_at is not None
    placed = [called(Result.NO_ANSWER, MONDAY + days(9 + nth)) for nth in range(RULES.attempts - 1)]
    assert following(*rang_us, *placed).due_at is not None
    assert following(*rang_us, *placed, called(Result.NO_ANSWER, MONDAY + days(20))).closed_for is Result.NO_ANSWER


@pytest.mark.parametrize("result", FOR_GOOD)
def test_what_people_say_who_ring_us_holds_like_any_other_answer(result):
    assert following(called(result, inbound=True)) == Next(closed_for=result)


def test_another_time_may_be_asked_for_as_often_as_one_likes_by_ringing_us():
    asked = [called(Result.ANOTHER_TIME, MONDAY + days(nth), inbound=True) for nth in range(5)]
    assert following(*asked).due_at is not None


def test_whoever_rings_us_may_be_put_off_while_one_call_is_left():
    placed = [called(Result.NO_ANSWER, MONDAY + days(nth)) for nth in range(RULES.attempts - 1)]
    now = MONDAY + days(9)
    assert may_be_put_off(RULES, placed, now, inbound=True)
    assert not may_be_put_off(RULES, placed, now)
