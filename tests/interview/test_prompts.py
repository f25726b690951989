"""What is said is a function of the state alone, and the same moment of two calls is the same prompt."""

from dataclasses import replace

import pytest

from tests.interview.conversation import Call
from tests.interview.flows import POLISH, TIMES, asked, flow, rated, section
from voicebot.interview.prompts import prompt, unavailable
from voicebot.interview.state import begin
from voicebot.questionnaire.model import Ending, Lead, Questionnaire

SMALL = flow(section("core", rated("contact"), asked("waited")), languages=("en-GB", POLISH))


def _with_minutes_left(minutes: int) -> Questionnaire:
    return replace(SMALL, minutes_left=dict.fromkeys(SMALL.steps, minutes))


def test_the_same_moment_of_two_calls_is_the_same_prompt() -> None:
    first, second = (Call(SMALL).agrees().presses("9") for _ in range(2))
    assert first.said is second.said


def test_the_answers_given_so_far_do_not_change_what_is_said() -> None:
    assert Call(SMALL).agrees().presses("1").said is Call(SMALL).agrees().presses("7").said


def test_two_questionnaires_never_share_a_prompt() -> None:
    assert Call(SMALL).picked_up().said is not Call(replace(SMALL)).picked_up().said


@pytest.mark.parametrize(("left", "said"), [(1, "1 minutes"), (3, "3 minutes"), (12, "3 minutes")])
def test_help_tells_the_minutes_left_as_far_as_it_has_words_for_them(left: int, said: str) -> None:
    Call(_with_minutes_left(left)).agrees().presses("*", "*").hears(said)


def test_a_prompt_waits_for_a_key_as_long_as_its_step_says() -> None:
    said = Call(SMALL).agrees().said
    assert (said.listens, said.wait) == (True, 8)


def test_a_goodbye_waits_for_nothing() -> None:
    said = Call(SMALL).picked_up().presses("2").said
    assert (said.listens, said.wait) == (False, 0)


def test_only_what_names_the_person_asks_for_the_name() -> None:
    assert Call(SMALL).picked_up().said.names_person
    assert not Call(SMALL).picked_up().presses("1").said.names_person


def test_every_prompt_knows_the_voice_of_every_language() -> None:
    assert set(Call(SMALL).picked_up().said.voices) == {"en-GB", POLISH}


def test_when_nothing_else_can_be_said_there_is_a_goodbye_in_the_language_of_the_call() -> None:
    said = unavailable(SMALL, POLISH)
    assert not said.listens
    assert said.lines[0].sentences == (f"({POLISH}) Something is wrong.",)


@pytest.mark.parametrize("lead", [lead for lead in Lead if lead is not Lead.NONE])
def test_every_lead_is_said_before_the_prompt(lead: Lead) -> None:
    lines = prompt(SMALL, replace(begin(SMALL), lead=lead)).lines
    assert [line.name for line in lines] == [f"lead.{lead}", "right_person"]


@pytest.mark.parametrize("ending", [ending for ending in Ending if ending is not Ending.HUNG_UP])
def test_every_ending_has_its_goodbye(ending: Ending) -> None:
    (goodbye,) = prompt(SMALL, replace(begin(SMALL), ending=ending, slots=TIMES)).lines
    assert goodbye.name.startswith(f"ending.{ending}")
