"""What a call counts as: a table of conversations and their results (facts on outcome codes)."""

import pytest

from tests.interview.conversation import Call
from tests.interview.flows import asked, asked_in_two, flow, heard, rated, section
from voicebot.interview.state import Answer, Status
from voicebot.outcomes import Result
from voicebot.questionnaire.model import Role

CORE = ("contact", "action", "follow_up", "treatment", "whole")
SURVEY = flow(
    section("core", *(rated(name) for name in CORE)),
    section("details", asked("waited", when={"contact": [5]}), asked("explained")),
    section("about_you", asked("gender"), asked("age", {"1": 1}, under_age="8"), offered=True, role=Role.ABOUT_YOU),
    headline="whole",
)
AGREES = "111"
FIVE_GOOD = "22222"
TO_THE_OFFER = AGREES + FIVE_GOOD + "1"
TO_THE_CLOSING = TO_THE_OFFER + "111"
SILENT_TWICE = "______"

CALLS = [
    # the keys pressed (_ is a silence, ! a hang-up, s staff ending it), what the call counts as
    ("_!", Result.NOTHING_HEARD),
    ("___", Result.NOTHING_HEARD),
    ("!", Result.NOTHING_HEARD),
    ("7!", Result.HUNG_UP_BEFORE),
    ("*!", Result.HUNG_UP_BEFORE),
    ("7__", Result.NO_REPLY),
    ("777", Result.NO_REPLY),
    ("2", Result.NOT_FREE),
    ("3", Result.WRONG_PERSON),
    ("0!", Result.OPTED_OUT_BEFORE),
    ("00", Result.OPTED_OUT_BEFORE),
    ("0_", Result.OPTED_OUT_BEFORE),
    ("01!", Result.HUNG_UP_BEFORE),
    ("1!", Result.HUNG_UP),
    ("1___", Result.NO_CONSENT),
    ("12", Result.ANOTHER_TIME),
    ("10!", Result.OPTED_OUT),
    ("11!", Result.HUNG_UP),
    ("11___", Result.NO_CONSENT),
    ("112", Result.ANOTHER_TIME),
    ("113", Result.NOT_THIS_TIME),
    ("119", Result.NOT_THIS_TIME),
    ("110!", Result.OPTED_OUT),
    (AGREES + "!", Result.HUNG_UP),
    (AGREES + "9!", Result.HUNG_UP),
    (AGREES + "___!", Result.HUNG_UP),
    (AGREES + SILENT_TWICE, Result.FELL_SILENT),
    (AGREES + "8!", Result.BREAK_OFF),
    (AGREES + "2!", Result.BREAK_OFF),
    (AGREES + "2222!", Result.BREAK_OFF),
    (AGREES + "22" + SILENT_TWICE, Result.FELL_SILENT),
    (AGREES + "20!", Result.OPTED_OUT),
    (AGREES + "202", Result.WITHDRAWN),
    (AGREES + "201!", Result.BREAK_OFF),
    (AGREES + "s", Result.STOPPED),
    (AGREES + "2s", Result.STOPPED),
    ("0s", Result.OPTED_OUT_BEFORE),
    # partial: the whole experience has a code 1-7
    (AGREES + FIVE_GOOD + "!", Result.PARTIAL),
    (AGREES + FIVE_GOOD + "s", Result.PARTIAL),
    (AGREES + FIVE_GOOD + "0!", Result.PARTIAL),
    (AGREES + "22228!", Result.BREAK_OFF),
    (AGREES + "22229!", Result.BREAK_OFF),
    (AGREES + "99991!", Result.PARTIAL),
    (AGREES + "99997!", Result.PARTIAL),
    (AGREES + "99991" + SILENT_TWICE, Result.PARTIAL),
    # complete: every question before the demographics reached, four of the core questions with a code 1-8
    (TO_THE_OFFER + "!", Result.COMPLETE),
    (TO_THE_OFFER + "0!", Result.COMPLETE),
    (TO_THE_OFFER + "s", Result.COMPLETE),
    (TO_THE_OFFER + SILENT_TWICE, Result.COMPLETE),
    (TO_THE_OFFER + "2_", Result.COMPLETE),
    (TO_THE_OFFER + "1!", Result.COMPLETE),
    (TO_THE_CLOSING + "_", Result.COMPLETE),
    (TO_THE_CLOSING + "!", Result.COMPLETE),
    (TO_THE_CLOSING + "777", Result.COMPLETE),
    (TO_THE_CLOSING + "0_", Result.COMPLETE),
    (TO_THE_CLOSING + "#!", Result.COMPLETE),
    (AGREES + "22889" + "1!", Result.COMPLETE),
    (AGREES + "22998" + "1!", Result.BREAK_OFF),
    (AGREES + "29982" + "1!", Result.PARTIAL),
    (AGREES + "___2222" + "1!", Result.COMPLETE),
    (AGREES + FIVE_GOOD + "9!", Result.COMPLETE),
    (AGREES + "52222" + "1!", Result.PARTIAL),
    (AGREES + "52222" + "11!", Result.COMPLETE),
    (TO_THE_OFFER + "#######" + "522221" + "!", Result.COMPLETE),
    (AGREES + "99999" + "9" + "2_", Result.HUNG_UP),
    (AGREES + "99999" + "9" + "1!", Result.HUNG_UP),
    # answers deleted
    (TO_THE_OFFER + "118", Result.UNDER_AGE),
    (TO_THE_CLOSING + "3", Result.WITHDRAWN),
    (TO_THE_CLOSING + "02", Result.WITHDRAWN),
]


