"""Key #: back one question; what becomes of answers that are visited again or changed."""

import pytest

from tests.interview.conversation import Call
from tests.interview.flows import asked, asked_in_two, flow, heard, rated, section
from voicebot.interview.events import Answered, AnswerRemoved
from voicebot.interview.state import Answer, Status
from voicebot.questionnaire.model import CLOSING, Ending

SMALL = flow(
    section("core", rated("contact"), asked("waited", when={"contact": [5, 6]}), asked("explained")),
    section("details", asked("done", when={"explained": [1]}), asked("late", when={"done": [1]}), asked("whole")),
    section("about_you", asked("gender"), asked("age", {"1": 1}), offered=True),
)


def test_hash_asks_the_question_before_again() -> None:
    Call(SMALL).agrees().presses("5", "#").is_at("contact").recorded().has_codes(contact=5)


def test_hash_passes_over_questions_that_were_not_asked() -> None:
    Call(SMALL).agrees().presses("1").is_at("explained").presses("#").is_at("contact")


def test_hash_at_the_first_question_says_that_there_is_nothing_before_it() -> None:
    call = Call(SMALL).agrees().presses("#").is_at("contact").hears("Lead first_question.", "The scale in full.")
    call.presses("1").has_codes(contact=1)


def test_hash_at_the_first_question_asks_it_afresh_and_in_full() -> None:
    Call(SMALL).agrees().presses("5", "#").hears("in short").presses("#").hears("The scale in full.")
    Call(SMALL).agrees().stays_silent(2).presses("#").stays_silent().is_at("contact").hears("Lead silence_1.")


def test_hash_at_the_closing_goes_back_to_the_last_question() -> None:
    Call(SMALL).agrees().presses("1", "2", "1", "1", "1", "1").is_at(CLOSING).presses("#").is_at("age")


def test_hash_at_the_closing_goes_back_to_an_offer_that_was_refused() -> None:
    call = Call(SMALL).agrees().presses("1", "2", "1", "2").is_at(CLOSING).presses("#").is_at("about_you.offer")
    call.presses("1").is_at("gender")


def test_hash_goes_back_from_the_first_question_of_a_section_to_its_offer_and_on() -> None:
    call = Call(SMALL).agrees().presses("1", "2", "1", "1").is_at("gender")
    call.presses("#").is_at("about_you.offer").presses("#").is_at("whole")


def test_hash_goes_back_from_a_second_step_to_the_first_and_from_there_to_the_question_before() -> None:
    in_two = flow(section("core", asked("waited"), asked_in_two("group", {"1": {"1": 1}, "2": {"1": 2}})))
    call = Call(in_two).agrees().presses("1", "1").is_at("group.1").presses("#").is_at("group")
    call.presses("2", "1").has(waited=Answer(Status.ANSWERED, 1), group=Answer(Status.ANSWERED, 2, first=2))
    call.presses("#").is_at("group").presses("#").is_at("waited")


def test_hash_goes_back_to_information() -> None:
    Call(flow(section("core", heard("why"), asked("waited")))).agrees().stays_silent().presses("#").is_at("why")


def test_a_question_visited_again_keeps_its_answer_when_nothing_is_pressed() -> None:
    call = Call(SMALL).agrees().presses("5", "1", "#", "#").is_at("contact").stays_silent(3)
    call.recorded().is_at("waited").has_codes(contact=5, waited=1)


def test_two_questions_visited_again_and_left_unanswered_end_the_call_and_keep_their_answers() -> None:
    call = Call(SMALL).agrees().presses("5", "1", "#", "#").stays_silent(6).ends(Ending.BROKEN_OFF)
    call.has_codes(contact=5, waited=1)


def test_a_question_visited_again_can_still_be_refused() -> None:
    Call(SMALL).agrees().presses("1", "#", "9").has(contact=Answer(Status.REFUSED))


def test_the_same_answer_again_takes_nothing_away() -> None:
    call = Call(SMALL).agrees().presses("5", "1", "#", "#", "5").is_at("waited")
    call.recorded(Answered("contact", Answer(Status.ANSWERED, 5))).has_codes(contact=5, waited=1)


def test_another_answer_that_still_leads_to_a_question_leaves_its_answer() -> None:
    Call(SMALL).agrees().presses("5", "1", "#", "#", "6").has_codes(contact=6, waited=1)


@pytest.mark.parametrize("key", ["1", "8", "9"])
def test_a_changed_answer_removes_what_it_no_longer_leads_to(key: str) -> None:
    call = Call(SMALL).agrees().presses("5", "1", "#", "#", key).is_at("explained")
    assert call.records[1:] == (AnswerRemoved("waited"),)
    assert "waited" not in call.state.answers


def test_what_hangs_on_a_removed_answer_is_removed_with_it() -> None:
    call = (
        Call(SMALL).agrees().presses("1", "1", "1", "1", "1").has_codes(contact=1, explained=1, done=1, late=1, whole=1)
    )
    call.presses("#", "#", "#", "#").is_at("explained").presses("2")
    call.recorded(Answered("explained", Answer(Status.ANSWERED, 0)), AnswerRemoved("done"), AnswerRemoved("late"))
    call.is_at("whole").has_codes(contact=1, explained=0, whole=1)


def test_a_section_refused_after_all_loses_its_answers() -> None:
    call = Call(SMALL).agrees().presses("1", "2", "1", "1", "1").is_at("age").presses("#", "#").is_at("about_you.offer")
    call.presses("2").is_at(CLOSING).recorded(Answered("about_you", Answer(Status.REFUSED)), AnswerRemoved("gender"))


def test_an_answer_that_opens_a_question_has_it_asked_on_the_way_forward() -> None:
    call = Call(SMALL).agrees().presses("1", "2").is_at("whole").presses("#", "#").is_at("contact")
    call.presses("5").is_at("waited").presses("1").is_at("explained")
