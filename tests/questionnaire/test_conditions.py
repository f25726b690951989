import pytest

from tests.questionnaire.flows import changed, compiled, complains, faults
from voicebot.questionnaire.model import Condition

CONDITION = "when: {waited: 1}"


@pytest.mark.parametrize(
    ("when", "parts"),
    [
        ("{waite: 1}", ("names “waite”, which is no earlier question", "did you mean “waited”?")),
        ("{age: 1}", ("which is no earlier question", "it is asked later")),
        ("{problems: 1}", ("which is no earlier question", "name one of its items, like problems_phone")),
        ("{why_asked: 1}", ("which is no earlier question",)),
        ("{waited_long: 1}", ("which is no earlier question", "it is asked later")),
        ("{waited: 2}", ("waited never has the code 2", "its codes are 0, 1")),
        ("{waited: 1, contact: [1, 2]}", ("waited_long is never asked", "contradict each other on contact")),
    ],
)
def test_a_condition_that_no_answers_can_meet_is_refused(when: str, parts: tuple[str, ...]) -> None:
    complains(changed(CONDITION, f"when: {when}"), "id: waited_long", *parts)


def test_conditions_that_agree_with_those_before_them_are_fine() -> None:
    assert faults(changed(CONDITION, "when: {waited: 1, contact: [1, 7]}")) == ()


def test_an_item_of_a_several_choice_can_be_a_condition() -> None:
    item = "choose: {1: under 35, 2: 35 or over, 3: {label: under 18, ends: under_age}}"
    assert faults(changed(item, f"when: {{problems_phone: 0}}\n        {item}")) == ()


def test_conditions_are_kept_with_the_question() -> None:
    questions = compiled().questions
    assert questions["waited"].when == (Condition("contact", frozenset({5, 6, 7})),)
    assert questions["waited_long"].when == (Condition("waited", frozenset({1})),)
    assert questions["contact"].when == ()
