"""Off the way of the questions and back: help with its menu, slower speech, another time."""

import pytest

from tests.interview.conversation import Call
from tests.interview.flows import POLISH, TIMES, asked, flow, rated, section
from voicebot.interview.events import AppointmentMade, Ended, OptOutUndone
from voicebot.interview.state import Answer, Status
from voicebot.outcomes import Result
from voicebot.questionnaire.model import (
    AGREEMENT,
    APPOINTMENT,
    CLOSING,
    HELP,
    HELP_BEFORE,
    OPTED_OUT,
    RIGHT_PERSON,
    SAFE_TO_TALK,
    Ending,
)

SMALL = flow(
    section("core", rated("contact"), asked("waited"), asked("explained")),
    section("details", asked("done")),
    languages=("en-GB", POLISH),
)
TODAY, TOMORROW, SUNDAY = TIMES


def at_gate_2(*, slots=TIMES) -> Call:
    return Call(SMALL).picked_up(slots=slots).presses("1").is_at(SAFE_TO_TALK)


def test_star_twice_running_gives_help_with_the_minutes_left_and_a_menu() -> None:
    Call(SMALL).agrees().presses("*", "*").is_at(HELP).hears("2 minutes are left.", "help?").does_not_hear("contact?")


@pytest.mark.parametrize(("keys", "step"), [("", RIGHT_PERSON), ("1", SAFE_TO_TALK)])
def test_help_before_both_gates_are_passed_is_about_keys_only(keys: str, step: str) -> None:
    call = Call(SMALL).picked_up(slots=TIMES).presses(*keys, "*", "*").is_at(HELP_BEFORE)
    call.hears("Help before.").does_not_hear("minutes are left.")
    call.presses("3").hears("Lead invalid_1.", "Help before.").presses("4").hears("Lead invalid_2.")
    call.presses("1").is_at(step)


def test_help_at_the_agreement_is_that_of_the_survey() -> None:
    at_gate_2().presses("1", "*", "*").is_at(HELP).hears("minutes are left.").presses("1").is_at(AGREEMENT)


@pytest.mark.parametrize("key", ["1", "#", "silence"])
def test_from_help_the_call_goes_on_where_it_was(key: str) -> None:
    call = Call(SMALL).agrees().presses("2", "*", "*")
    call = call.stays_silent() if key == "silence" else call.presses(key)
    call.is_at("waited").recorded().has_codes(contact=2).does_not_hear("Lead").presses("1").is_at("explained")


def test_help_that_is_not_understood_goes_on_after_the_third_wrong_key() -> None:
    Call(SMALL).agrees().presses("*", "*", "7", "9").is_at(HELP).presses("8").is_at("contact").has()


def test_a_scale_is_read_in_full_after_help() -> None:
    two = flow(section("core", rated("contact"), rated("whole")))
    Call(two).agrees().presses("1").hears("in short").presses("*", "*", "1").hears("The scale in full.")


def test_help_is_heard_again_by_star_however_often() -> None:
    Call(SMALL).agrees().presses(*"*" * 5).is_at(HELP).hears("minutes are left.").presses("1").is_at("contact")


@pytest.mark.parametrize("between", ["7", "silence"])
def test_two_stars_that_are_not_running_give_no_help(between: str) -> None:
    call = Call(SMALL).agrees().presses("*")
    call = call.stays_silent() if between == "silence" else call.presses("#")
    call.presses("*").is_at("contact")


def test_a_farewell_has_no_help_and_is_heard_again() -> None:
    Call(SMALL).agrees().presses("0", "*", "*", "*").is_at(OPTED_OUT).hears("opted_out?")


def test_an_opt_out_within_help_is_undone_back_into_help_and_on_to_the_question() -> None:
    call = Call(SMALL).agrees().presses("*", "*", "0").is_at(OPTED_OUT).presses("1").recorded(OptOutUndone())
    call.is_at(HELP).hears("Lead undone.", "minutes are left.").presses("1").is_at("contact")


def test_where_to_turn_is_heard_in_the_middle_of_the_call_as_often_as_wanted_and_leaves_no_record() -> None:
    call = Call(SMALL).agrees().presses("*", "*", "4").recorded().is_at(HELP).hears("Lead support.", "help?")
    call.does_not_hear("minutes are left.").presses("*").hears("Lead support.").presses("1").is_at("contact")


def test_slower_speech_is_remembered_for_the_rest_of_the_call() -> None:
    call = Call(SMALL).agrees().presses("*", "*", "2").is_at("contact")
    assert all(line.slow for line in call.said.lines)
    call.presses("1", "1").stays_silent(6).ends(Ending.BROKEN_OFF)
    assert all(line.slow for line in call.said.lines)


def test_slower_speech_can_be_had_before_the_gates_and_taken_back() -> None:
    call = Call(SMALL).picked_up().presses("*", "*", "2").is_at(RIGHT_PERSON)
    assert [line.slow for line in call.said.lines] == [True]
    call.presses("*", "*", "2").is_at(RIGHT_PERSON)
    assert [line.slow for line in call.said.lines] == [False]


def test_another_time_offers_those_that_are_open_with_a_key_each() -> None:
    call = at_gate_2().presses("2").is_at(APPOINTMENT).recorded()
    call.hears("When?", "today at 18: 1.", "tomorrow at 10: 2.", "sunday at 10: 3.", "None: 7.")


