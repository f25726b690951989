"""The rows of the audit trail in their order; how they are chained is `privacy.audit`'s."""

from collections.abc import Iterator, Sequence

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


def latest(session: Session, limit: int, action: str | None, subject: str | None) -> Sequence[AuditEntry]:
    """The newest entries first, all or those of an action or a subject."""
    statement = select(AuditEntry).order_by(AuditEntry.sequence.desc()).limit(limit)
    if action is not None:
        statement = statement.where(AuditEntry.action == action)
    if subject is not None:
        statement = statement.where(AuditEntry.subject == subject)
    return session.scalars(statement).all()
