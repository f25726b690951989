"""Counts over a wave for its reports; never a row of one person but by case id."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import String, cast, func, select
from sqlalchemy.orm import Session

from voicebot.store.tables import Answer, Attempt, Case


@dataclass(frozen=True, slots=True)
class History:
    """How the calls of so many cases went alike: the results of their settled attempts, the earliest first."""

    closed_for: str | None
    results: tuple[str, ...]
    cases: int


def histories(session: Session, wave_id: str) -> Iterator[History]:
    """Every case of a wave, counted by how its calls went; a history may come more than once."""
    steps = cast(Attempt.ordinal, String) + _ORDINAL_END + Attempt.result
    of_case = (
        select(Case.closed_for, func.aggregate_strings(steps, _STEP_END).label("steps"))
        .outerjoin(Attempt, (Attempt.case_id == Case.id) & Attempt.result.is_not(None))
        .where(Case.wave_id == wave_id)
        .group_by(Case.id, Case.closed_for)
        .subquery()
    )
    rows = session.execute(select(of_case, func.count()).group_by(of_case.c.closed_for, of_case.c.steps))
    for closed_for, told, cases in rows:
        yield History(closed_for, _in_order(told), cases)


_ORDINAL_END, _STEP_END = ":", ","


def _in_order(told: str | None) -> tuple[str, ...]:
    """The results of `2:busy,1:no_answer` by their ordinals: databases put them together in any order."""
    steps = [step.split(_ORDINAL_END) for step in told.split(_STEP_END)] if told else []
    return tuple(result for _, result in sorted((int(ordinal), result) for ordinal, result in steps))


def results_of_attempts(session: Session, wave_id: str) -> dict[str, int]:
    """How many attempts of a wave ended in each way."""
    rows = session.execute(
        select(Attempt.result, func.count())
        .join(Case, Case.id == Attempt.case_id)
        .where(Case.wave_id == wave_id, Attempt.result.is_not(None))
        .group_by(Attempt.result)
    )
    return {result: count for result, count in rows if result is not None}


@dataclass(frozen=True, slots=True)
class AnswerCount:
    """How many cases gave this answer to this question."""

    question: str
    status: str
    code: int | None
    cases: int


def answer_counts(session: Session, wave_id: str) -> list[AnswerCount]:
    """How often each answer was given in a wave."""
    rows = session.execute(
        select(Answer.question, Answer.status, Answer.code, func.count())
        .join(Case, Case.id == Answer.case_id)
        .where(Case.wave_id == wave_id)
        .group_by(Answer.question, Answer.status, Answer.code)
        .order_by(Answer.question, Answer.status, Answer.code)
    )
    return [AnswerCount(*row) for row in rows]
