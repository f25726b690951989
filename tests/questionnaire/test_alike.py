from dataclasses import replace

import pytest

from tests.questionnaire.flows import REAL_FLOWS, SENTENCES
from voicebot.questionnaire.alike import what_differs
from voicebot.questionnaire.compile import compile_questionnaire
from voicebot.questionnaire.model import Questionnaire
from voicebot.questionnaire.reading import read_folder

SURVEY = read_folder(REAL_FLOWS / "user-satisfaction", SENTENCES)


def changed(*changes: tuple[str, str], without: str = "\0") -> Questionnaire:
    """The survey with its words changed, as an arm of its own."""
    files = {name: text for name, text in SURVEY.files.items() if name != without}
    for old, new in (("survey: user-satisfaction", "survey: other"), *changes):
        assert old in files["questionnaire.yaml"]
        files["questionnaire.yaml"] = files["questionnaire.yaml"].replace(old, new)
    return compile_questionnaire(replace(SURVEY, name="other", files=files))


@pytest.fixture(scope="module")
def usual() -> Questionnaire:
    return compile_questionnaire(SURVEY)


def test_other_words_and_another_voice_are_what_is_tried_out(usual: Questionnaire) -> None:
    words = ("Taking everything together", "All in all")
    assert what_differs(usual, changed(words, ("Polly.Amy-Neural", "Polly.Brian-Neural"))) == ()


def test_a_language_less_is_a_difference(usual: Questionnaire) -> None:
    (told,) = what_differs(usual, changed(without="pl-PL.yaml"))
    assert told == "it is offered in en-GB, bn-IN, user-satisfaction in en-GB, pl-PL, bn-IN"


def test_other_core_questions_are_a_difference(usual: Questionnaire) -> None:
    other = replace(usual, name="other", sections={}, headline="treatment")
    assert what_differs(usual, other)[-1] == "its headline is treatment, that of user-satisfaction is whole"
    assert "its core questions are" in what_differs(usual, other)[0]


def test_other_codes_of_a_core_question_are_a_difference(usual: Questionnaire) -> None:
    whole = replace(usual.questions["whole"], labels={1: "yes", 0: "no"})
    other = replace(usual, name="other", questions={**usual.questions, "whole": whole})
    assert what_differs(usual, other) == ("whole has other codes than in user-satisfaction",)
