"""A call as a test tells it: `Call(uss).picked_up().hears("good time").presses("1")…ends(Ending.COMPLETE)`.

After every event the state is written out and read back, and what the records add up to must be what the state holds.
"""

from collections.abc import Mapping
from typing import Self

from tests.interview.hearing import Hearing
from voicebot.interview import wire
from voicebot.interview.engine import advance
from voicebot.interview.events import (
    Answered,
    AnswerRemoved,
    AnswersWithdrawn,
    AppointmentMade,
    Ended,
    Event,
    HungUp,
    Key,
    OptedOut,
    OptOutUndone,
    PickedUp,
    Record,
    Silence,
    Stop,
)
from voicebot.interview.prompts import Prompt, prompt
from voicebot.interview.result import result_of
from voicebot.interview.state import Answer, begin
from voicebot.outcomes import Result
from voicebot.questionnaire.model import Ending, Questionnaire, Slot


class Call(Hearing):
    """One call; `state`, `said` and `records` are those after the last event."""

    def __init__(
        self, questionnaire: Questionnaire, language: str | None = None, answers: Mapping[str, Answer] | None = None
    ) -> None:
        self.questionnaire = questionnaire
        self.state = begin(questionnaire, language, answers)
        self.records: tuple[Record, ...] = ()
        self.told = Told(answers or {})

    @property
    def said(self) -> Prompt:
        return prompt(self.questionnaire, self.state)

    @property
    def words(self) -> str:
        return " ".join(sentence for line in self.said.lines for sentence in line.sentences)

    def happens(self, event: Event) -> Self:
        state, self.records = advance(self.questionnaire, self.state, event)
        self.state = wire.from_json(wire.to_json(state))
        assert self.state == state
        self.told.note(self.records)
        self.told.agrees_with(self)
        return self

    def picked_up(self, *, excluded: bool = False, stopped: bool = False, slots: tuple[Slot, ...] = ()) -> Self:
        return self.happens(PickedUp(excluded, stopped, slots))

    def presses(self, *digits: str) -> Self:
        for digit in digits:
            self.happens(Key(digit))
        return self

    def stays_silent(self, times: int = 1) -> Self:
        for _ in range(times):
            self.happens(Silence())
        return self

    def hangs_up(self) -> Self:
        return self.happens(HungUp())

    def is_stopped(self) -> Self:
        return self.happens(Stop())

    def agrees(self, *, slots: tuple[Slot, ...] = ()) -> Self:
        """Pick up, pass both gates and agree."""
        return self.picked_up(slots=slots).presses("1", "1", "1")

    def is_at(self, step: str) -> Self:
        assert (self.state.step, self.state.ending) == (step, None)
        return self

    def recorded(self, *records: Record) -> Self:
        """The last event brought about these and nothing else."""
        assert self.records == records
        return self

    def has(self, **answers: Answer) -> Self:
        """These answers and no others."""
        assert dict(self.state.answers) == answers
        return self

    def has_codes(self, **codes: int | None) -> Self:
        """Answers with these codes, and no other answers."""
        assert {name: answer.code for name, answer in self.state.answers.items()} == codes
        return self

    def goes_on(self) -> Self:
        assert self.state.ending is None
        assert self.said.listens
        return self

    def ends(self, ending: Ending) -> Self:
        assert self.state.ending is ending
        assert not self.said.listens
        return self

    def counts_as(self, result: Result) -> Self:
        assert result_of(self.questionnaire, self.state) is result
        return self


class Told:
    """What somebody knows of a call who only keeps its records."""

    def __init__(self, answers: Mapping[str, Answer]) -> None:
        self.answers = dict(answers)
        self.opted_out = False
        self.withdrawn = False
        self.appointment: Slot | None = None
        self.ending: Ending | None = None

    def note(self, records: tuple[Record, ...]) -> None:
        for record in records:
            match record:
                case Answered(question, answer):
                    self.answers[question] = answer
                case AnswerRemoved(question):
                    del self.answers[question]
                case AnswersWithdrawn():
                    self.answers.clear()
                    self.withdrawn = True
                case OptedOut() | OptOutUndone():
                    self.opted_out = isinstance(record, OptedOut)
                case AppointmentMade(slot):
                    self.appointment = slot
                case Ended(ending):
                    assert self.ending is None, "a call ends once"
                    self.ending = ending

    def agrees_with(self, call: Call) -> None:
        state = call.state
        assert self.answers == dict(state.answers)
        assert (self.opted_out, self.withdrawn, self.ending) == (state.opted_out, state.withdrawn, state.ending)
        assert self.appointment == state.appointment
