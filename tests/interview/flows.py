"""Small questionnaires made by hand, so that a rule of the interview can be tried on the least that shows it.

`flow(section("core", asked("contact"), …))` is a whole one. What is said at a step is its id and a question mark.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from voicebot.interview.replay import TIMES_OPEN
from voicebot.questionnaire.model import (
    AGREEMENT,
    APPOINTMENT,
    CLOSING,
    GATE_KEYS,
    HELP,
    HELP_BEFORE,
    OFFER_KEYS,
    OPTED_OUT,
    OPTED_OUT_WITH_ANSWERS,
    RIGHT_PERSON,
    SAFE_TO_TALK,
    Choice,
    Condition,
    Ending,
    Lead,
    Line,
    Meaning,
    Question,
    Questionnaire,
    Role,
    Script,
    Section,
    Step,
    StepKind,
    Times,
)
from voicebot.questionnaire.times import DAYS, HOURS

ENGLISH, POLISH = "en-GB", "pl-PL"
_SATISFACTION = {str(code): code for code in range(1, 9)}
_GATES = {
    RIGHT_PERSON: StepKind.RIGHT_PERSON,
    SAFE_TO_TALK: StepKind.SAFE_TO_TALK,
    AGREEMENT: StepKind.AGREEMENT,
    CLOSING: StepKind.CLOSING,
    OPTED_OUT: StepKind.OPTED_OUT,
    OPTED_OUT_WITH_ANSWERS: StepKind.OPTED_OUT,
    HELP_BEFORE: StepKind.HELP,
    HELP: StepKind.HELP,
    APPOINTMENT: StepKind.APPOINTMENT,
}
TIMES = TIMES_OPEN
"""Open for an appointment: today at six, tomorrow at ten, on Sunday at ten."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its steps, before it is put into a section."""

    question: Question
    steps: tuple[Step, ...]


def asked(
    name: str,
    keys: Mapping[str, int] | None = None,
    *,
    when: Mapping[str, Sequence[int]] | None = None,
    scale: str | None = None,
    under_age: str | None = None,
) -> Asked:
    """A question with these keys and their codes (yes 1, no 0 if none are given); code 8 is "not sure"."""
    choices = {key: Choice(code=code) for key, code in (keys or {"1": 1, "2": 0}).items()}
    if under_age is not None:
        choices[under_age] = Choice(ends=Ending.UNDER_AGE)
    step = Step(name, StepKind.QUESTION, wait=8, choices=choices, question=name, scale=scale)
    return Asked(_question(name, (name,), when), (step,))


def rated(name: str, *, when: Mapping[str, Sequence[int]] | None = None) -> Asked:
    """A question on the scale of satisfaction, which has a short form."""
    return asked(name, _SATISFACTION, when=when, scale="satisfaction")


def asked_in_two(
    name: str, groups: Mapping[str, Mapping[str, int]], *, when: Mapping[str, Sequence[int]] | None = None
) -> Asked:
    """A question in two steps: the first key chooses the group that the second one chooses from."""
    seconds = [
        Step(
            f"{name}.{key}",
            StepKind.QUESTION,
            wait=8,
            choices={second: Choice(code=code, first=int(key)) for second, code in group.items()},
            question=name,
        )
        for key, group in groups.items()
    ]
    firsts = {key: Choice(then=f"{name}.{key}", first=int(key)) for key in groups}
    steps = (Step(name, StepKind.QUESTION, wait=8, choices=firsts, question=name), *seconds)
    question = _question(name, tuple(step.id for step in steps), when)
    return Asked(replace(question, firsts={int(key): f"group {key}" for key in groups}), steps)


def each_of(name: str, *items: str) -> tuple[Asked, ...]:
    """A several-choice question: a yes or no to every item."""
    ids = [f"{name}_{item}" for item in items]
    return tuple(Asked(replace(asked(one).question, several=name), asked(one).steps) for one in ids)


def heard(name: str) -> Asked:
    """Information: nothing is answered."""
    step = Step(name, StepKind.INFORMATION, wait=8, meanings={"1": Meaning.YES}, question=name)
    return Asked(Question(name, "", (name,), information=True), (step,))


@dataclass(frozen=True, slots=True)
class Part:
    """A section with what is asked in it."""

    section: Section
    asked: tuple[Asked, ...]

    @property
    def offer(self) -> Step | None:
        if self.section.offer is None:
            return None
        meanings = {key: meaning for meaning, key in OFFER_KEYS.items()}
        return Step(self.section.offer, StepKind.OFFER, wait=8, meanings=meanings, question=self.section.id)


