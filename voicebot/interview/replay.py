"""A call as plain text: what happens (`> 1`), what it brings about (`+`), what is said, how long a key is waited for.

A file holds some calls, each under its title. The title, the language, the answers from before and the lines with `>`
decide what is played; all the rest is what such a call is expected to be. Pure: files are read by whoever calls this.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import zip_longest

from voicebot.errors import BadInput
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
    Passed,
    PickedUp,
    Record,
    Silence,
    Stop,
)
from voicebot.interview.prompts import Prompt, prompt
from voicebot.interview.result import result_of
from voicebot.interview.state import Answer, State, Status, begin
from voicebot.questionnaire.faults import nearest
from voicebot.questionnaire.model import Meaning, Questionnaire, Slot, Step, StepKind

TIMES_OPEN = (
    Slot(1_795_456_800, 0, 2, 18),
    Slot(1_795_514_400, 1, 3, 10),
    Slot(1_795_773_600, 4, 6, 10),
)
"""Those of `picked up, times open`: today at six, tomorrow at ten, on Sunday at ten."""
EVENTS: Mapping[str, Event] = {
    "picked up": PickedUp(),
    "picked up, times open": PickedUp(slots=TIMES_OPEN),
    "picked up, excluded meanwhile": PickedUp(excluded=True),
    "picked up, batch stopped": PickedUp(stopped=True),
    "silence": Silence(),
    "hangs up": HungUp(),
    "staff end the call": Stop(),
    **{digit: Key(digit) for digit in "0123456789*#"},
}
"""What can happen in a call, by its name in a file."""
_NAMES = {event: name for name, event in EVENTS.items()}
_TITLE, _EVENT, _RECORD, _LANGUAGE, _BEFORE = "# ", "> ", "+ ", "language: ", "answered before: "
_DECIDES = (_TITLE, _EVENT, _LANGUAGE, _BEFORE)


@dataclass(frozen=True, slots=True)
class SavedCall:
    """A call to be played: what happens, in which language, and the codes that were answered in an earlier call.

    `lines` are those of its file, of which it is the part from line `begins` on.
    """

    title: str
    events: tuple[Event, ...]
    before: Mapping[str, int] = field(default_factory=dict)
    language: str | None = None
    lines: tuple[str, ...] = ()
    begins: int = 1

    @property
    def answers_before(self) -> Mapping[str, Answer]:
        """The answers of the earlier call."""
        return {name: Answer(Status.ANSWERED, code) for name, code in self.before.items()}

    @property
    def expects(self) -> bool:
        """Whether the file says what the call is expected to be, beside what happens in it."""
        return not all(line.startswith(_DECIDES) for line in self.lines)


@dataclass(frozen=True, slots=True)
class Turn:
    """What one event led to."""

    event: Event
    state: State
    records: tuple[Record, ...]
    said: Prompt


@dataclass(frozen=True, slots=True)
class Difference:
    """The first line of a file that is not as it was expected; "" where there is none."""

    line: int
    expected: str
    happened: str


def read_calls(text: str) -> list[SavedCall]:
    """The calls of a file.

    Raises:
        BadInput: there is none, or something in it can't happen; every fault with its line.
    """
    faults: list[str] = []
    lines = text.splitlines()
    begins = [at for at, line in enumerate(lines) if line.startswith(_TITLE)]
    if not begins or any(line.strip() for line in lines[: begins[0]]):
        raise BadInput("line 1: a call begins with its title; write `# ` and what happens in it")
    calls = [
        _read_call(lines[at:end], at + 1, faults) for at, end in zip(begins, [*begins[1:], len(lines)], strict=True)
    ]
    if faults:
        raise BadInput(*faults)
    return calls


def play(questionnaire: Questionnaire, call: SavedCall) -> Iterator[Turn]:
    """What each event leads to.

    Raises:
        BadInput: the call is in a language, or has answers from before, that the questionnaire does not have.
    """
    _check_known(questionnaire, call)
    state = begin(questionnaire, call.language, call.answers_before)
    for event in call.events:
        state, records = advance(questionnaire, state, event)
        yield Turn(event, state, records, prompt(questionnaire, state))


def write_call(questionnaire: Questionnaire, call: SavedCall, turns: Iterable[Turn], *, words: bool = True) -> str:
    """The call with everything that is said in it: its words, or only the names of its lines."""
    lines = [_TITLE + call.title]
    if call.language is not None:
        lines.append(_LANGUAGE + call.language)
    if call.before:
        lines.append(_BEFORE + ", ".join(f"{name} {code}" for name, code in call.before.items()))
    state = begin(questionnaire, call.language, call.answers_before)
    for turn in turns:
        state = turn.state
        lines.append(_EVENT + _NAMES[turn.event])
        lines.extend(_RECORD + told(record) for record in turn.records)
        lines.extend(_said(turn.said, words=words))
    lines.append(f"counts as {result_of(questionnaire, state)}" if state.ending else "goes on")
    return "\n".join(lines) + "\n"


def first_difference(call: SavedCall, written: str) -> Difference | None:
    """Where the call, as it was written out, is not what its file expects; a name alone stands for its words."""
    expected = "\n".join(call.lines).rstrip().split("\n")
    for at, (line, happened) in enumerate(zip_longest(expected, written.splitlines(), fillvalue="")):
        if line != happened and line != happened.partition(" | ")[0]:
            return Difference(call.begins + at, line, happened)
    return None


def usual_call(questionnaire: Questionnaire, language: str | None = None) -> SavedCall:
    """Somebody takes part, gives the first answer to everything, and says nothing at the end."""
    events: list[Event] = [PickedUp()]
    state, _ = advance(questionnaire, begin(questionnaire, language), events[0])
    while state.ending is None:
        events.append(_usual_event(questionnaire.steps[state.step]))
        state, _ = advance(questionnaire, state, events[-1])
    return SavedCall("The usual path", tuple(events), language=language)


def _usual_event(step: Step) -> Event:
    if step.kind is StepKind.CLOSING:
        return Silence()
    answers = [key for key, choice in step.choices.items() if choice.ends is None]
    goes_on = [key for key, meaning in step.meanings.items() if meaning is Meaning.YES]
    return Key((answers + goes_on)[0])


def _read_call(lines: list[str], begins: int, faults: list[str]) -> SavedCall:
    events: list[Event] = []
    before: dict[str, int] = {}
    language = None
    for number, line in enumerate(lines, start=begins):
        if line.startswith(_EVENT):
            events += _read_event(line.removeprefix(_EVENT), number, faults)
        elif line.startswith(_BEFORE):
            before = _read_before(line.removeprefix(_BEFORE), number, faults)
        elif line.startswith(_LANGUAGE):
            language = line.removeprefix(_LANGUAGE).strip()
    if not events:
        faults.append(f"line {begins}: nothing happens in this call; write `> picked up`, then the keys")
    kept = tuple("\n".join(lines).rstrip().split("\n"))
    return SavedCall(lines[0].removeprefix(_TITLE), tuple(events), before, language, kept, begins)


def _read_event(name: str, number: int, faults: list[str]) -> list[Event]:
    event = EVENTS.get(name.strip())
    if event is None:
        faults.append(f"line {number}: “{name}” is nothing that can happen; {nearest(name, list(EVENTS))}")
    return [event] if event else []


def _read_before(text: str, number: int, faults: list[str]) -> dict[str, int]:
    before = {}
    for pair in text.split(", "):
        name, _, code = pair.partition(" ")
        if code.isascii() and code.isdecimal():
            before[name] = int(code)
        else:
            faults.append(f"line {number}: “{pair}” is no answer; write the question and its code, like contact 5")
    return before


def _check_known(questionnaire: Questionnaire, call: SavedCall) -> None:
    if call.language not in (None, *questionnaire.languages):
        raise BadInput(f"it is not there in {call.language}; {nearest('', list(questionnaire.languages))}")
    for name in call.before:
        if name not in questionnaire.questions:
            raise BadInput(f"there is no question {name}; {nearest(name, list(questionnaire.questions))}")


def _said(said: Prompt, *, words: bool) -> Iterator[str]:
    for line in said.lines:
        name = f"{line.name} (slowly)" if line.slow else line.name
        yield f"{name} | {' | '.join(line.sentences)}" if words else name
    if said.listens:
        yield f"waits {said.wait}"


def told(record: Record) -> str:
    """What was brought about, in a few words."""
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
        case AppointmentMade(slot):
            return f"appointment {slot.days} days later at {slot.hour}"
        case Ended(ending):
            return f"ended {ending}"


def _answer(answer: Answer) -> str:
    code = "" if answer.code is None else f" {answer.code}"
    first = "" if answer.first is None else f" (first {answer.first})"
    return f"{answer.status}{code}{first}"
