"""Counts by which a running batch is watched, and the experience of a wave; all of them by indexed columns."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from voicebot.outcomes import INTERVIEWS
from voicebot.store.states import CaseState
from voicebot.store.tables import Attempt, Case


@dataclass(frozen=True, slots=True)
class Worked:
    """What the closed cases of a wave took. `calls` are those that we placed, `seconds` are of all calls together."""

    cases: int
    calls: int
    interviews: int
    seconds: int


def worked(session: Session, wave_id: str) -> Worked:
    """The closed cases of a wave that were called."""
    of_wave = select(Case.id).where(Case.wave_id == wave_id, Case.state == CaseState.CLOSED)
    interviewed = Attempt.result.in_(INTERVIEWS)
    cases, calls, interviews, seconds = session.execute(
        select(
            func.count(Attempt.case_id.distinct()),
            func.count().filter(~Attempt.inbound),
            func.count(Attempt.case_id.distinct()).filter(interviewed),
            func.sum(Attempt.seconds),
        ).where(Attempt.case_id.in_(of_wave))
    ).one()
    return Worked(cases, calls, interviews, int(seconds or 0))


def claimed_since(session: Session, batch_id: str, since: datetime) -> int:
    """How many calls of the batch were placed from then on."""
    statement = select(func.count()).where(Attempt.batch_id == batch_id, Attempt.claimed_at >= since, ~Attempt.inbound)
    return session.scalar(statement) or 0


def latest_errors(session: Session, batch_id: str, at_most: int) -> Sequence[tuple[datetime, str]]:
    """The latest calls of the batch that failed with a reason, the newest first: when, and why."""
    rows = session.execute(
        select(Attempt.claimed_at, Attempt.error)
        .where(Attempt.batch_id == batch_id, Attempt.error.is_not(None))
        .order_by(Attempt.claimed_at.desc())
        .limit(at_most)
    )
    return [(at, error) for at, error in rows if error is not None]
