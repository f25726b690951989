"""Counts over one day of calling, across all waves; by indexed columns."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from voicebot.outcomes import Result
from voicebot.store.states import IN_WORK, AttemptState, CaseState
from voicebot.store.tables import Attempt, AuditEntry, Batch, Case, Wave


def results_between(session: Session, begin: datetime, end: datetime, *, inbound: bool) -> Mapping[Result | None, int]:
    """How the calls of that time ended, those of people who rang us or ours; those that have not yet, under None."""
    rows = session.execute(
        select(Attempt.result, func.count())
        .where(Attempt.claimed_at >= begin, Attempt.claimed_at < end, Attempt.inbound == inbound)
        .group_by(Attempt.result)
    )
    return {None if result is None else Result(result): count for result, count in rows}


def answered_between(session: Session, begin: datetime, end: datetime) -> int:
    """How many of the calls that we placed in that time were picked up."""
    statement = select(func.count()).where(
        Attempt.claimed_at >= begin, Attempt.claimed_at < end, ~Attempt.inbound, Attempt.answered_at.is_not(None)
    )
    return session.scalar(statement) or 0


def uncertain(session: Session) -> Sequence[tuple[str, datetime]]:
    """The calls of which nobody knows yet whether they were placed, the oldest first: id and when."""
    rows = session.execute(
        select(Attempt.id, Attempt.claimed_at)
        .where(Attempt.state == AttemptState.UNCERTAIN)
        .order_by(Attempt.claimed_at)
    )
    return [(attempt_id, at) for attempt_id, at in rows]


def appointments_between(session: Session, begin: datetime, end: datetime) -> Sequence[datetime]:
    """The times that people have chosen to be rung at in that time, in order."""
    statement = select(Case.appointment_at).where(
        Case.state == CaseState.WAITING, Case.appointment_at >= begin, Case.appointment_at < end
    )
    return [at for at in session.scalars(statement.order_by(Case.appointment_at)) if at is not None]


def actions_between(session: Session, begin: datetime, end: datetime, actions: Sequence[str]) -> Sequence[AuditEntry]:
    """What of that was done in that time, in order."""
    statement = select(AuditEntry).where(AuditEntry.at >= begin, AuditEntry.at < end, AuditEntry.action.in_(actions))
    return session.scalars(statement.order_by(AuditEntry.sequence)).all()


def batches_in_work(session: Session) -> Sequence[tuple[Batch, Wave]]:
    """The batches that run or are paused, the first launched first."""
    rows = session.execute(
        select(Batch, Wave)
        .join(Wave, Wave.id == Batch.wave_id)
        .where(Batch.state.in_(IN_WORK))
        .order_by(Batch.launched_at)
    )
    return [(batch, wave) for batch, wave in rows]
