"""The notes from one shift to the next."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from voicebot.store.tables import ShiftNote


def between(session: Session, begin: datetime, end: datetime) -> Sequence[ShiftNote]:
    """The notes of that time, the newest first."""
    statement = select(ShiftNote).where(ShiftNote.at >= begin, ShiftNote.at < end)
    return session.scalars(statement.order_by(ShiftNote.at.desc(), ShiftNote.id)).all()


def any_before(session: Session, instant: datetime) -> bool:
    """Whether there are older notes."""
    return bool(session.scalar(select(exists().where(ShiftNote.at < instant))))


def forget_before(session: Session, instant: datetime) -> int:
    """Forget the notes that are older; how many that were."""
    return len(session.execute(delete(ShiftNote).where(ShiftNote.at < instant).returning(ShiftNote.id)).all())