@pytest.mark.parametrize(("key", "slot"), [("1", TODAY), ("2", TOMORROW), ("3", SUNDAY)])
def test_a_time_is_chosen_by_its_key_and_repeated_in_the_goodbye(key: str, slot: object) -> None:
    call = at_gate_2().presses("2", key).ends(Ending.APPOINTMENT).counts_as(Result.ANOTHER_TIME)
    call.recorded(AppointmentMade(slot), Ended(Ending.APPOINTMENT)).hears("Goodbye until")
    assert call.state.appointment == slot


def test_a_time_is_offered_in_the_language_of_the_call() -> None:
    Call(SMALL).picked_up(slots=TIMES).presses("4", "1", "2").hears(f"({POLISH}) When?", f"({POLISH}) tomorrow at 10")


def test_a_time_can_be_chosen_at_the_agreement() -> None:
    call = at_gate_2().presses("1", "2").is_at(APPOINTMENT).presses("2").hears("Goodbye until tomorrow at 10.")
    call.counts_as(Result.ANOTHER_TIME)


def test_whoever_is_not_the_person_chooses_no_time_for_them() -> None:
    Call(SMALL).picked_up(slots=TIMES).presses("2").ends(Ending.NOT_FREE)


@pytest.mark.parametrize("keys", ["7", "888"])
def test_none_of_the_times_is_another_time_all_the_same(keys: str) -> None:
    at_gate_2().presses("2", *keys).ends(Ending.ANOTHER_TIME).counts_as(Result.ANOTHER_TIME)


def test_silence_when_asked_for_a_time_is_another_time() -> None:
    at_gate_2().presses("2").stays_silent(3).ends(Ending.ANOTHER_TIME)


@pytest.mark.parametrize("key", ["4", "5", "6", "8", "9"])
def test_a_key_without_a_time_is_a_wrong_one(key: str) -> None:
    at_gate_2().presses("2", key).is_at(APPOINTMENT).hears("Lead invalid_1.", "When?")


def test_whoever_changes_their_mind_goes_back_from_the_times() -> None:
    at_gate_2().presses("2", "#").is_at(SAFE_TO_TALK).presses("1").is_at(AGREEMENT)


def test_help_among_the_times_comes_back_to_them() -> None:
    call = at_gate_2().presses("2", "*", "*").is_at(HELP_BEFORE).presses("2").is_at(APPOINTMENT).presses("#")
    call.is_at(SAFE_TO_TALK)
    call = at_gate_2().presses("1", "2", "*", "*").is_at(HELP).presses("3").is_at(APPOINTMENT)
    call.presses("#").is_at(AGREEMENT)


def test_an_opt_out_among_the_times_counts_and_is_undone_to_them() -> None:
    call = at_gate_2().presses("2", "0").is_at(OPTED_OUT).presses("1").is_at(APPOINTMENT)
    call.presses("0").stays_silent().ends(Ending.OPTED_OUT).counts_as(Result.OPTED_OUT)


def test_without_open_times_the_call_ends_as_put_off() -> None:
    at_gate_2(slots=()).presses("2").ends(Ending.ANOTHER_TIME)
    Call(SMALL).agrees().presses("1", "*", "*", "3").ends(Ending.ANOTHER_TIME).has_codes(contact=1)


def test_an_interview_is_put_off_in_its_middle_and_keeps_its_answers() -> None:
    call = Call(SMALL).agrees(slots=TIMES).presses("5", "*", "*", "3").is_at(APPOINTMENT)
    call.presses("2").ends(Ending.APPOINTMENT).has_codes(contact=5).counts_as(Result.PARTIAL)


def test_an_interview_put_off_before_its_first_answer_is_another_time() -> None:
    Call(SMALL).agrees(slots=TIMES).presses("*", "*", "3", "1").counts_as(Result.ANOTHER_TIME)


def test_an_interview_put_off_with_too_little_answered_is_broken_off() -> None:
    late = flow(section("core", rated("contact"), rated("whole"), asked("waited")), headline="whole")
    Call(late).agrees(slots=TIMES).presses("5", "*", "*", "3", "1").counts_as(Result.BREAK_OFF)


def test_at_the_closing_nothing_is_left_to_be_put_off() -> None:
    call = Call(SMALL).agrees(slots=TIMES).presses("1", "1", "1", "1").is_at(CLOSING)
    call.presses("*", "*", "3").ends(Ending.COMPLETE).counts_as(Result.COMPLETE)


def test_an_interview_taken_up_again_says_so_before_its_first_open_question() -> None:
    before = {"contact": Answer(Status.ANSWERED, 3)}
    call = Call(SMALL, answers=before).agrees().hears("Lead resumed.", "waited?")
    call.presses("*").does_not_hear("Lead resumed.")
    Call(SMALL).agrees().does_not_hear("Lead resumed.")


def test_an_interview_of_which_only_the_closing_was_left_says_nothing_of_going_on() -> None:
    before = {name: Answer(Status.ANSWERED, 1) for name in SMALL.questions}
    Call(SMALL, answers=before).agrees().is_at(CLOSING).does_not_hear("Lead resumed.")


def test_whoever_needed_a_prompt_twice_has_more_time_for_every_key_since() -> None:
    call = Call(SMALL).agrees()
    assert call.said.wait == 8
    call.stays_silent()
    assert call.said.wait == 11
    call.presses("1").is_at("waited")
    assert call.said.wait == 11
