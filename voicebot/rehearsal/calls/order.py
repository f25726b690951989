"""What the application asks for when it places or changes a call. How it is read from a form: `order_form`."""

from dataclasses import dataclass
from enum import StrEnum


class Event(StrEnum):
    """The events of a call that a status callback can be asked for."""

    INITIATED = "initiated"
    RINGING = "ringing"
    ANSWERED = "answered"
    COMPLETED = "completed"


@dataclass(frozen=True, slots=True)
class Target:
    """An address of the application and the HTTP method to use."""

    url: str
    method: str = "POST"


@dataclass(frozen=True, slots=True)
class Detection:
    """Answering machine detection, maybe waiting for the end of the greeting; no `callback`: nobody is told."""

    asynchronous: bool
    until_greeting_ends: bool
    callback: Target | None


@dataclass(frozen=True, slots=True)
class Order:
    """A call to place: where its TwiML comes from (an address, or the text itself), and who is told what."""

    to: str
    from_: str
    document: Target | str
    fallback: Target | None = None
    status_callback: Target | None = None
    events: frozenset[Event] = frozenset({Event.COMPLETED})
    timeout: int = 60
    time_limit: int = 4 * 3600
    detection: Detection | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A change to a call that exists: end it, or go on with another document."""

    status: str | None = None
    document: Target | str | None = None
    fallback: Target | None = None
    status_callback: Target | None = None
    time_limit: int | None = None
