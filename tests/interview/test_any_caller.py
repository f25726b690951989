"""Whatever somebody does who rings us, from the first word of the menu to the last of the interview: what always holds.

In every language, with a number or without, at the beginning of an interview or in the middle of one that was put off.
`VOICEBOT_STEPS` is how many things are done in all.
"""

import os

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.interview.conversation import Call
from tests.interview.flows import TIMES
from tests.interview.inbound_call import Caller, flow
from tests.interview.uss import uss
from voicebot.interview.events import OptedOut, OptOutUndone, PickedUp
from voicebot.interview.inbound import InterviewWanted, keys_in_number
from voicebot.interview.prompts import Prompt
from voicebot.interview.state import Stage, Status
from voicebot.questionnaire.inbound import InboundEnding, InboundStep
from voicebot.questionnaire.model import OPTED_OUT, OPTED_OUT_WITH_ANSWERS, RIGHT_PERSON, Ending, Slot, StepKind
from voicebot.questionnaire.safety import forbidden_in

STEPS, STEPS_A_CALL = int(os.environ.get("VOICEBOT_STEPS", "1200")), 40
KEYS = "0123456789*#"
LANGUAGES = st.sampled_from([None, *uss().languages])
OPT_OUT_STEPS = {OPTED_OUT, OPTED_OUT_WITH_ANSWERS}


class AnyCaller(RuleBasedStateMachine):
    """One call to us. `interview` is what it has become, once it has."""

    @initialize(
        shown=st.booleans(),
        invited=st.booleans(),
        language=LANGUAGES,
        before=st.lists(st.sampled_from("1237"), max_size=6),
        slots=st.sampled_from([(), TIMES]),
    )
    def ring(
        self, shown: bool, invited: bool, language: str | None, before: list[str], slots: tuple[Slot, ...]
    ) -> None:
        self.caller = Caller(shown=shown, invited=shown and invited, language=language)
        self.answered_before = Call(uss()).agrees().presses(*before).state.answers
        self.slots = slots
        self.interview: Call | None = None
        self.opted_out = False

    @property
    def said(self) -> Prompt:
        return self.caller.said if self.interview is None else self.interview.said

    @rule(keys=st.lists(st.sampled_from(KEYS + "111120"), min_size=1, max_size=4))
    def press(self, keys: list[str]) -> None:
        for key in keys:
            if self.interview is None:
                self.press_at_the_menu(key)
            else:
                self.press_in_the_interview(self.interview, key)

    def press_at_the_menu(self, key: str) -> None:
        before = self.caller.state
        self.caller.presses(key)
        knows_the_number = before.shown or before.step is InboundStep.CONFIRM
        if key == "0" and before.ending is None and knows_the_number and before.step is not InboundStep.OPTED_OUT:
            assert self.caller.records == (OptedOut(person_known=False),)
        self.note(self.caller.records)

    def press_in_the_interview(self, call: Call, key: str) -> None:
        before = call.state
        call.presses(key)
        if before.ending is None and key == "0" and before.step not in OPT_OUT_STEPS:
            assert call.records == (OptedOut(person_known=before.stage >= Stage.PERSON),)
        step = uss().steps[before.step]
        if before.ending is None and key == "9" and step.kind is StepKind.QUESTION:
            assert call.state.answers[step.question].status is Status.REFUSED
        self.note(call.records)

    @rule(times=st.integers(1, 4))
    def stay_silent(self, times: int) -> None:
        call = self.interview or self.caller
        before = self.opted_out
        call.stays_silent(times)
        self.note(call.records)
        assert self.opted_out == before

    @rule(usable=st.booleans())
    def key_in(self, usable: bool) -> None:
        if keys_in_number(self.caller.state):
            self.caller.keys_in(usable=usable)
            assert self.caller.records == ()

    @rule(is_free=st.booleans())
    def begin_the_interview(self, is_free: bool) -> None:
        wanted = [one for one in self.caller.records if isinstance(one, InterviewWanted)]
        if not wanted:
            return
        if is_free:
            self.caller.is_interviewed()
            self.interview = Call(uss(), wanted[0].language, self.answered_before)
            self.interview.happens(PickedUp(slots=self.slots))
        else:
            self.caller.is_refused()

    def note(self, records: tuple[object, ...]) -> None:
        for record in records:
            if isinstance(record, OptedOut | OptOutUndone):
                self.opted_out = isinstance(record, OptedOut)

    @invariant()
    def nothing_shows_why_we_ring_before_both_gates_are_passed(self) -> None:
        if self.interview is not None and self.interview.state.stage >= Stage.SAFE:
            return
        for line in self.said.lines:
            assert forbidden_in(" ".join(line.sentences), uss().forbidden[line.language or self.said.language]) == []

    @invariant()
    def the_name_is_spoken_at_the_first_gate_only(self) -> None:
        state = None if self.interview is None else self.interview.state
        at_the_gate = state is not None and state.step == RIGHT_PERSON and state.ending is None
        assert self.said.names_person == at_the_gate

    @invariant()
    def an_opt_out_stands_until_it_is_taken_back(self) -> None:
        assert (self.interview or self.caller).state.opted_out == self.opted_out

    @invariant()
    def only_whoever_is_invited_is_interviewed(self) -> None:
        is_interviewed = self.caller.state.ending is InboundEnding.INTERVIEW
        assert is_interviewed == (self.interview is not None)
        assert self.caller.state.invited or not is_interviewed

    @invariant()
    def what_was_answered_before_stays_until_it_is_changed_or_withdrawn(self) -> None:
        if self.interview is not None and self.interview.state.stage < Stage.AGREED:
            assert self.interview.state.answers == self.answered_before

    @invariant()
    def the_interview_is_in_the_language_of_the_menu_until_another_is_chosen(self) -> None:
        if self.interview is not None and self.interview.state.turns == 0:
            assert self.interview.state.language == self.caller.state.language

    @invariant()
    def a_call_that_goes_on_says_something_and_waits(self) -> None:
        ending = (self.interview or self.caller).state.ending
        assert self.said.listens == (ending is None)
        assert self.said.lines or ending is Ending.HUNG_UP


def test_the_menu_speaks_every_language_of_the_survey() -> None:
    assert set(flow().scripts) == set(uss().languages)


TestAnyCaller = AnyCaller.TestCase
TestAnyCaller.settings = settings(
    max_examples=max(30, STEPS // STEPS_A_CALL), stateful_step_count=STEPS_A_CALL, deadline=None
)
