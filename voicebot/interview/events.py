"""What can happen to a conversation (events, handed in) and what it brings about (records, handed back).

Records are facts for whoever keeps them; the engine itself keeps nothing.
"""

from dataclasses import dataclass

from voicebot.interview.state import Answer, Stage
from voicebot.questionnaire.model import Ending, Slot


@dataclass(frozen=True, slots=True)
class PickedUp:
    """Somebody answered the telephone. What was decided outside since the call was placed comes along.

    `slots` are the times that are open for an appointment, in their order; none is offered if there are none.
    """

    excluded: bool = False
    stopped: bool = False
    slots: tuple[Slot, ...] = ()


@dataclass(frozen=True, slots=True)
class Key:
    """One key was pressed: 0-9, `*` or `#`. Anything else counts as a wrong key."""

    digit: str


@dataclass(frozen=True, slots=True)
class Silence:
    """No key came within the wait."""


@dataclass(frozen=True, slots=True)
class HungUp:
    """The call is over at the other end or at the provider."""


@dataclass(frozen=True, slots=True)
class Stop:
    """Staff end the conversation now."""


Event = PickedUp | Key | Silence | HungUp | Stop


@dataclass(frozen=True, slots=True)
class Passed:
    """A gate was passed, or the person agreed."""

    stage: Stage


@dataclass(frozen=True, slots=True)
class Answered:
    """A question has this answer from now on; a later one for the same question replaces it."""

    question: str
    answer: Answer


@dataclass(frozen=True, slots=True)
class AnswerRemoved:
    """The answer no longer stands, since an earlier one that led to its question was changed."""

    question: str


@dataclass(frozen=True, slots=True)
class OptedOut:
    """Never call again. `person_known`: gate 1 was passed, so that it holds for every number of the person."""

    person_known: bool


@dataclass(frozen=True, slots=True)
class OptOutUndone:
    """The opt-out of this call was a mistake."""


@dataclass(frozen=True, slots=True)
class AnswersWithdrawn:
    """Every answer of this interview is to be deleted."""


@dataclass(frozen=True, slots=True)
class AppointmentMade:
    """The person chose to be rung again at that time."""

    slot: Slot


@dataclass(frozen=True, slots=True)
class Ended:
    """The conversation is over."""

    ending: Ending


Record = Passed | Answered | AnswerRemoved | OptedOut | OptOutUndone | AnswersWithdrawn | AppointmentMade | Ended