def _play(call: Call, keys: str) -> Call:
    for key in keys:
        match key:
            case "_":
                call.stays_silent()
            case "!":
                call.hangs_up()
            case "s":
                call.is_stopped()
            case _:
                call.presses(key)
    return call


@pytest.mark.parametrize(("keys", "result"), CALLS)
def test_a_call_counts_as(keys: str, result: Result) -> None:
    call = _play(Call(SURVEY).picked_up(), keys)
    assert call.state.ending is not None, "the call is over"
    call.counts_as(result)


def test_a_call_that_nobody_ended_counts_as_hung_up() -> None:
    Call(SURVEY).agrees().counts_as(Result.HUNG_UP)


def test_somebody_excluded_meanwhile_counts_as_excluded() -> None:
    Call(SURVEY).picked_up(excluded=True).counts_as(Result.EXCLUDED)


def test_a_call_stopped_at_pick_up_counts_as_stopped() -> None:
    Call(SURVEY).picked_up(stopped=True).counts_as(Result.STOPPED)


def test_answers_of_an_earlier_call_do_not_make_a_call_without_agreement_complete() -> None:
    earlier = dict.fromkeys(CORE, Answer(Status.ANSWERED, 2)) | {"explained": Answer(Status.ANSWERED, 1)}
    Call(SURVEY, answers=earlier).picked_up().presses("1").hangs_up().counts_as(Result.HUNG_UP)
    Call(SURVEY, answers=earlier).agrees().hangs_up().counts_as(Result.COMPLETE)


def test_a_call_taken_up_again_is_complete_with_the_answers_of_both() -> None:
    earlier = dict.fromkeys(CORE[:3], Answer(Status.ANSWERED, 2))
    Call(SURVEY, answers=earlier).agrees().presses("2", "2").hangs_up().counts_as(Result.PARTIAL)


def test_the_first_of_two_steps_is_an_answer_but_no_code_for_the_headline() -> None:
    in_two = flow(section("core", asked_in_two("whole", {"1": {"1": 1}}), asked("explained")))
    Call(in_two).agrees().presses("1").hangs_up().counts_as(Result.BREAK_OFF)
    Call(in_two).agrees().presses("1", "1").hangs_up().counts_as(Result.PARTIAL)


def test_to_accept_an_offer_is_no_answer() -> None:
    offered = flow(section("core", asked("whole"), offered=True))
    Call(offered).agrees().presses("1").hangs_up().counts_as(Result.HUNG_UP)


def test_a_core_of_fewer_than_four_questions_needs_all_of_them() -> None:
    core, about_you = (
        section("core", rated("contact"), rated("whole")),
        section("you", asked("age"), role=Role.ABOUT_YOU),
    )
    two = flow(core, about_you, headline="whole")
    Call(two).agrees().presses("1", "9").hangs_up().counts_as(Result.BREAK_OFF)
    Call(two).agrees().presses("1", "8").hangs_up().counts_as(Result.COMPLETE)


def test_information_is_no_question_that_has_to_be_reached_or_answered() -> None:
    core = section("core", heard("why"), rated("contact"), rated("action"), rated("whole"))
    informed = flow(core, section("details", asked("waited"), heard("thanks")), headline="whole")
    Call(informed).agrees().presses("1", "1", "1", "1", "1").is_at("thanks").hangs_up().counts_as(Result.COMPLETE)
