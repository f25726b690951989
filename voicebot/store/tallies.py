"""Counts over a wave for its reports; never a row of one person but by case id."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from voicebot.store.tables import Answer, Attempt, Case


@dataclass(frozen=True, slots=True)
class CaseResults:
    """A case with the results of its settled attempts, the earliest first."""

    case_id: str
    closed_for: str | None
    results: tuple[str, ...]


def results_of_cases(session: Session, wave_id: str) -> Iterator[CaseResults]:
    """Every case of a wave, in the order of its random id."""
    rows = session.execute(
        select(Case.id, Case.closed_for, Attempt.result)
        .outerjoin(Attempt, (Attempt.case_id == Case.id) & (Attempt.result.is_not(None)))
        .where(Case.wave_id == wave_id)
        .order_by(Case.id, Attempt.ordinal)
    )
    for (case_id, closed_for), group in groupby(rows, key=lambda row: (row[0], row[1])):
        yield CaseResults(case_id, closed_for, tuple(row[2] for row in group if row[2] is not None))


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
