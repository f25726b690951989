"""Calls to us as plain text, in the form of those that we make (`voicebot/interview/replay.py`).

`number:` is `shown`, `shown, may take part` or `withheld`; what happens at the menu stands in lines with `>`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tests.interview.inbound_call import Caller
from voicebot.interview.events import Key, OptedOut, OptOutUndone, Silence
from voicebot.interview.inbound import (
    InboundEvent,
    InboundRecord,
    InterviewBegun,
    InterviewRefused,
    InterviewWanted,
    NumberKeyed,
)

_RINGS_IN = "rings in"
_EVENTS: Mapping[str, InboundEvent] = {
    "silence": Silence(),
    "keys in a number": NumberKeyed(usable=True),
    "keys in what is no number": NumberKeyed(usable=False),
    "the interview begins": InterviewBegun(),
    "the interview can't begin": InterviewRefused(),
    **{digit: Key(digit) for digit in "0123456789*#"},
}


@dataclass(frozen=True)
class InboundTranscript:
    """A call to be played."""

    title: str
    number: str
    language: str | None
    events: tuple[str, ...]


def read(text: str) -> InboundTranscript:
    """The call of a file."""
    lines = text.splitlines()
    given = dict(line.split(": ", 1) for line in lines if line.startswith(("number: ", "language: ")))
    events = tuple(line[2:] for line in lines if line.startswith("> ") and line[2:] != _RINGS_IN)
    return InboundTranscript(lines[0].removeprefix("# "), given["number"], given.get("language"), events)


def write(call: InboundTranscript) -> str:
    """The call with everything that is said in it."""
    return "\n".join(_lines(call)) + "\n"


def _lines(call: InboundTranscript) -> Iterator[str]:
    yield f"# {call.title}"
    yield f"number: {call.number}"
    if call.language:
        yield f"language: {call.language}"
    caller = Caller(shown=call.number != "withheld", invited="may take part" in call.number, language=call.language)
    yield f"> {_RINGS_IN}"
    yield from _said(caller)
    for event in call.events:
        yield f"> {event}"
        caller.happens(_EVENTS[event])
        yield from (f"+ {_told(record)}" for record in caller.records)
        if not any(isinstance(record, InterviewWanted) for record in caller.records):  # what follows answers it
            yield from _said(caller)
    yield f"ended {caller.state.ending}" if caller.state.ending else "goes on"


def _said(caller: Caller) -> Iterator[str]:
    for line in caller.said.lines:
        yield f"{line.name} | {' | '.join(line.sentences)}"
    if caller.said.listens:
        yield f"waits {caller.said.wait}{' for keys up to hash' if caller.said.until_hash else ''}"


def _told(record: InboundRecord) -> str:
    match record:
        case OptedOut():
            return "opted out, this number"
        case OptOutUndone():
            return "opt-out undone"
        case InterviewWanted(language):
            return f"wants the interview, in {language}"
