"""What is asked of the outbox: errands to the provider about calls."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import delete, exists, func, select
from sqlalchemy.orm import Session

from voicebot.store.states import ErrandKind
from voicebot.store.tables import Attempt, Errand


def is_ordered(session: Session, kind: ErrandKind, attempt_id: str) -> bool:
    """Whether there is, or was, such an errand for that attempt."""
    return bool(session.scalar(select(exists().where(Errand.attempt_id == attempt_id, Errand.kind == kind))))


def is_ordered_for_caller(session: Session, sid: str) -> bool:
    """Whether there is an errand about that call to us."""
    return bool(session.scalar(select(exists().where(Errand.sid == sid))))


def was_done(session: Session, attempt_id: str, kinds: Collection[ErrandKind]) -> bool:
    """Whether the provider did any of these errands for that attempt."""
    done = exists().where(Errand.attempt_id == attempt_id, Errand.kind.in_(kinds), Errand.done_at.is_not(None))
    return bool(session.scalar(select(done)))


def remove_untried(session: Session, kind: ErrandKind, attempts: Collection[str]) -> None:
    """Delete such errands for these attempts, unless somebody has taken them in hand."""
    session.execute(
        delete(Errand).where(Errand.attempt_id.in_(attempts), Errand.kind == kind, Errand.tries == 0),
        execution_options={"synchronize_session": False},
    )


def due_locked(session: Session, now: datetime, at_most: int) -> Sequence[tuple[Errand, Attempt | None]]:
    """The errands that are due and in no other dialler's hands, with the attempts of those that are about one."""
    rows = session.execute(
        select(Errand, Attempt)
        .outerjoin(Attempt, Attempt.id == Errand.attempt_id)
        .where(Errand.done_at.is_(None), Errand.due_at <= now)
        .order_by(Errand.due_at)
        .limit(at_most)
        .with_for_update(skip_locked=True, of=Errand)
    )
    return [(errand, attempt) for errand, attempt in rows]


def first_due(session: Session) -> datetime | None:
    """When the first errand that is not done is due."""
    return session.scalar(select(func.min(Errand.due_at)).where(Errand.done_at.is_(None)))
