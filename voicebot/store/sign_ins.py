"""The rows in which failed sign-ins are counted; how long somebody waits after them is `staff.throttle`'s."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from voicebot.store.tables import FailedSignIn
from voicebot.store.upserting import insert_of


def counts(session: Session, subjects: Collection[str]) -> Mapping[str, FailedSignIn]:
    """The counts of those subjects that have any."""
    rows = session.scalars(select(FailedSignIn).where(FailedSignIn.subject.in_(subjects)))
    return {row.subject: row for row in rows}


def hold(session: Session, subjects: Collection[str], now: datetime) -> None:
    """Begin the counts that are not there; nobody else changes one of them until the transaction ends.

    In order, so that two who hold the same never deadlock.
    """
    insert = insert_of(session)
    rows = [{"subject": subject, "failures": 0, "latest_at": now} for subject in sorted(subjects)]
    session.execute(insert(FailedSignIn).values(rows).on_conflict_do_nothing())
    held = select(FailedSignIn.subject).where(FailedSignIn.subject.in_(subjects)).order_by(FailedSignIn.subject)
    session.execute(held.with_for_update(key_share=True))


def forget(session: Session, subject: str) -> None:
    """The failures in a row under that subject are over."""
    session.execute(delete(FailedSignIn).where(FailedSignIn.subject == subject))


def forget_before(session: Session, at: datetime) -> None:
    """Forget every count of which the latest failure is older, but for those that others hold."""
    old = select(FailedSignIn.subject).where(FailedSignIn.latest_at < at).with_for_update(skip_locked=True)
    session.execute(delete(FailedSignIn).where(FailedSignIn.subject.in_(old)))
