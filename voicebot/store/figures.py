"""Counts for those who watch over the system as a whole; each is answered by an index."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from voicebot.outcomes import Result
from voicebot.store.states import AttemptState
from voicebot.store.tables import Answer, Attempt, Batch, Case, Errand

_OPEN = tuple(state for state in AttemptState if state is not AttemptState.SETTLED)


def attempts_by_result(session: Session) -> Mapping[str, int]:
    """How many attempts ended in each way."""
    rows = session.execute(select(Attempt.result, func.count()).group_by(Attempt.result))
    return {result: count for result, count in rows if result is not None}


def open_attempts(session: Session) -> Mapping[str, int]:
    """How many attempts are in each state but the last."""
    rows = session.execute(select(Attempt.state, func.count()).where(Attempt.state.in_(_OPEN)).group_by(Attempt.state))
    return dict.fromkeys(_OPEN, 0) | dict(list(rows))


def batches_by_state(session: Session) -> Mapping[str, int]:
    """How many batches are in each state."""
    return dict(list(session.execute(select(Batch.state, func.count()).group_by(Batch.state))))


def count_answers(session: Session) -> int:
    """How many answers are kept."""
    return session.scalar(select(func.count()).select_from(Answer)) or 0


def count_excluded_cases(session: Session) -> int:
    """How many people were not called, or not talked to, since a number of theirs is on the exclusion list."""
    return session.scalar(select(func.count()).where(Case.closed_for == Result.EXCLUDED)) or 0


def count_failing_errands(session: Session) -> int:
    """How many errands the provider did not do so far although it was asked."""
    return session.scalar(select(func.count()).where(Errand.done_at.is_(None), Errand.tries > 0)) or 0


def last_claim(session: Session) -> datetime | None:
    """When a call was last claimed to be placed."""
    return session.scalar(select(func.max(Attempt.claimed_at)))
