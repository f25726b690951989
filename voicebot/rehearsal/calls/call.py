"""A call as the network keeps it: small enough that a year of them fits in memory.

What was asked for when it was placed (addresses, time-outs) is an `order`, forgotten when the call is over.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum


class CallStatus(StrEnum):
    """Twilio's words for the state of a call."""

    QUEUED = "queued"
    RINGING = "ringing"
    IN_PROGRESS = "in-progress"
    COMPLETED = "completed"
    BUSY = "busy"
    FAILED = "failed"
    NO_ANSWER = "no-answer"
    CANCELED = "canceled"

    @property
    def is_final(self) -> bool:
        """Whether nothing more happens in the call."""
        return self not in UNFINISHED


UNFINISHED = frozenset({CallStatus.QUEUED, CallStatus.RINGING, CallStatus.IN_PROGRESS})


class EndedBy(StrEnum):
    """Who or what ended a call."""

    NOBODY = ""
    APPLICATION = "application"
    CALLEE = "callee"
    REST = "rest"
    TIME_LIMIT = "time-limit"
    FAULT = "fault"
    NOT_REACHED = "not-reached"


@dataclass(slots=True)
class Call:
    """One call; instants are seconds since 1970 (UTC), for they are many."""

    sid: str
    to: str = field(repr=False)
    from_: str = field(repr=False)
    direction: str
    created: float
    attempt: int = 0
    status: CallStatus = CallStatus.QUEUED
    updated: float = 0.0
    dialled: float | None = None
    answered: float | None = None
    ended: float | None = None
    seconds: int | None = None
    answered_by: str | None = None
    sip_code: int | None = None
    ended_by: EndedBy = EndedBy.NOBODY
    pressed: str = field(default="", repr=False)  # key and digest of the prompt, such as "1:0f3a9c12 2:77b0c1d2"
    deleted: bool = False  # no longer in the API; the rehearsal still tells of it

    def at(self, seconds: float) -> float:
        """The instant that lies some seconds of conversation after the dialling."""
        return (self.dialled if self.dialled is not None else self.created) + seconds

    def note_key(self, key: str, prompt_digest: str) -> None:
        """Remember which key was submitted on which prompt; `-` is silence."""
        self.pressed += f"{' ' if self.pressed else ''}{key or '-'}:{prompt_digest}"

    @property
    def keys(self) -> list[tuple[str, str]]:
        """What was submitted: keys and the digest of the prompt they answered."""
        pairs = (entry.rpartition(":") for entry in self.pressed.split())
        return [(key, prompt) for key, _, prompt in pairs]


def instant(seconds: float) -> datetime:
    """Seconds since 1970 as an aware instant."""
    return datetime.fromtimestamp(seconds, UTC)
