"""What is asked of the complaints; what they do to a case is `office.complaints`'."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, func, select, update
from sqlalchemy.orm import Session

from voicebot.store.locks import FOR_CHANGE
from voicebot.store.tables import Case, Complaint, Wave


def locked(session: Session, complaint_id: str) -> Complaint | None:
    """The complaint, to be changed by nobody else until the transaction ends."""
    return session.get(Complaint, complaint_id, with_for_update=FOR_CHANGE)


def newest(session: Session, *, is_open: bool, at_most: int) -> Sequence[tuple[Complaint, str]]:
    """The latest complaints that are open, or else closed, with the names of their waves; serious ones first."""
    statement = (
        select(Complaint, Wave.name)
        .join(Case, Case.id == Complaint.case_id)
        .join(Wave, Wave.id == Case.wave_id)
        .where(Complaint.closed_at.is_(None) if is_open else Complaint.closed_at.is_not(None))
        .order_by(Complaint.serious.desc(), Complaint.opened_at.desc(), Complaint.id)
        .limit(at_most)
    )
    return [(complaint, wave) for complaint, wave in session.execute(statement)]


def of_case(session: Session, case_id: str) -> Sequence[Complaint]:
    """The complaints about one case, the oldest first."""
    statement = select(Complaint).where(Complaint.case_id == case_id)
    return session.scalars(statement.order_by(Complaint.opened_at, Complaint.id)).all()


def has_open(session: Session, case_id: str) -> bool:
    """Whether a complaint about that case is open."""
    return bool(session.scalar(select(exists().where(Complaint.case_id == case_id, Complaint.closed_at.is_(None)))))


def count_open(session: Session) -> int:
    """How many complaints are open."""
    return session.scalar(select(func.count()).where(Complaint.closed_at.is_(None))) or 0


def opened_between(session: Session, begin: datetime, end: datetime) -> int:
    """How many complaints were opened in that time."""
    return session.scalar(select(func.count()).where(Complaint.opened_at >= begin, Complaint.opened_at < end)) or 0


def forget_notes(session: Session, case_id: str) -> None:
    """Forget what was noted about the complaints of a case."""
    session.execute(update(Complaint).where(Complaint.case_id == case_id).values(note=None))
