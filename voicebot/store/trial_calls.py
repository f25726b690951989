"""What is asked of the test calls; nothing here decides anything."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from voicebot.store.locks import FOR_CHANGE
from voicebot.store.states import TrialState
from voicebot.store.tables import QuestionnaireVersion, TrialCall


def locked(session: Session, call_id: str) -> TrialCall | None:
    """The test call, to be changed by nobody else until the transaction ends."""
    return session.get(TrialCall, call_id, with_for_update=FOR_CHANGE)


def newest_first(session: Session) -> Sequence[tuple[TrialCall, str]]:
    """All that are there, with the name of their questionnaire."""
    statement = select(TrialCall, QuestionnaireVersion.flow).join(
        QuestionnaireVersion, QuestionnaireVersion.digest == TrialCall.version
    )
    rows = session.execute(statement.order_by(TrialCall.wanted_at.desc(), TrialCall.id))
    return [(call, flow) for call, flow in rows]


def under_way_locked(session: Session) -> Sequence[TrialCall]:
    """Those that have not ended, to be changed by nobody else until the transaction ends."""
    statement = select(TrialCall).where(TrialCall.state != TrialState.ENDED).order_by(TrialCall.id)
    return session.scalars(statement.with_for_update(of=TrialCall)).all()


def count_under_way(session: Session) -> int:
    """How many have not ended."""
    return session.scalar(select(func.count()).where(TrialCall.state != TrialState.ENDED)) or 0


def first_due(session: Session) -> datetime | None:
    """When the dialler has to look at one of them next."""
    return session.scalar(select(func.min(TrialCall.due_at)))


def first_due_under_way(session: Session) -> datetime | None:
    """The same of those that have not ended."""
    return session.scalar(select(func.min(TrialCall.due_at)).where(TrialCall.state != TrialState.ENDED))


def due_locked(session: Session, now: datetime) -> TrialCall | None:
    """The one that has been due longest and is in no other dialler's hands."""
    statement = select(TrialCall).where(TrialCall.due_at <= now).order_by(TrialCall.due_at).limit(1)
    return session.scalar(statement.with_for_update(skip_locked=True))
