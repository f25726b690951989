"""From the pick-up to the agreement: who is there, whether it is a good moment, whether they want to take part."""

import pytest

from tests.interview.conversation import Call
from tests.interview.flows import POLISH, asked, flow, rated, section
from voicebot.interview.events import Ended, Passed
from voicebot.interview.state import Answer, Stage, Status
from voicebot.questionnaire.model import AGREEMENT, RIGHT_PERSON, SAFE_TO_TALK, Ending

SMALL = flow(section("core", rated("contact"), asked("waited")), languages=("en-GB", POLISH, "cy-GB"))


@pytest.fixture
def call() -> Call:
    return Call(SMALL).picked_up()


def test_the_first_words_ask_for_the_person_by_first_name(call: Call) -> None:
    call.is_at(RIGHT_PERSON).hears("{first_name}").recorded()
    assert call.said.names_person
    assert call.said.wait == 12


def test_two_gates_and_an_agreement_lead_to_the_first_question(call: Call) -> None:
    call.presses("1").is_at(SAFE_TO_TALK).recorded(Passed(Stage.PERSON))
    call.presses("1").is_at(AGREEMENT).recorded(Passed(Stage.SAFE))
    call.presses("1").is_at("contact").recorded(Passed(Stage.AGREED)).hears("contact?")


@pytest.mark.parametrize(
    ("keys", "ending"),
    [
        ("2", Ending.NOT_FREE),
        ("3", Ending.WRONG_PERSON),
        ("12", Ending.ANOTHER_TIME),
        ("112", Ending.ANOTHER_TIME),
        ("113", Ending.NOT_THIS_TIME),
        ("119", Ending.NOT_THIS_TIME),
    ],
)
def test_a_person_who_can_not_or_will_not_take_part_is_let_go_at_once(call: Call, keys: str, ending: Ending) -> None:
    call.presses(*keys).ends(ending).hears(f"Goodbye {ending}.").recorded(Ended(ending))


@pytest.mark.parametrize("keys", ["", "1", "11"])
def test_nobody_is_asked_a_question_without_pressing_a_key_for_it(call: Call, keys: str) -> None:
    call.presses(*keys).stays_silent(3).ends(Ending.NO_REPLY)
    assert call.state.stage < Stage.AGREED


@pytest.mark.parametrize("key", ["2", "3", "4", "8", "9", "#", "5"])
def test_only_key_1_lets_anyone_past_the_safe_moment(call: Call, key: str) -> None:
    call.presses("1", key)
    assert call.state.stage is Stage.PERSON


@pytest.mark.parametrize("key", ["9", "#"])
@pytest.mark.parametrize("keys", ["", "1"])
def test_refusing_and_going_back_have_no_meaning_at_a_gate(call: Call, keys: str, key: str) -> None:
    call.presses(*keys, key).goes_on().hears("Lead invalid_1.")


def test_going_back_has_no_meaning_at_the_agreement(call: Call) -> None:
    call.presses("1", "1", "#").is_at(AGREEMENT).hears("Lead invalid_1.")


def test_another_language_is_chosen_by_its_key_and_kept(call: Call) -> None:
    call.presses("4").is_at(RIGHT_PERSON).hears(f"({POLISH}) Hello")
    call.presses("1").hears(f"({POLISH}) safe_to_talk?")
    assert call.said.language == POLISH


def test_a_language_can_be_changed_again_before_the_first_gate_is_passed(call: Call) -> None:
    call.presses("4", "5").hears("(cy-GB) Hello")


def test_a_language_key_starts_the_prompt_afresh_after_silences(call: Call) -> None:
    call.stays_silent(2).presses("4").does_not_hear("Lead").stays_silent().hears(f"({POLISH}) Lead silence_1.")


def test_a_language_that_is_not_offered_is_a_wrong_key(call: Call) -> None:
    call.presses("6").hears("Lead invalid_1.")


def test_a_language_key_means_nothing_after_the_first_gate(call: Call) -> None:
    call.presses("1", "4").hears("Lead invalid_1.", "safe_to_talk?")


def test_a_person_known_to_prefer_a_language_hears_it_from_the_first_word() -> None:
    Call(SMALL, language=POLISH).picked_up().hears(f"({POLISH}) Hello")


def test_an_unknown_language_falls_back_to_that_of_the_questionnaire() -> None:
    Call(SMALL, language="tlh").picked_up().hears("Hello {first_name}?").does_not_hear("(")


def test_somebody_excluded_meanwhile_hears_a_goodbye_and_nothing_else() -> None:
    Call(SMALL).picked_up(excluded=True, stopped=True).ends(Ending.EXCLUDED).recorded(Ended(Ending.EXCLUDED))


def test_a_call_of_a_stopped_batch_ends_when_it_is_picked_up() -> None:
    Call(SMALL).picked_up(stopped=True).ends(Ending.STOPPED)


def test_staff_end_a_conversation_at_any_time(call: Call) -> None:
    call.presses("1", "1", "1", "2").is_stopped().ends(Ending.STOPPED).has_codes(contact=2)


@pytest.mark.parametrize("keys", ["", "1", "11", "111", "1113"])
def test_a_person_who_hangs_up_hears_nothing_more(call: Call, keys: str) -> None:
    call.presses(*keys).hangs_up().ends(Ending.HUNG_UP)
    assert call.said.lines == ()


def test_an_ended_conversation_stays_as_it_is(call: Call) -> None:
    call.presses("2")
    over = call.state
    call.presses("0", "1", "*").stays_silent().hangs_up().is_stopped().picked_up(excluded=True).recorded()
    assert call.state == over


def test_an_interview_is_taken_up_at_the_first_question_without_an_answer() -> None:
    earlier = {"contact": Answer(Status.ANSWERED, 3)}
    Call(SMALL, answers=earlier).agrees().is_at("waited").presses("1").has_codes(contact=3, waited=1)


def test_earlier_answers_do_not_replace_the_agreement() -> None:
    call = Call(SMALL, answers={"contact": Answer(Status.ANSWERED, 3)}).picked_up().presses("1", "1")
    call.is_at(AGREEMENT).presses("3").ends(Ending.NOT_THIS_TIME).has_codes(contact=3)


def test_when_everything_was_answered_earlier_only_the_closing_is_left() -> None:
    earlier = {"contact": Answer(Status.ANSWERED, 3), "waited": Answer(Status.REFUSED)}
    Call(SMALL, answers=earlier).agrees().is_at("closing")
