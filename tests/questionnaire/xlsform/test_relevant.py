from collections.abc import Mapping
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.errors import BadInput
from voicebot.questionnaire.xlsform.relevant import Asked, equals, expression, read_relevant, selected

ASKED = {
    "contact": Asked("contact", {str(code): code for code in range(1, 9)}),
    "sex": Asked("sex", {"female": 1, "male": 2}),
    "group": Asked("group", {"3": 3}),
    "group.1": Asked("group", {"1": 1, "2": 2}),
    "problem": Asked("problem", {"wait": 1, "phone": 1}, items=True),
}
UNIVERSE = {
    "contact": frozenset(range(1, 9)),
    "sex": frozenset({1, 2}),
    "group": frozenset({1, 2, 3}),
    "problem_wait": frozenset({0, 1}),
    "problem_phone": frozenset({0, 1}),
}


def when(text: str) -> Mapping[str, set[int]]:
    return {name: set(codes) for name, codes in read_relevant(text, ASKED, UNIVERSE).items()}


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("${contact} = '5'", {"contact": {5}}),
        ("${contact}=5 or ${contact}=6", {"contact": {5, 6}}),
        ("(${contact} = 5 or ${contact} = 6) and ${sex} = 'female'", {"contact": {5, 6}, "sex": {1}}),
        ("${contact} != '8'", {"contact": {1, 2, 3, 4, 5, 6, 7}}),
        ("${contact} >= 5 and ${contact} < 8", {"contact": {5, 6, 7}}),
        ("not(${contact} = 1 or ${contact} = 2)", {"contact": {3, 4, 5, 6, 7, 8}}),
        ("selected(${contact}, '5')", {"contact": {5}}),
        ("selected(${problem}, 'wait')", {"problem_wait": {1}}),
        ("not(selected(${problem}, 'wait')) and ${sex} = 'male'", {"problem_wait": {0}, "sex": {2}}),
        ("${group.1} = '1' or ${group} = 3", {"group": {1, 3}}),
        ('${ sex } = "male"', {"sex": {2}}),
        ("${sex} = ‘male’", {"sex": {2}}),
    ],
)  # fmt: skip
def test_a_condition_is_read_as_codes_of_earlier_questions(text: str, means: Mapping[str, set[int]]) -> None:
    assert when(text) == means


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("${contact} = 1 or ${sex} = 'male'", "“or” joins different questions"),
        ("not(${contact} = 1 and ${sex} = 'male')", "“not” goes round more than one question"),
        ("${later} = 1", "“later” is no earlier question"),
        ("${contact} = 9", "“9” is no answer to contact; name one of its choices"),
        ("${sex} < 3", "no comparison"),
        ("${problem} > 'wait'", "no choice of problem"),
        ("selected(${problem}, 'nothing')", "“nothing” is no choice of problem"),
        ("today() > 3", "is no earlier question"),
        ("${contact} = 1 ${sex}", "can't be understood from “$sex” on"),
        ("(${contact} = 1", "“)” is missing"),
        ("${contact} + 1", "can't be understood from “+ 1” on"),
        ("${contact} = 1 and", "is no earlier question"),
        ("regex(., '[a-z]')", "can't be understood from"),
        ("=", "is no earlier question"),
    ],
)
def test_a_condition_that_we_can_not_ask_says_what_would_be_right(text: str, fault: str) -> None:
    with pytest.raises(BadInput) as refused:
        when(text)
    assert fault in str(refused.value)


CODES = st.sets(st.integers(1, 8), min_size=1)


@given(contact=CODES, item=st.sampled_from([0, 1]))
def test_what_is_written_is_read_as_it_was_meant(contact: set[int], item: int) -> None:
    either = expression(equals("contact", str(code)) for code in sorted(contact))
    text = f"{either} and {selected('problem', 'wait', yes=item == 1)}"
    assert when(text) == {"contact": contact, "problem_wait": {item}}


@given(st.text(alphabet="${}contasex.1234()='\"<>!, ornd", max_size=40))
def test_whatever_is_written_is_read_or_refused(text: str) -> None:
    with suppress(BadInput):
        assert when(text).keys() <= UNIVERSE.keys()
