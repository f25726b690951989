"""What a key does to a question: one step or two, several-choice, information, an offer, a scale, somebody under 18."""

import pytest

from tests.interview.conversation import Call
from tests.interview.flows import asked, asked_in_two, each_of, flow, heard, rated, section
from voicebot.interview.events import Answered, AnswersWithdrawn, Ended
from voicebot.interview.state import Answer, Status
from voicebot.questionnaire.model import CLOSING, Ending, Role

GROUPS = {"1": {"1": 11, "2": 12}, "2": {"1": 21, "2": 22}}
SMALL = flow(
    section("core", rated("contact"), rated("action"), asked("waited", when={"contact": [5, 6]}), asked("explained"))
)
IN_TWO = flow(section("core", asked_in_two("group", GROUPS), asked("waited"), asked("explained")))
OFFERED = flow(
    section("core", asked("waited")),
    section(
        "about_you",
        asked("gender"),
        asked("age", {"1": 1, "2": 2}, under_age="8"),
        offered=True,
        role=Role.ABOUT_YOU,
    ),
)


def test_a_key_gives_its_code_and_the_next_question_is_asked() -> None:
    call = Call(SMALL).agrees().presses("3").is_at("action")
    call.recorded(Answered("contact", Answer(Status.ANSWERED, 3))).has_codes(contact=3)


def test_not_sure_is_a_code_and_a_status_of_its_own() -> None:
    Call(SMALL).agrees().presses("8").has(contact=Answer(Status.DONT_KNOW, 8))


def test_an_answer_of_nought_is_an_answer() -> None:
    Call(flow(section("core", asked("waited")))).agrees().presses("2").has(waited=Answer(Status.ANSWERED, 0))


def test_preferring_not_to_say_is_accepted_kindly_and_kept_apart() -> None:
    call = Call(SMALL).agrees().presses("9").is_at("action").hears("Lead refused.", "action?")
    call.has(contact=Answer(Status.REFUSED))


def test_a_conditional_question_is_asked_only_after_the_answers_that_lead_to_it() -> None:
    Call(SMALL).agrees().presses("5", "1").is_at("waited")
    Call(SMALL).agrees().presses("4", "1").is_at("explained")
    Call(SMALL).agrees().presses("9", "1").is_at("explained")


def test_the_last_question_is_followed_by_the_closing() -> None:
    Call(SMALL).agrees().presses("1", "1", "1").is_at(CLOSING).stays_silent().ends(Ending.COMPLETE)


def test_a_scale_is_read_in_full_once_and_in_short_from_then_on() -> None:
    call = Call(SMALL).agrees().hears("contact?", "The scale in full.")
    call.presses("1").hears("action?", "The scale in short.")


@pytest.mark.parametrize("key", ["*", "0"])
def test_a_scale_is_read_in_full_when_a_key_asks_for_it(key: str) -> None:
    call = Call(SMALL).agrees().presses("1", key)
    if key == "0":
        call.presses("1")
    call.is_at("action").hears("The scale in full.").does_not_hear("in short")


def test_a_scale_is_read_in_full_after_a_wrong_key_and_after_a_silence() -> None:
    four = flow(section("core", rated("contact"), asked("waited", {"1": 1}, scale="satisfaction")))
    call = Call(four).agrees().presses("1").hears("The scale in short.")
    call.presses("7").hears("Lead invalid_1.", "The scale in full.").stays_silent().hears("The scale in full.")


def test_the_next_question_has_its_scale_in_short_again_after_an_error() -> None:
    three = flow(section("core", rated("contact"), rated("action"), rated("whole")))
    Call(three).agrees().presses("1").stays_silent().presses("1").hears("whole?", "The scale in short.")


def test_two_steps_make_one_answer_that_remembers_the_first() -> None:
    call = Call(IN_TWO).agrees().presses("2").is_at("group.2").has(group=Answer(Status.SILENT, first=2))
    call.presses("1").is_at("waited").has(group=Answer(Status.ANSWERED, 21, first=2))


def test_the_first_of_two_steps_is_kept_when_the_second_goes_unanswered() -> None:
    call = Call(IN_TWO).agrees().presses("1").stays_silent(3).is_at("waited").hears("Lead no_answer.")
    call.has(group=Answer(Status.SILENT, first=1))


def test_the_first_of_two_steps_is_kept_when_the_second_is_refused() -> None:
    Call(IN_TWO).agrees().presses("1", "9").has(group=Answer(Status.REFUSED, first=1))


def test_the_first_of_two_steps_is_kept_when_the_person_hangs_up_at_the_second() -> None:
    Call(IN_TWO).agrees().presses("1").hangs_up().has(group=Answer(Status.SILENT, first=1))


def test_a_question_in_two_steps_is_refused_at_once_at_its_first() -> None:
    Call(IN_TWO).agrees().presses("9").is_at("waited").has(group=Answer(Status.REFUSED))


def test_a_question_in_two_steps_visited_again_can_be_refused_as_a_whole() -> None:
    Call(IN_TWO).agrees().presses("2", "1", "#", "9").has(group=Answer(Status.REFUSED))


def test_the_same_first_step_again_leaves_the_answer_as_it_was() -> None:
    call = Call(IN_TWO).agrees().presses("2", "1", "#", "2").recorded()
    call.stays_silent(3).has(group=Answer(Status.ANSWERED, 21, first=2))


def test_another_first_step_takes_the_second_back() -> None:
    Call(IN_TWO).agrees().presses("2", "1", "#", "1").has(group=Answer(Status.SILENT, first=1))


def test_a_several_choice_question_is_a_yes_or_no_to_every_item() -> None:
    problems = flow(section("core", *each_of("problem", "wait", "passed_on", "unclear")))
    call = Call(problems).agrees().presses("1", "2").is_at("problem_unclear")
    call.presses("9").has_codes(problem_wait=1, problem_passed_on=0, problem_unclear=None)


@pytest.mark.parametrize("key", ["1", "5", "9", "silence"])
def test_after_information_any_key_or_none_goes_on_and_nothing_is_stored(key: str) -> None:
    informed = flow(section("core", heard("why"), asked("waited")))
    call = Call(informed).agrees().is_at("why")
    call = call.stays_silent() if key == "silence" else call.presses(key)
    call.is_at("waited").recorded().has().does_not_hear("Lead")


def test_an_offer_accepted_leads_into_its_section() -> None:
    Call(OFFERED).agrees().presses("1").is_at("about_you.offer").presses("1").is_at("gender")


@pytest.mark.parametrize("key", ["2", "9"])
def test_an_offer_refused_skips_the_whole_section(key: str) -> None:
    call = Call(OFFERED).agrees().presses("1", key).is_at(CLOSING)
    call.has(waited=Answer(Status.ANSWERED, 1), about_you=Answer(Status.REFUSED))


def test_an_offer_that_nobody_answers_skips_the_whole_section() -> None:
    call = Call(OFFERED).agrees().presses("1").stays_silent(3).is_at(CLOSING)
    call.has(waited=Answer(Status.ANSWERED, 1), about_you=Answer(Status.SILENT))


def test_somebody_under_age_is_thanked_and_every_answer_is_deleted() -> None:
    call = Call(OFFERED).agrees().presses("1", "1", "1", "8").ends(Ending.UNDER_AGE)
    call.recorded(AnswersWithdrawn(), Ended(Ending.UNDER_AGE)).has()


@pytest.mark.parametrize("digits", ["", "12", "x", "１"])
def test_what_is_not_one_known_key_is_a_wrong_key(digits: str) -> None:
    Call(SMALL).agrees().presses(digits).is_at("contact").hears("Lead invalid_1.").has()
