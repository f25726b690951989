"""How far the calls of a wave got, in counts; which of them was the furthest is decided by its readers."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import case, exists, func, select
from sqlalchemy.orm import Session

from voicebot.store.tables import Answer, Attempt, Case


@dataclass(frozen=True, slots=True)
class Furthest:
    """People for whom calls were ordered: the furthest stage of these, and whether any rang, was answered or counts."""

    stage: int | None
    answered: bool
    rang: bool
    gave_answers: bool
    people: int


def furthest(session: Session, wave_id: str) -> Sequence[Furthest]:
    """How many people of a wave got how far, a row for each way."""
    of_person = (
        select(
            func.max(Attempt.stage).label("stage"),
            func.max(case((Attempt.answered_at.is_not(None), 1), else_=0)).label("answered"),
            func.max(case((Attempt.rang, 1), else_=0)).label("rang"),
            exists().where(Answer.case_id == Attempt.case_id).label("gave_answers"),
        )
        .join(Case, Case.id == Attempt.case_id)
        .where(Case.wave_id == wave_id)
        .group_by(Attempt.case_id)
        .subquery()
    )
    ways = (of_person.c.stage, of_person.c.answered, of_person.c.rang, of_person.c.gave_answers)
    rows = session.execute(select(*ways, func.count()).group_by(*ways))
    return [
        Furthest(stage, bool(answered), bool(rang), bool(gave), people) for stage, answered, rang, gave, people in rows
    ]
