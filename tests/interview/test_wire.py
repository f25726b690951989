"""A conversation written out is read back as it was, and nothing else is read."""

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voicebot.interview.state import Answer, Stage, State, Status
from voicebot.interview.wire import FORMAT, from_json, to_json
from voicebot.questionnaire.model import Ending, Lead, Slot

names = st.text(max_size=12)
codes = st.none() | st.integers(0, 99)
counts = st.integers(0, 400)
answers = st.dictionaries(names, st.builds(Answer, st.sampled_from(Status), codes, codes), max_size=5)
slots = st.builds(Slot, counts, st.integers(0, 6), st.integers(0, 6), st.integers(9, 20))
plain_states = st.builds(
    State,
    language=names,
    step=names,
    stage=st.sampled_from(Stage),
    ending=st.none() | st.sampled_from(Ending),
    lead=st.sampled_from(Lead),
    full=st.booleans(),
    misses=counts,
    stars=counts,
    unanswered=counts,
    turns=counts,
    keyed=st.booleans(),
    opted_out=st.booleans(),
    withdrawn=st.booleans(),
    slow=st.booleans(),
    patient=st.booleans(),
    back_to=st.lists(names, max_size=3).map(tuple),
    heard=st.lists(names, max_size=3).map(tuple),
    answers=answers,
)


@st.composite
def states(draw: st.DrawFn) -> State:
    """Any state, with times that are open."""
    open_slots = tuple(draw(st.lists(slots, max_size=6)))
    return replace(draw(plain_states), slots=open_slots)


@settings(deadline=None)
@given(states())
def test_any_conversation_is_read_back_as_it_was(state: State) -> None:
    again = from_json(to_json(state))
    assert again == state
    assert list(again.answers) == list(state.answers)
    assert isinstance(again.stage, Stage)
    assert isinstance(again.lead, Lead)


def test_a_conversation_is_one_line_of_json() -> None:
    text = to_json(State(language="en-GB", answers={"contact": Answer(Status.ANSWERED, 3)}))
    assert "\n" not in text
    assert json.loads(text)[0] == FORMAT


@pytest.mark.parametrize("text", ["{}", "[]", "null", '["1"]', f"[{FORMAT + 1}]"])
def test_a_conversation_in_another_format_is_refused_with_what_to_do(text: str) -> None:
    with pytest.raises(ValueError, match="finish its wave with the version that wrote it"):
        from_json(text)
