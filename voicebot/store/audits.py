"""The rows of the audit trail in their order; how they are chained is `privacy.audit`'s."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from voicebot.store.tables import AuditEntry

_AT_ONCE = 1_000
_AFRESH = {"populate_existing": True}


def lock_end(session: Session) -> None:
    """Let nobody else add an entry until this transaction is over; on SQLite no one else can write anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("LOCK TABLE audit_entry IN EXCLUSIVE MODE"))


def last_entry(session: Session) -> AuditEntry | None:
    """The newest entry."""
    return session.scalar(select(AuditEntry).order_by(AuditEntry.sequence.desc()).limit(1))


def add_entry(session: Session, entry: AuditEntry) -> None:
    """Add an entry at the end."""
    session.add(entry)
    session.flush()


def in_order(session: Session) -> Iterator[AuditEntry]:
    """All entries from the lowest sequence on, in portions, and as the database has them now."""
    portion = select(AuditEntry).order_by(AuditEntry.sequence).limit(_AT_ONCE)
    entries = session.scalars(portion, execution_options=_AFRESH).all()
    while entries:
        yield from entries
        beyond = portion.where(AuditEntry.sequence > entries[-1].sequence)
        entries = session.scalars(beyond, execution_options=_AFRESH).all()


def count_entries(session: Session) -> int:
    """How many entries there are."""
    return session.scalar(select(func.count()).select_from(AuditEntry)) or 0


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries; None wants any. `begin` and `end` are instants, `before` a place in the chain."""

    action: str | None = None
    subject: str | None = None
    who: str | None = None
    begin: datetime | None = None
    end: datetime | None = None
    before: int | None = None


def latest(session: Session, limit: int, wanted: Wanted) -> Sequence[AuditEntry]:
    """The newest of those entries first."""
    statement = select(AuditEntry).order_by(AuditEntry.sequence.desc()).limit(limit)
    for column, value in (
        (AuditEntry.action, wanted.action),
        (AuditEntry.subject, wanted.subject),
        (AuditEntry.who, wanted.who),
    ):
        if value is not None:
            statement = statement.where(column == value)
    if wanted.begin is not None:
        statement = statement.where(AuditEntry.at >= wanted.begin)
    if wanted.end is not None:
        statement = statement.where(AuditEntry.at < wanted.end)
    if wanted.before is not None:
        statement = statement.where(AuditEntry.sequence < wanted.before)
    return session.scalars(statement).all()


def actions(session: Session) -> Sequence[str]:
    """Every word for what was done that stands in the trail."""
    return session.scalars(select(AuditEntry.action).distinct().order_by(AuditEntry.action)).all()
