"""A draft made into what the interview walks: sections, questions, and steps that take one key each.

What is said at each of them is `wording.py`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from voicebot.questionnaire.draft import Draft, DraftQuestion, DraftSection, Menu, Option
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
    Meaning,
    Question,
    Section,
    Step,
    StepKind,
)
from voicebot.questionnaire.speech import Speech
from voicebot.questionnaire.wording import INFORMATION_KEYS, offer_step

_FIXED_KINDS = {
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


@dataclass(frozen=True, slots=True)
class Route:
    """The steps of a questionnaire and the order of asking; `order` and `places` as in `model.Questionnaire`."""

    steps: Mapping[str, Step]
    order: tuple[str, ...]
    places: Mapping[str, int]


def make_route(draft: Draft) -> Route:
    """Every step, the fixed ones included."""
    fixed = [
        Step(name, kind, _wait(draft, name), meanings=_by_key(GATE_KEYS[name])) for name, kind in _FIXED_KINDS.items()
    ]
    asked = [step for section in draft.sections for step in _section_steps(draft, section)]
    places: dict[str, int] = {}
    order: list[str] = []
    for step in asked:
        if step.question not in places:
            places[step.question] = len(order)
            order.append(step.id)
    return Route({step.id: step for step in (*fixed, *asked)}, tuple(order), places)


def make_sections(draft: Draft) -> dict[str, Section]:
    """The sections by id."""
    return {
        section.id: Section(
            section.id,
            section.role,
            tuple(question.id for question in section.questions),
            offer_step(section) if section.offered else None,
        )
        for section in draft.sections
    }


def make_questions(draft: Draft, speech: Speech) -> dict[str, Question]:
    """The questions by id, with their labels in the source language."""
    return {
        question.id: _make_question(section, question, speech)
        for section in draft.sections
        for question in section.questions
    }


def _make_question(section: DraftSection, question: DraftQuestion, speech: Speech) -> Question:
    return Question(
        id=question.id,
        section=section.id,
        steps=tuple(step.id for step in _question_steps(question, wait=0)),
        when=tuple(Condition(condition.question, condition.codes) for condition in question.when),
        dont_know=next((option.code for option in _endpoints(question) if option.dont_know), None),
        information=question.information,
        labels=dict(_labels(question.menu, speech)) if question.menu else {},
        firsts=dict(_firsts(question.menu, speech)) if question.menu else {},
        text=" ".join(speech.say(question.ask[-1]).sentences),
        several=question.several,
    )


def _endpoints(question: DraftQuestion) -> Iterator[Option]:
    return question.menu.endpoints() if question.menu else iter(())


def _labels(menu: Menu, speech: Speech) -> Iterator[tuple[int, str]]:
    """Code and label; after two steps, the label of both: `Mixed: White and Asian`."""
    for option in menu.options:
        if option.code is not None:
            yield option.code, speech.text(option.label)
        if option.then:
            for code, label in _labels(option.then.menu, speech):
                yield code, f"{speech.text(option.label)}: {label}"


def _firsts(menu: Menu, speech: Speech) -> Iterator[tuple[int, str]]:
    """The keys of the first of two steps that lead to an answer, with their labels; nothing where there is one step."""
    if menu.two_steps:
        yield from ((int(option.key), speech.text(option.label)) for option in menu.options if option.ends is None)


def _section_steps(draft: Draft, section: DraftSection) -> Iterator[Step]:
    if section.offered:
        name = offer_step(section)
        meanings = _by_key(OFFER_KEYS)
        yield Step(name, StepKind.OFFER, _wait(draft, name), meanings=meanings, question=section.id)
    for question in section.questions:
        yield from _question_steps(question, _wait(draft, question.id))


def _question_steps(question: DraftQuestion, wait: int) -> Iterator[Step]:
    name, menu = question.id, question.menu
    if menu is None:
        yield Step(name, StepKind.INFORMATION, wait, meanings=_by_key(INFORMATION_KEYS), question=name)
        return
    scale = None if menu.two_steps else question.scale
    yield Step(name, StepKind.QUESTION, wait, _choices(menu, name), question=name, scale=scale)
    for option in menu.options:
        if option.then:
            choices = _choices(option.then.menu, name, first=int(option.key))
            yield Step(f"{name}.{option.key}", StepKind.QUESTION, wait, choices, question=name)


def _choices(menu: Menu, question: str, first: int | None = None) -> dict[str, Choice]:
    """What each key does. Where there are two steps, the key of the first is kept with every answer."""
    return {
        option.key: Choice(
            code=option.code,
            then=f"{question}.{option.key}" if option.then else None,
            first=int(option.key) if menu.two_steps else first,
            ends=option.ends,
        )
        for option in menu.options
    }


def _by_key(keys: Mapping[Meaning, str]) -> dict[str, Meaning]:
    return {key: meaning for meaning, key in keys.items()}


def _wait(draft: Draft, step: str) -> int:
    return draft.waits.get(step, draft.waits["other"])
