"""What everybody must have answered, by the keys that the telephone network saw them press.

The keys are given to the interview's engine again, and at each the words that were heard must be those of the engine.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from tests.whole_wave.wave import Call, Wave
from voicebot.calls.switchboard import Versions
from voicebot.fieldwork import slots, waves
from voicebot.fieldwork.rules import CallingRules
from voicebot.interview.engine import advance
from voicebot.interview.events import HungUp, Key, PickedUp, Silence
from voicebot.interview.prompts import Prompt, prompt
from voicebot.interview.state import Answer, Stage, State, begin
from voicebot.questionnaire.model import Questionnaire, Slot
from voicebot.rehearsal.calls.conversation import digest
from voicebot.rehearsal.twiml.prompt import NO_RECORDING, compose
from voicebot.rehearsal.twiml.reading import read_twiml
from voicebot.rehearsal.twiml.verbs import Gather
from voicebot.store.engine import reading
from voicebot.store.tables import Attempt
from voicebot.store.tables import Wave as WaveRow
from voicebot.telephony import twiml

Answers = Mapping[str, Answer]
_SILENT = "-"


@dataclass(frozen=True, slots=True)
class Said:
    """What a person has said over all calls, as far as it can be told from outside."""

    answers: Answers
    opted_out: bool
    language: str | None  # that was chosen, or that of the frame


@dataclass(frozen=True, slots=True)
class Listener:
    """Somebody who answers the questionnaire."""

    questionnaire: Questionnaire
    rules: CallingRules
    first_name: str
    failed: Collection[str]  # calls in which the network met a fault of ours

    def after(self, call: Call, attempt: Attempt, said: Said) -> Sequence[Said]:
        """What was said in the end. Of a call that a fault cut off, the last key may have reached us or not.

        Where the network met a fault and was sent back, a key did not reach us and the question was asked again.

        Whether other times were open to this person is told by what was heard, if at all.
        """
        open_slots = slots.open_slots(self.rules, attempt.answered_at) if attempt.answered_at else ()
        try:
            return self._after(call, open_slots, said)
        except AssertionError:
            return self._after(call, (), said)

    def _after(self, call: Call, open_slots: tuple[Slot, ...], said: Said) -> Sequence[Said]:
        begun = begin(self.questionnaire, said.language, said.answers)
        before = state = advance(self.questionnaire, begun, PickedUp(slots=open_slots))[0]
        for key, words in call.pressed:
            if call.sid in self.failed and not self._hears(state, words):
                state = before
            assert self._hears(state, words), "somebody heard what the interview does not say"
            before, state = state, self._presses(state, key)
        # Nor may it have reached us where we said goodbye in the middle, when nothing else worked.
        unfinished = state.ending is None and call.ended_by == "application"
        ends = [state, before] if call.was_cut or unfinished else [state]
        return [self._said(end, said) for end in ends]

    def _presses(self, state: State, key: str) -> State:
        return advance(self.questionnaire, state, Silence() if key == _SILENT else Key(key))[0]

    def _hears(self, state: State, words: str) -> bool:
        return state.ending is None and _digest(prompt(self.questionnaire, state), self.first_name) == words

    def _said(self, state: State, earlier: Said) -> Said:
        end = advance(self.questionnaire, state, HungUp())[0]
        language = end.language if end.stage >= Stage.PERSON else earlier.language
        return Said(end.answers, earlier.opted_out or end.opted_out, language)


def what_was_said(wave: Wave) -> Mapping[str, Sequence[Said]]:
    """For each case all that it can have said: one thing only, but where a call was cut off."""
    row, *_ = wave.rows(WaveRow)  # if there are several, all have the same questionnaire and rules
    failed = {error["call_sid"] for error in wave.errors}
    somebody = Listener(_questionnaire(wave, row), waves.rules_of(row).calling, "", failed)
    return {
        case_id: _over_all_calls(wave, replace(somebody, first_name=wave.people[case_id].first_name), case_id)
        for case_id in wave.cases
    }


def _over_all_calls(wave: Wave, listener: Listener, case_id: str) -> Sequence[Said]:
    possible: Sequence[Said] = [Said({}, opted_out=False, language=wave.cases[case_id].language)]
    for attempt in wave.attempts[case_id]:
        if attempt.sid is not None:
            assert not all(said.opted_out for said in possible), "somebody was rung after opting out"
            call = wave.call_of[attempt.sid]
            possible = _after(listener, call, attempt, possible)
    return possible


def _after(listener: Listener, call: Call, attempt: Attempt, possible: Sequence[Said]) -> Sequence[Said]:
    """What was said after one more call; what it contradicts of all that was possible before it was not said."""
    ends, contradictions = [], []
    for said in possible:
        try:
            ends.extend(listener.after(call, attempt, said))
        except AssertionError as contradiction:
            contradictions.append(contradiction)
    if not ends:
        raise contradictions[0]
    return ends


def _questionnaire(wave: Wave, row: WaveRow) -> Questionnaire:
    with reading(wave.parts.engine) as session:
        return Versions().get(session, row.version)


@lru_cache(maxsize=10_000)
def _digest(said: Prompt, first_name: str) -> str:
    """What the network calls these words."""
    (gather,) = read_twiml(twiml.render(said, "http://127.0.0.1/", first_name))
    assert isinstance(gather, Gather)
    return digest(compose((part, NO_RECORDING) for part in gather.prompts).text)
