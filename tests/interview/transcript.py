"""Calls as plain text: what happens (`> 1`), what it brings about (`+`), what is said, how long a key is waited for.

A file holds some calls, each under its title. Only the title and the lines with `>` decide what is played; all the
rest is written by `write`, and compared.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from tests.interview.conversation import Call
from voicebot.interview.events import (
    Answered,
    AnswerRemoved,
    AnswersWithdrawn,
    Ended,
    Event,
    HungUp,
    Key,
    OptedOut,
    OptOutUndone,
    Passed,
    PickedUp,
    Record,
    Silence,
    Stop,
)
from voicebot.interview.result import result_of
from voicebot.interview.state import Answer, Status
from voicebot.questionnaire.model import Questionnaire

_EVENTS: Mapping[str, Event] = {
    "picked up": PickedUp(),
    "picked up, excluded meanwhile": PickedUp(excluded=True),
    "picked up, batch stopped": PickedUp(stopped=True),
    "silence": Silence(),
    "hangs up": HungUp(),
    "staff end the call": Stop(),
    **{digit: Key(digit) for digit in "0123456789*#"},
}
_NAMES = {event: name for name, event in _EVENTS.items()}
_TITLE, _EVENT, _RECORD, _BEFORE = "# ", "> ", "+ ", "answered before: "


@dataclass(frozen=True, slots=True)
class Transcript:
    """A call to be played: its title, what happens, and the codes that were answered in an earlier call."""

    title: str
    events: tuple[Event, ...]
    before: Mapping[str, int] = field(default_factory=dict)

    @property
    def answers_before(self) -> Mapping[str, Answer]:
        return {name: Answer(Status.ANSWERED, code) for name, code in self.before.items()}


def read(text: str) -> Iterator[Transcript]:
    """The calls of a file."""
    for part in f"\n{text}".split(f"\n{_TITLE}")[1:]:
        title, *lines = part.splitlines()
        events = tuple(_EVENTS[line.removeprefix(_EVENT)] for line in lines if line.startswith(_EVENT))
        before = (line.removeprefix(_BEFORE) for line in lines if line.startswith(_BEFORE))
        yield Transcript(title, events, {name: int(code) for line in before for name, code in _codes(line)})


def write(questionnaire: Questionnaire, transcript: Transcript, *, words: bool) -> str:
    """The call with everything that is said in it: its words, or only the names of its lines."""
    call = Call(questionnaire, answers=transcript.answers_before)
    lines = [_TITLE + transcript.title]
    if transcript.before:
        lines.append(_BEFORE + ", ".join(f"{name} {code}" for name, code in transcript.before.items()))
    for event in transcript.events:
        lines.append(_EVENT + _NAMES[event])
        call.happens(event)
        lines.extend(_RECORD + _told(record) for record in call.records)
        lines.extend(_said(call, words=words))
    lines.append(f"counts as {result_of(questionnaire, call.state)}" if call.state.ending else "goes on")
    return "\n".join(lines) + "\n"


def _codes(line: str) -> Iterator[tuple[str, str]]:
    for pair in line.split(", "):
        name, code = pair.split(" ")
        yield name, code


def _said(call: Call, *, words: bool) -> Iterator[str]:
    said = call.said
    for line in said.lines:
        yield f"{line.name} | {' | '.join(line.sentences)}" if words else line.name
    if said.listens:
        yield f"waits {said.wait}"


def _told(record: Record) -> str:
    match record:
        case Passed(stage):
            return f"passed {stage.name.lower()}"
        case Answered(question, answer):
            return f"{question} {_answer(answer)}"
        case AnswerRemoved(question):
            return f"{question} removed"
        case OptedOut(person_known):
            return "opted out" if person_known else "opted out, person not known"
        case OptOutUndone():
            return "opt-out undone"
        case AnswersWithdrawn():
            return "answers withdrawn"
        case Ended(ending):
            return f"ended {ending}"


def _answer(answer: Answer) -> str:
    code = "" if answer.code is None else f" {answer.code}"
    first = "" if answer.first is None else f" (first {answer.first})"
    return f"{answer.status}{code}{first}"
