"""What a wave has brought so far: how cases and calls ended, and what was answered. Plain counts, unweighted.

For staff who watch a wave; figures to be published need weights and suppression.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from voicebot.calls.switchboard import Versions
from voicebot.fieldwork.waves import find_wave
from voicebot.interview.state import Status
from voicebot.outcomes import Result
from voicebot.questionnaire.model import Questionnaire
from voicebot.reporting.outcomes import case_outcome
from voicebot.store import tallies

_SATISFIED = range(1, 4)
_RATED = range(1, 8)


@dataclass(frozen=True, slots=True)
class QuestionSummary:
    """The answers to one question. `by_label` counts the codes by label; the rest had none of them."""

    question: str
    text: str
    by_label: Mapping[str, int]
    refused: int
    silent: int
    satisfied: float | None = None  # share of codes 1-3 among 1-7, for the core questions


@dataclass(frozen=True, slots=True)
class WaveSummary:
    """A wave in counts. `outcomes`: AAPOR code -> cases; `results`: how attempts ended -> attempts."""

    cases: int
    attempts: int
    outcomes: Mapping[str, int]
    results: Mapping[str, int]
    questions: tuple[QuestionSummary, ...]


def wave_summary(session: Session, name: str) -> WaveSummary:
    """Count the wave of that name.

    Raises:
        NotFound: there is no such wave.
    """
    wave = find_wave(session, name)
    questionnaire = None if wave.version is None else Versions().get(session, wave.version)
    return _summarise(session, wave.id, questionnaire)


def outcomes_of(session: Session, wave_id: str) -> Mapping[str, int]:
    """The cases of a wave by the AAPOR code of their outcome so far."""
    outcomes: Counter[str] = Counter()
    for one in tallies.histories(session, wave_id):
        closed_for = None if one.closed_for is None else Result(one.closed_for)
        outcomes[case_outcome([Result(result) for result in one.results], closed_for)] += one.cases
    return dict(sorted(outcomes.items()))


def _summarise(session: Session, wave_id: str, questionnaire: Questionnaire | None) -> WaveSummary:
    outcomes, results = outcomes_of(session, wave_id), tallies.results_of_attempts(session, wave_id)
    return WaveSummary(
        cases=sum(outcomes.values()),
        attempts=sum(results.values()),
        outcomes=outcomes,
        results=dict(sorted(results.items())),
        questions=() if questionnaire is None else _questions(tallies.answer_counts(session, wave_id), questionnaire),
    )


def _questions(counts: list[tallies.AnswerCount], questionnaire: Questionnaire) -> tuple[QuestionSummary, ...]:
    by_question: dict[str, list[tallies.AnswerCount]] = {}
    for count in counts:
        by_question.setdefault(count.question, []).append(count)
    return tuple(
        _question(questionnaire, name, by_question[name])
        for name in questionnaire.places
        if name in by_question and name in questionnaire.questions
    )


def _question(questionnaire: Questionnaire, name: str, counts: list[tallies.AnswerCount]) -> QuestionSummary:
    question = questionnaire.questions[name]
    codes = {count.code: count.cases for count in counts if count.code is not None}
    by_status: Counter[str] = Counter()
    for count in counts:
        by_status[count.status] += count.cases
    return QuestionSummary(
        question=name,
        text=question.text,
        by_label={label: codes.get(code, 0) for code, label in question.labels.items()},
        refused=by_status[Status.REFUSED],
        silent=by_status[Status.SILENT],
        satisfied=_share_satisfied(questionnaire, name, codes),
    )


def _share_satisfied(questionnaire: Questionnaire, name: str, codes: Mapping[int, int]) -> float | None:
    """The headline figure, codes 1-3 over codes 1-7; None for other questions and without answers."""
    first_step = questionnaire.steps[questionnaire.questions[name].steps[0]]
    rated = sum(codes.get(code, 0) for code in _RATED)
    if first_step.scale is None or rated == 0:
        return None
    return sum(codes.get(code, 0) for code in _SATISFIED) / rated
