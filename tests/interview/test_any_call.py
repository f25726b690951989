"""Whatever keys are pressed, at whatever moment, with webhooks repeated and lines that go: what holds of every call.

`HYPOTHESIS_PROFILE=long` tries many more calls.
"""

import os
import random
from collections.abc import Mapping, Sequence

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.interview.any_flow import any_flow
from tests.interview.conversation import Call
from tests.interview.expected import Expected
from tests.interview.flows import TIMES
from tests.interview.uss import uss
from voicebot.interview import wire
from voicebot.interview.engine import TURNS_AT_MOST
from voicebot.interview.events import Event, HungUp, Key, OptedOut, PickedUp, Silence, Stop
from voicebot.interview.prompts import prompt
from voicebot.interview.result import result_of
from voicebot.interview.routing import experience_covered
from voicebot.interview.state import Answer, Stage, State, Status
from voicebot.questionnaire.model import (
    AGREEMENT,
    CLOSING,
    OPTED_OUT,
    OPTED_OUT_WITH_ANSWERS,
    RIGHT_PERSON,
    Ending,
    Line,
    Questionnaire,
    Slot,
    StepKind,
)
from voicebot.questionnaire.safety import forbidden_in

LONG = os.environ.get("HYPOTHESIS_PROFILE") == "long"
KEYS = "0123456789*#"
USUAL_KEYS = "1" * 6 + "22345677889#*"
OPT_OUT_STEPS = {OPTED_OUT, OPTED_OUT_WITH_ANSWERS}
SOME_KEYS = st.lists(st.sampled_from(USUAL_KEYS), max_size=8)


class Webhooks:
    """One call as the web server takes it: the state after each turn is kept, and a repeat hears that of its turn."""

    def __init__(self, questionnaire: Questionnaire, language: str, answers: Mapping[str, Answer]) -> None:
        self.call = Call(questionnaire, language, answers)
        self.kept = [self._written()]

    def deliver(self, turn: int, event: Event) -> Sequence[Line]:
        """What the caller hears; only the turn that is next changes anything."""
        if turn == len(self.kept):
            self.call.happens(event)
            self.kept.append(self._written())
        return prompt(self.call.questionnaire, wire.from_json(self.kept[turn])).lines

    def _written(self) -> str:
        return wire.to_json(self.call.state)


