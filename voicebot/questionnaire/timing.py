"""How long a call is expected to take, from its words: calm speech, breaks, keys pressed as soon as they are heard.

A plan, not a measurement; the rate of speech is that of the facts on calling.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from voicebot.questionnaire.model import (
    AGREEMENT,
    CLOSING,
    RIGHT_PERSON,
    SAFE_TO_TALK,
    Ending,
    Line,
    Question,
    Questionnaire,
    Role,
)

WORDS_A_MINUTE = 150
SECONDS_A_BREAK = 0.5
SECONDS_TO_PRESS = 2.0


@dataclass(frozen=True, slots=True)
class Expected:
    """Minutes on the usual path: of the core questions, and of the whole call with its gates."""

    core_minutes: float
    total_minutes: float


def expected(questionnaire: Questionnaire) -> Expected:
    """What an interview in the source language takes, on average over the answers that can be given."""
    seconds = expected_seconds(questionnaire)
    core = [name for name, step in questionnaire.steps.items() if _is_core(questionnaire, step.question)]
    total = sum(seconds.values()) + _goodbye(questionnaire)
    return Expected(sum(seconds[name] for name in core) / 60, total / 60)


def expected_seconds(questionnaire: Questionnaire) -> dict[str, float]:
    """Seconds by step id, in the order of the usual path; a step that not everybody hears counts in part."""
    chances = _chances(questionnaire)
    script = questionnaire.scripts[questionnaire.languages[0]]
    heard: set[str] = set()
    seconds = {}
    for name in _path(questionnaire):
        scale = questionnaire.steps[name].scale
        lines = script.short.get(name, script.ask[name]) if scale in heard else script.ask[name]
        heard |= {scale} if scale else set()
        seconds[name] = seconds_to_answer(*lines) * _chance(questionnaire, name, chances)
    return seconds


def minutes_left(questionnaire: Questionnaire) -> dict[str, int]:
    """Whole minutes from each step to the end, begun ones counted, at least 1; steps off the path are near the end."""
    left = _goodbye(questionnaire)
    minutes = dict.fromkeys(questionnaire.steps, 1)
    for name, seconds in reversed(expected_seconds(questionnaire).items()):
        left += seconds
        minutes[name] = max(1, math.ceil(left / 60))
    return minutes


def seconds_to_answer(*lines: Line) -> float:
    """How long a person takes at a prompt whose last line offers the keys.

    A key stops the speech, and people press as soon as they have heard theirs: on average half of what is offered.
    """
    whole, asked = spoken_seconds(*lines), spoken_seconds(*lines[:-1])
    return asked + (whole - asked) / 2 + SECONDS_TO_PRESS


def spoken_seconds(*lines: Line) -> float:
    """How long it takes to say some lines, with a break between any two sentences."""
    sentences = [sentence for line in lines for sentence in line.sentences]
    words = sum(len(sentence.split()) for sentence in sentences)
    return words * 60 / WORDS_A_MINUTE + SECONDS_A_BREAK * max(0, len(sentences) - 1)


def _path(questionnaire: Questionnaire) -> list[str]:
    path = [RIGHT_PERSON, SAFE_TO_TALK, AGREEMENT]
    for name in questionnaire.order:
        question = questionnaire.questions.get(name)
        path += question.steps if question else (name,)
    return [*path, CLOSING]


def _chances(questionnaire: Questionnaire) -> dict[str, float]:
    """How likely each question is asked, were all codes of the earlier ones equally likely."""
    chances: dict[str, float] = {}
    for question in questionnaire.questions.values():
        chances[question.id] = math.prod(
            chances[condition.question] * _share(questionnaire.questions[condition.question], condition.codes)
            for condition in question.when
        )
    return chances


def _share(question: Question, codes: frozenset[int]) -> float:
    return len(codes & question.labels.keys()) / len(question.labels)


def _chance(questionnaire: Questionnaire, step: str, chances: Mapping[str, float]) -> float:
    """A second step is reached by one of the keys of the first."""
    name = questionnaire.steps[step].question
    question = questionnaire.questions.get(name)
    if question is None:
        return 1.0
    is_first = step == question.steps[0]
    return chances[name] * (1 if is_first else 1 / len(questionnaire.steps[question.steps[0]].choices))


def _is_core(questionnaire: Questionnaire, name: str) -> bool:
    question = questionnaire.questions.get(name)
    return question is not None and questionnaire.sections[question.section].role is Role.CORE


def _goodbye(questionnaire: Questionnaire) -> float:
    return spoken_seconds(*questionnaire.scripts[questionnaire.languages[0]].endings[Ending.COMPLETE])
