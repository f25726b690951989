"""Where a conversation stands, as a value: what was answered, what was just heard, what is waited for.

How it changes is `engine.py`; how it is written out between turns, `wire.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum

from voicebot.questionnaire.model import RIGHT_PERSON, Ending, Lead, Questionnaire, Slot


class Stage(IntEnum):
    """How far a call has come; it never goes back."""

    PICKED_UP = 0
    PERSON = 1  # gate 1 passed: the right person
    SAFE = 2  # gate 2 passed: can talk safely
    AGREED = 3


class Status(StrEnum):
    """What became of a question. The last two are never stored: they follow from the answers that are."""

    ANSWERED = "answered"
    DONT_KNOW = "dont_know"
    REFUSED = "refused"
    SILENT = "silent"
    NOT_ASKED = "not_asked"
    NOT_REACHED = "not_reached"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person said to a question.

    `first` is what the first of two steps was answered with, kept even if the second goes unanswered.
    """

    status: Status
    code: int | None = None
    first: int | None = None


@dataclass(frozen=True, slots=True)
class State:
    """A conversation after some turn. Never changed, only replaced; `answers` too.

    The offer of a section is kept among the answers under the section's id.
    """

    language: str
    step: str = RIGHT_PERSON
    stage: Stage = Stage.PICKED_UP
    ending: Ending | None = None
    lead: Lead = Lead.NONE
    full: bool = True  # a scale is read in full
    misses: int = 0  # silences and wrong keys in a row at this prompt
    stars: int = 0  # `*` pressed in a row
    unanswered: int = 0  # questions in a row that ended without an answer
    turns: int = 0
    keyed: bool = False  # a key was pressed at all
    opted_out: bool = False
    withdrawn: bool = False
    slow: bool = False  # the person asked for slower speech
    patient: bool = False  # the person needed a prompt twice: there is more time for every key since
    back_to: tuple[str, ...] = ()  # steps left for help, another time or an opt-out; the last comes back first
    slots: tuple[Slot, ...] = ()  # times that are open for an appointment; once one is chosen, that one alone
    heard: tuple[str, ...] = ()  # scales that were read in full
    answers: Mapping[str, Answer] = field(default_factory=dict)

    @property
    def appointment(self) -> Slot | None:
        """The time that the person chose to be rung at."""
        return self.slots[0] if self.ending is Ending.APPOINTMENT else None


def begin(
    questionnaire: Questionnaire, language: str | None = None, answers: Mapping[str, Answer] | None = None
) -> State:
    """The state before anything was said, in that language or the questionnaire's own.

    `answers` were given in an earlier call that was broken off: they stand, and their questions are not asked again.
    """
    spoken = language if language is not None and language in questionnaire.scripts else questionnaire.languages[0]
    return State(language=spoken, answers=dict(answers or {}))