class AnyCall(RuleBasedStateMachine):
    """A call of the User Satisfaction Survey. What is expected to be answered is kept beside it, by other means.

    It may be the first one, or go on with what was answered in an earlier one; times may be open for another.
    """

    def questionnaires(self) -> st.SearchStrategy[Questionnaire]:
        return st.just(uss())

    @initialize(data=st.data(), earlier=SOME_KEYS, slots=st.sampled_from([(), TIMES, TIMES[:1]]))
    def begin(self, data: st.DataObject, earlier: list[str], slots: tuple[Slot, ...]) -> None:
        self.questionnaire = data.draw(self.questionnaires())
        before = Call(self.questionnaire).agrees().presses(*earlier).state.answers
        self.webhooks = Webhooks(self.questionnaire, data.draw(st.sampled_from(self.questionnaire.languages)), before)
        self.expected = Expected(self.questionnaire, before)
        self.turn(PickedUp(slots=slots))

    @property
    def state(self) -> State:
        return self.webhooks.call.state

    def turn(self, event: Event) -> None:
        before = self.state
        self.expected.note(before, event)
        heard = self.webhooks.deliver(len(self.webhooks.kept), event)
        assert heard == self.webhooks.call.said.lines
        if event == Key("0") and before.ending is None and before.step not in OPT_OUT_STEPS:
            assert self.webhooks.call.records == (OptedOut(person_known=before.stage >= Stage.PERSON),)
        if event == Key("9") and before.ending is None:
            self.check_refused(before)

    @rule(keys=SOME_KEYS)
    def press_some_keys(self, keys: list[str]) -> None:
        for key in keys:
            self.turn(Key(key))

    @rule(key=st.sampled_from(KEYS))
    def press(self, key: str) -> None:
        self.turn(Key(key))

    @rule(times=st.integers(1, 4))
    def stay_silent(self, times: int) -> None:
        for _ in range(times):
            self.turn(Silence())

    @precondition(lambda self: self.state.turns > 12)
    @rule(event=st.sampled_from([HungUp(), Stop(), PickedUp(excluded=True)]))
    def end(self, event: Event) -> None:
        self.turn(event)

    @rule(data=st.data(), key=st.sampled_from(KEYS))
    def repeat_a_webhook(self, data: st.DataObject, key: str) -> None:
        turn = data.draw(st.integers(0, len(self.webhooks.kept) - 1))
        state, heard_then = self.state, self.webhooks.deliver(turn, Key(key))
        assert self.webhooks.deliver(turn, Silence()) == heard_then
        assert self.state is state

    @invariant()
    def no_answer_is_lost_or_doubled(self) -> None:
        assert dict(self.state.answers) == self.expected.answers

    @invariant()
    def nothing_shows_why_we_call_before_both_gates_are_passed(self) -> None:
        if self.state.stage >= Stage.SAFE:
            return
        for line in self.webhooks.call.said.lines:
            forbidden = self.questionnaire.forbidden[line.language or self.state.language]
            assert forbidden_in(" ".join(line.sentences), forbidden) == []
        hidden = {line.name for line in self.questionnaire.scripts[self.state.language].ask[AGREEMENT]}
        assert not {line.name for line in self.webhooks.call.said.lines} & hidden

    @invariant()
    def the_name_is_spoken_at_the_first_gate_only(self) -> None:
        at_the_gate = self.state.step == RIGHT_PERSON and self.state.ending is None
        assert self.webhooks.call.said.names_person == at_the_gate

    @invariant()
    def a_time_is_kept_only_if_it_was_offered_and_never_for_whoever_opted_out(self) -> None:
        if self.state.appointment is not None:
            assert self.state.appointment in TIMES
            assert self.state.stage >= Stage.PERSON
            assert not self.state.opted_out

    @invariant()
    def a_call_that_goes_on_says_something_and_waits(self) -> None:
        said = self.webhooks.call.said
        assert said.listens == (self.state.ending is None)
        assert said.lines or self.state.ending is Ending.HUNG_UP

    @invariant()
    def nothing_that_applies_is_left_at_the_closing(self) -> None:
        if CLOSING in {self.state.step, *self.state.back_to} and not self.state.withdrawn:
            assert experience_covered(self.questionnaire, self.state.answers)

    @invariant()
    def the_call_is_within_its_limit_and_counts_as_something(self) -> None:
        assert self.state.turns <= TURNS_AT_MOST + 2
        if self.state.ending is not None:
            assert result_of(self.questionnaire, self.state)

    def check_refused(self, before: State) -> None:
        step = self.questionnaire.steps[before.step]
        if step.kind is StepKind.QUESTION:
            assert self.state.answers[step.question].status is Status.REFUSED
            assert self.state.step != before.step


class AnyCallOfAnyFlow(AnyCall):
    """The same of small questionnaires with everything that a questionnaire can hold."""

    def questionnaires(self) -> st.SearchStrategy[Questionnaire]:
        return any_flow()


TestAnyCall = AnyCall.TestCase
TestAnyCall.settings = settings(max_examples=2_000 if LONG else 40, stateful_step_count=40, deadline=None)
TestAnyCallOfAnyFlow = AnyCallOfAnyFlow.TestCase
TestAnyCallOfAnyFlow.settings = TestAnyCall.settings


@settings(max_examples=500 if LONG else 15, deadline=None)
@given(seed=st.integers(0, 2**32), keys=st.sampled_from([KEYS, USUAL_KEYS, "01", "*", "1#", "*#0", "23456781"]))
def test_every_call_ends_within_the_limit_of_turns(seed: int, keys: str) -> None:
    chance, call = random.Random(seed), Call(uss()).picked_up(slots=TIMES)
    for _ in range(TURNS_AT_MOST + 2):
        call.presses(chance.choice(keys))
    assert call.state.ending is not None


def test_the_longest_path_asked_thrice_at_every_prompt_is_far_from_the_limit() -> None:
    at_the_gates_and_the_closing = 4
    questions = (uss().questions.get(name) for name in uss().places)
    steps = sum(1 if question is None else min(2, len(question.steps)) for question in questions)
    assert 3 * (at_the_gates_and_the_closing + steps) < TURNS_AT_MOST / 2
