"""The answers of cases, kept once their call is settled."""

from collections.abc import Collection, Iterable, Mapping, Sequence
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
    return answers_of_cases(session, [case_id])[case_id]


def answers_of_cases(session: Session, case_ids: Collection[str]) -> Mapping[str, Sequence[AnswerRow]]:
    """The same of many cases."""
    found: dict[str, list[AnswerRow]] = {case_id: [] for case_id in case_ids}
    statement = select(Answer.case_id, Answer.question, Answer.status, Answer.code, Answer.first, Answer.second)
    for case_id, question, status, code, first, second in session.execute(
        statement.where(Answer.case_id.in_(case_ids))
    ):
        found[case_id].append(AnswerRow(question, status, code, first, second))
    return found


def cases_with_answers(session: Session, wave_id: str) -> set[str]:
    """The cases of a wave that have answered anything."""
    statement = select(Answer.case_id).join(Case, Case.id == Answer.case_id).where(Case.wave_id == wave_id)
    return set(session.scalars(statement.distinct()))


def replace_answers(session: Session, answers: Mapping[str, Iterable[AnswerRow]]) -> None:
    """These are the answers of these cases from now on; whatever was kept of them before is gone."""
    session.execute(delete(Answer).where(Answer.case_id.in_(answers)))
    rows = [
        {
            "case_id": case_id,
            "question": answer.question,
            "status": answer.status,
            "code": answer.code,
            "first": answer.first,
            "second": answer.second,
        }
        for case_id, of_case in answers.items()
        for answer in of_case
    ]
    if rows:
        session.execute(insert(Answer), rows)
