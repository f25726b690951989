"""The answers of cases, kept once their call is settled."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from voicebot.store.tables import Answer, Case


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One answer as it is kept; `second` counts from the start of the call."""

    question: str
    status: str
    code: int | None
    first: int | None
    second: int | None


def answers_of(session: Session, case_id: str) -> Sequence[AnswerRow]:
    """What a case has answered in calls that are settled."""
    rows = session.execute(
        select(Answer.question, Answer.status, Answer.code, Answer.first, Answer.second).where(
            Answer.case_id == case_id
        )
    )
    return [AnswerRow(*row) for row in rows]


def cases_with_answers(session: Session, wave_id: str) -> set[str]:
    """The cases of a wave that have answered anything."""
    statement = select(Answer.case_id).join(Case, Case.id == Answer.case_id).where(Case.wave_id == wave_id)
    return set(session.scalars(statement.distinct()))


def replace_answers(session: Session, case_id: str, answers: Iterable[AnswerRow]) -> None:
    """These are the answers of the case from now on; whatever was kept before is gone."""
    session.execute(delete(Answer).where(Answer.case_id == case_id))
    rows = [
        {
            "case_id": case_id,
            "question": answer.question,
            "status": answer.status,
            "code": answer.code,
            "first": answer.first,
            "second": answer.second,
        }
        for answer in answers
    ]
    if rows:
        session.execute(insert(Answer), rows)
