"""Key 0: never call again, from the first prompt on; how it is undone, and how answers are deleted."""

import pytest

from tests.interview.conversation import Call
from tests.interview.flows import asked, asked_in_two, flow, heard, rated, section
from voicebot.interview.events import AnswersWithdrawn, Ended, OptedOut, OptOutUndone
from voicebot.interview.state import Answer, Status
from voicebot.questionnaire.model import CLOSING, OPTED_OUT, OPTED_OUT_WITH_ANSWERS, RIGHT_PERSON, Ending

SMALL = flow(
    section("core", rated("contact"), heard("why"), asked_in_two("group", {"1": {"1": 1}}), asked("waited")),
    section("details", asked("explained"), offered=True),
)
EVERYWHERE = ["", "1", "11", "111", "1111", "11111", "111111", "1111111", "11111111", "111111111", "1111111111"]
"""Keys to every step, from the first gate to the closing."""


@pytest.mark.parametrize("keys", EVERYWHERE)
def test_nought_opts_out_at_every_prompt_in_that_very_turn(keys: str) -> None:
    call = Call(SMALL).picked_up().presses(*keys, "0")
    call.recorded(OptedOut(person_known=len(keys) > 0)).goes_on().hears("opted_out")


@pytest.mark.parametrize("keys", EVERYWHERE)
def test_an_opt_out_is_kept_when_the_person_hangs_up_at_once(keys: str) -> None:
    call = Call(SMALL).picked_up().presses(*keys, "0").hangs_up().ends(Ending.OPTED_OUT)
    assert call.state.opted_out


@pytest.mark.parametrize("before", ["*", "**", "7", "77"])
def test_nought_opts_out_whatever_was_pressed_before_it(before: str) -> None:
    Call(SMALL).picked_up().presses(*before, "0").recorded(OptedOut(person_known=False))


def test_nought_opts_out_after_silences() -> None:
    Call(SMALL).picked_up().stays_silent(2).presses("0").recorded(OptedOut(person_known=False))


def test_silence_after_an_opt_out_says_goodbye() -> None:
    Call(SMALL).picked_up().presses("0").stays_silent().ends(Ending.OPTED_OUT).recorded(Ended(Ending.OPTED_OUT))


def test_nought_twice_says_goodbye() -> None:
    Call(SMALL).picked_up().presses("0", "0").ends(Ending.OPTED_OUT).recorded(Ended(Ending.OPTED_OUT))


def test_three_keys_without_a_meaning_after_an_opt_out_say_goodbye() -> None:
    call = Call(SMALL).picked_up().presses("0", "9", "#").is_at(OPTED_OUT).presses("7")
    call.ends(Ending.OPTED_OUT)


def test_silences_before_an_opt_out_do_not_shorten_the_time_to_undo_it() -> None:
    Call(SMALL).picked_up().stays_silent(2).presses("0", "7", "7").goes_on().presses("1").is_at(RIGHT_PERSON)


@pytest.mark.parametrize("keys", EVERYWHERE)
def test_an_opt_out_pressed_by_mistake_is_undone_and_the_call_goes_on_where_it_was(keys: str) -> None:
    call = Call(SMALL).picked_up().presses(*keys)
    step, answers = call.state.step, call.state.answers
    call.presses("0", "1").recorded(OptOutUndone()).is_at(step).hears("Lead undone.").has(**answers)
    assert call.state.back_to == ()


def test_an_opt_out_can_be_repeated_after_it_was_undone() -> None:
    Call(SMALL).picked_up().presses("0", "1").is_at(RIGHT_PERSON).presses("0").recorded(OptedOut(person_known=False))


def test_only_a_person_with_answers_is_offered_to_have_them_deleted() -> None:
    Call(SMALL).agrees().presses("0").is_at(OPTED_OUT).presses("2").hears("Lead invalid_1.")
    Call(SMALL).agrees().presses("3", "0").is_at(OPTED_OUT_WITH_ANSWERS)


def test_answers_of_an_earlier_call_are_not_spoken_of_before_the_agreement() -> None:
    earlier = {"contact": Answer(Status.ANSWERED, 3)}
    Call(SMALL, answers=earlier).picked_up().presses("1", "1", "0").is_at(OPTED_OUT)


def test_answers_are_deleted_after_an_opt_out_by_a_key_and_the_opt_out_stands() -> None:
    call = Call(SMALL).agrees().presses("3", "0", "2").ends(Ending.WITHDRAWN).has()
    call.recorded(AnswersWithdrawn(), Ended(Ending.WITHDRAWN))
    assert call.state.opted_out


def test_answers_are_deleted_at_the_closing_by_a_key_and_that_is_no_opt_out() -> None:
    call = Call(SMALL).picked_up().presses(*EVERYWHERE[-1]).is_at(CLOSING).presses("3").ends(Ending.WITHDRAWN).has()
    assert not call.state.opted_out


def test_without_that_key_an_opt_out_keeps_the_answers() -> None:
    Call(SMALL).agrees().presses("3", "0").hangs_up().has_codes(contact=3)


def test_staff_who_end_the_call_after_an_opt_out_do_not_undo_it() -> None:
    call = Call(SMALL).picked_up().presses("0").is_stopped()
    assert call.state.opted_out


def test_an_opt_out_within_a_question_of_two_steps_comes_back_to_the_second() -> None:
    only = flow(section("core", asked_in_two("group", {"1": {"1": 1}}), asked("waited")))
    call = Call(only).agrees().presses("1", "0", "1").is_at("group.1")
    call.presses("1").has(group=Answer(Status.ANSWERED, 1, first=1))
