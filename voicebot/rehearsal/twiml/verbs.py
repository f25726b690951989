"""The verbs of a TwiML document as values. Reading them from XML is `reading`, playing them `calls.conversation`."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Say:
    """Speech: its words without markup, and the seconds of silence that <break> asks for."""

    text: str
    silence: float
    loop: int


@dataclass(frozen=True, slots=True)
class Play:
    """A recording, by the address the document gives (maybe relative), or touch tones."""

    url: str
    digits: str
    loop: int


@dataclass(frozen=True, slots=True)
class Pause:
    """Silence, in seconds."""

    length: int


Heard = Say | Play | Pause


@dataclass(frozen=True, slots=True)
class Gather:
    """Ask for keys: `timeout` seconds for each missing one; `num_digits` None is unlimited; no `finish_on` is ''."""

    prompts: tuple[Heard, ...]
    action: str | None
    method: str
    timeout: int
    num_digits: int | None
    finish_on: str
    on_empty: bool
    hears_keys: bool
    barge_in: bool


@dataclass(frozen=True, slots=True)
class Redirect:
    """Go on with the document at this address."""

    url: str
    method: str


@dataclass(frozen=True, slots=True)
class Dial:
    """Connect the caller with another number."""

    number: str
    caller_id: str | None
    action: str | None
    method: str
    timeout: int


@dataclass(frozen=True, slots=True)
class Reject:
    """Refuse a call from outside; `busy` or `rejected`."""

    reason: str


@dataclass(frozen=True, slots=True)
class Hangup:
    """End the call."""


Verb = Say | Play | Pause | Gather | Redirect | Dial | Reject | Hangup