def section(name: str, *questions: Asked, offered: bool = False, role: Role | None = None) -> Part:
    """A section; the one called core is the core, any other has details, unless a role is given."""
    role = role or (Role.CORE if name == "core" else Role.DETAILS)
    ids = tuple(one.question.id for one in questions)
    within = tuple(Asked(replace(one.question, section=name), one.steps) for one in questions)
    return Part(Section(name, role, ids, f"{name}.offer" if offered else None), within)


def flow(*parts: Part, headline: str = "", languages: Sequence[str] = (ENGLISH,)) -> Questionnaire:
    """The whole questionnaire; its headline is the first question unless another is named."""
    questions = {one.question.id: one.question for part in parts for one in part.asked}
    first_steps = [step for part in parts for step in _first_steps(part)]
    steps = _gate_steps() | {step.id: step for step in _all_steps(parts)}
    return Questionnaire(
        name="small",
        digest="0" * 64,
        languages=tuple(languages),
        language_keys=dict(zip("45678", languages[1:], strict=False)),
        scripts={language: _script(language, steps) for language in languages},
        steps=steps,
        order=tuple(step.id for step in first_steps),
        places={step.question: place for place, step in enumerate(first_steps)},
        questions=questions,
        sections={part.section.id: part.section for part in parts},
        headline=headline or next(iter(questions)),
        forbidden=dict.fromkeys(languages, ()),
        minutes_left=dict.fromkeys(steps, 2),
    )


def _question(name: str, steps: tuple[str, ...], when: Mapping[str, Sequence[int]] | None) -> Question:
    conditions = tuple(Condition(earlier, frozenset(codes)) for earlier, codes in (when or {}).items())
    return Question(name, "", steps, when=conditions, dont_know=8)


def _gate_steps() -> dict[str, Step]:
    return {
        name: Step(name, kind, wait=12, meanings={key: meaning for meaning, key in GATE_KEYS[name].items()})
        for name, kind in _GATES.items()
    }


def _first_steps(part: Part) -> list[Step]:
    offer = [] if part.offer is None else [part.offer]
    return [*offer, *(one.steps[0] for one in part.asked)]


def _all_steps(parts: Sequence[Part]) -> list[Step]:
    offers = [part.offer for part in parts if part.offer is not None]
    return [*offers, *(step for part in parts for one in part.asked for step in one.steps)]


def _script(language: str, steps: Mapping[str, Step]) -> Script:
    asks = {name: (Line(f"{name}.ask", (_words(language, f"{name}?"),)),) for name in steps}
    full = {name: (Line("scale.full", ("The scale in full.",)),) for name, step in steps.items() if step.scale}
    short = {name: (Line("scale.short", ("The scale in short.",)),) for name, step in steps.items() if step.scale}
    minutes = (_line(language, "help", f"{minutes} minutes are left.") for minutes in (1, 2, 3))
    return Script(
        language=language,
        voice="Polly.Amy-Neural",
        ask={name: ask + full.get(name, ()) for name, ask in asks.items()}
        | {
            RIGHT_PERSON: _line(language, RIGHT_PERSON, "Hello {first_name}?"),
            HELP_BEFORE: _line(language, HELP_BEFORE, "Help before."),
            APPOINTMENT: (*_line(language, APPOINTMENT, "When?"), *_line(language, f"{APPOINTMENT}.keys", "None: 7.")),
        },
        short={name: asks[name] + scale for name, scale in short.items()},
        leads={lead: _line(language, f"lead.{lead}", f"Lead {lead}.") for lead in Lead if lead is not Lead.NONE},
        endings={
            end: _line(language, f"ending.{end}", f"Goodbye {end}.") for end in Ending if end is not Ending.HUNG_UP
        }
        | {Ending.APPOINTMENT: _line(language, "ending.appointment", "Goodbye until {time}.")},
        help_after=tuple(minutes),
        times=Times(DAYS, {hour: f"at {hour}" for hour in HOURS}, _words(language, "{day} {hours}"), "{label}: {key}."),
        unavailable=_line(language, "unavailable", "Something is wrong."),
    )


def _line(language: str, name: str, sentence: str) -> tuple[Line, ...]:
    return (Line(name, (_words(language, sentence),)),)


def _words(language: str, sentence: str) -> str:
    return sentence if language == ENGLISH else f"({language}) {sentence}"
