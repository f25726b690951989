"""Silence, wrong keys, hearing it again, and the limit on turns."""

from dataclasses import replace

import pytest

from tests.interview.conversation import Call
from tests.interview.flows import asked, flow, heard, rated, section
from voicebot.interview.engine import TURNS_AT_MOST
from voicebot.interview.events import AnswersWithdrawn, Ended, OptedOut, OptOutUndone
from voicebot.interview.state import Answer, Status
from voicebot.questionnaire.model import AGREEMENT, CLOSING, RIGHT_PERSON, SAFE_TO_TALK, Ending

SMALL = flow(section("core", rated("contact"), asked("waited"), asked("explained"), asked("done")))


def test_a_silence_and_a_wrong_key_are_told_apart() -> None:
    Call(SMALL).agrees().presses("1").stays_silent().hears("Lead silence_1.", "waited?")
    Call(SMALL).agrees().presses("1", "7").hears("Lead invalid_1.", "waited?")


def test_every_prompt_is_asked_again_twice_in_other_words() -> None:
    call = Call(SMALL).agrees().presses("1").stays_silent().hears("Lead silence_1.")
    call.stays_silent().hears("Lead silence_2.").stays_silent().is_at("explained").hears("Lead no_answer.")


def test_silences_and_wrong_keys_at_one_prompt_count_together() -> None:
    call = Call(SMALL).agrees().presses("1").stays_silent().presses("7").hears("Lead invalid_2.")
    call.stays_silent().is_at("explained").has_codes(contact=1, waited=None)


def test_a_question_missed_three_times_is_left_without_an_answer() -> None:
    Call(SMALL).agrees().stays_silent(3).is_at("waited").has(contact=Answer(Status.SILENT))


def test_two_unanswered_questions_in_a_row_end_the_call() -> None:
    call = Call(SMALL).agrees().presses("1").stays_silent(6).ends(Ending.BROKEN_OFF)
    call.has_codes(contact=1, waited=None, explained=None)


def test_an_answer_between_them_starts_the_count_of_unanswered_questions_again() -> None:
    call = Call(SMALL).agrees().stays_silent(3).presses("1").stays_silent(3).goes_on()
    call.is_at("done").has_codes(contact=None, waited=1, explained=None)


@pytest.mark.parametrize("keys", ["9", "#", "01"])
def test_refusing_going_back_or_undoing_an_opt_out_shows_that_somebody_is_there(keys: str) -> None:
    Call(SMALL).agrees().presses("1").stays_silent(3).presses(*keys).stays_silent(3).goes_on()


def test_hearing_it_again_does_not_make_a_miss_undone() -> None:
    call = Call(SMALL).agrees().stays_silent(2).presses("*").stays_silent().is_at("waited")
    call.has(contact=Answer(Status.SILENT))


def test_information_between_two_unanswered_questions_does_not_part_them() -> None:
    informed = flow(section("core", asked("waited"), heard("why"), asked("explained")))
    Call(informed).agrees().stays_silent(3).is_at("why").stays_silent(4).ends(Ending.BROKEN_OFF)


@pytest.mark.parametrize(("keys", "step"), [("", RIGHT_PERSON), ("1", SAFE_TO_TALK), ("11", AGREEMENT)])
def test_wrong_keys_at_a_gate_end_the_call_as_silence_does(keys: str, step: str) -> None:
    call = Call(SMALL).picked_up().presses(*keys).is_at(step).presses("7", "7")
    call.hears("Lead invalid_2.").presses("7").ends(Ending.NO_REPLY)


def test_wrong_keys_at_the_closing_end_a_complete_call() -> None:
    call = Call(SMALL).agrees().presses("1", "1", "1", "1").is_at(CLOSING).presses("7", "8")
    call.goes_on().presses("9").ends(Ending.COMPLETE)


def test_hearing_of_support_starts_the_count_of_misses_at_the_closing_again() -> None:
    Call(SMALL).agrees().presses("1", "1", "1", "1").presses("7", "7", "1", "7", "7").goes_on()


def test_star_says_it_once_more_without_what_came_before_it() -> None:
    Call(SMALL).agrees().presses("9").hears("Lead refused.").presses("*").hears("waited?").does_not_hear("Lead")


def test_what_was_asked_for_at_the_closing_is_heard_again_by_star() -> None:
    call = Call(SMALL).agrees().presses("1", "1", "1", "1", "1").hears("Lead support.", "closing?")
    call.presses("*").hears("Lead support.", "closing?")
    call.presses("2").hears("Lead written_survey.", "closing?").presses("*").hears("Lead written_survey.")


def test_hearing_of_support_leaves_no_record() -> None:
    Call(SMALL).agrees().presses("1", "1", "1", "1", "1").recorded()


def _at_the_limit(keys: str = "") -> Call:
    """A call that has used up its turns at the step where these keys lead from the first question."""
    call = Call(SMALL).agrees().presses(*keys)
    call.state = replace(call.state, turns=TURNS_AT_MOST)
    return call.goes_on()


def test_a_call_that_goes_on_too_long_is_ended() -> None:
    _at_the_limit().presses("*").ends(Ending.TOO_LONG)
    _at_the_limit().stays_silent().ends(Ending.TOO_LONG)


def test_the_key_that_ends_a_call_for_its_length_still_counts() -> None:
    _at_the_limit().presses("2").ends(Ending.TOO_LONG).has_codes(contact=2)


def test_answers_are_deleted_on_request_however_long_the_call_was() -> None:
    call = _at_the_limit("1111").is_at(CLOSING).presses("3").ends(Ending.WITHDRAWN)
    call.recorded(AnswersWithdrawn(), Ended(Ending.WITHDRAWN))


def test_an_opt_out_is_honoured_however_long_the_call_was() -> None:
    call = _at_the_limit().presses("0").recorded(OptedOut(person_known=True)).goes_on().hears("opted_out?")
    call.stays_silent().ends(Ending.OPTED_OUT)


@pytest.mark.parametrize("key", ["*", "7", "#"])
def test_an_opt_out_at_the_limit_gets_one_chance_to_be_undone(key: str) -> None:
    _at_the_limit().presses("0", key).ends(Ending.OPTED_OUT)


def test_an_opt_out_undone_at_the_limit_is_undone_all_the_same() -> None:
    call = _at_the_limit().presses("0", "1").ends(Ending.TOO_LONG)
    call.recorded(OptOutUndone(), Ended(Ending.TOO_LONG))
