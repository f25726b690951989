"""A call to our number as a test tells it: `Caller().hears("…").presses("0").hears("We will not ring again")`.

After every event the state is written out and read back.
"""

from functools import cache
from pathlib import Path
from typing import Self

from tests.interview.hearing import Hearing
from voicebot.interview.events import Key, Silence
from voicebot.interview.inbound import (
    InboundEvent,
    InboundRecord,
    InterviewBegun,
    InterviewRefused,
    NumberKeyed,
    advance,
    begin,
    prompt,
)
from voicebot.interview.inbound_state import from_json, to_json
from voicebot.interview.prompts import Prompt
from voicebot.questionnaire.inbound import InboundEnding, InboundFlow
from voicebot.questionnaire.inbound_words import compile_inbound
from voicebot.questionnaire.reading import read_inbound
from voicebot.questionnaire.source import Sentences, Source

FOLDER = Path(__file__).parents[2] / "flows" / "inbound"
SENTENCES = Sentences(agency="Example Research", helpline="08081 570000")


@cache
def source() -> Source:
    return read_inbound(FOLDER, SENTENCES)


@cache
def flow() -> InboundFlow:
    """The words for whoever rings us, with made-up configured sentences."""
    return compile_inbound(source(), unapproved=True)


class Caller(Hearing):
    """One call; `state`, `said` and `records` are those after the last event."""

    def __init__(self, *, shown: bool = True, invited: bool = False, language: str | None = None) -> None:
        self.state = begin(flow(), language, shown=shown, invited=invited)
        self.records: tuple[InboundRecord, ...] = ()

    @property
    def said(self) -> Prompt:
        return prompt(flow(), self.state)

    @property
    def words(self) -> str:
        return " ".join(sentence for line in self.said.lines for sentence in line.sentences)

    def happens(self, event: InboundEvent) -> Self:
        state, self.records = advance(flow(), self.state, event)
        self.state = from_json(to_json(state))
        assert self.state == state
        return self

    def presses(self, *digits: str) -> Self:
        for digit in digits:
            self.happens(Key(digit))
        return self

    def stays_silent(self, times: int = 1) -> Self:
        for _ in range(times):
            self.happens(Silence())
        return self

    def keys_in(self, *, usable: bool = True) -> Self:
        return self.happens(NumberKeyed(usable))

    def is_interviewed(self) -> Self:
        return self.happens(InterviewBegun())

    def is_refused(self) -> Self:
        return self.happens(InterviewRefused())

    def recorded(self, *records: InboundRecord) -> Self:
        """The last event brought about these and nothing else."""
        assert self.records == records
        return self

    def goes_on(self) -> Self:
        assert self.state.ending is None
        assert self.said.listens
        return self

    def ends(self, ending: InboundEnding) -> Self:
        assert self.state.ending is ending
        assert not self.said.listens
        return self
