"""Whether two questionnaires can be the arms of one experiment: what must be the same in both. Pure.

Words, voices and the way a scale is offered may differ; that is what is tried out.
"""

from collections.abc import Iterable, Iterator, Mapping

from voicebot.questionnaire.model import Question, Questionnaire, Role


def what_differs(one: Questionnaire, other: Questionnaire) -> tuple[str, ...]:
    """Why the other can't be compared with the one, each reason a sentence about the other; best none."""
    return tuple(_reasons(one, other))


def _reasons(one: Questionnaire, other: Questionnaire) -> Iterator[str]:
    core, others = _core(one), _core(other)
    if list(core) != list(others):
        yield f"its core questions are {_named(others)}, those of {one.name} are {_named(core)}"
    for name in core.keys() & others.keys():
        if _codes(core[name]) != _codes(others[name]):
            yield f"{name} has other codes than in {one.name}"
    if one.headline != other.headline:
        yield f"its headline is {other.headline}, that of {one.name} is {one.headline}"
    if set(one.languages) != set(other.languages):
        yield f"it is offered in {_named(other.languages)}, {one.name} in {_named(one.languages)}"


def _core(questionnaire: Questionnaire) -> Mapping[str, Question]:
    """In the order of asking."""
    return {
        name: questionnaire.questions[name]
        for section in questionnaire.sections.values()
        if section.role is Role.CORE
        for name in section.questions
    }


def _codes(question: Question) -> tuple[frozenset[int], int | None]:
    return frozenset(question.labels), question.dont_know


def _named(names: Iterable[str]) -> str:
    return ", ".join(names)
