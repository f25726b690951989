"""The rows of the exclusion list; what they mean is `privacy.exclusion`'s."""

from collections.abc import Collection, Iterable

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from voicebot.store.chunks import chunks
from voicebot.store.tables import Exclusion
from voicebot.store.upserting import insert_of


def add_missing(session: Session, prints: Iterable[bytes], month: str, origin: str, attempt_id: str | None) -> int:
    """Add those that are not listed; how many that were. In order, so that two who add the same never deadlock."""
    insert = insert_of(session)
    added = 0
    for some in chunks(sorted(set(prints))):
        rows = [{"print": one, "month": month, "origin": origin, "attempt_id": attempt_id} for one in some]
        statement = insert(Exclusion).values(rows).on_conflict_do_nothing().returning(Exclusion.print)
        added += len(session.execute(statement).all())
    return added


def fix_added_by_others(session: Session, prints: Collection[bytes], attempt_id: str | None) -> None:
    """Let no other call take these back any more."""
    others = Exclusion.attempt_id.is_not(None) if attempt_id is None else Exclusion.attempt_id != attempt_id
    for some in chunks(prints):
        session.execute(update(Exclusion).where(Exclusion.print.in_(some), others).values(attempt_id=None))


def listed(session: Session, prints: Collection[bytes]) -> set[bytes]:
    """Those of the prints that are on the list."""
    found: set[bytes] = set()
    for some in chunks(prints):
        found.update(session.scalars(select(Exclusion.print).where(Exclusion.print.in_(some))))
    return found


def added_by(session: Session, attempt_id: str) -> set[bytes]:
    """What a call added and nobody fixed."""
    return set(session.scalars(select(Exclusion.print).where(Exclusion.attempt_id == attempt_id)))


def remove_added_by(session: Session, attempt_id: str) -> int:
    """Remove what a call added and nobody fixed; how many that were."""
    gone = session.execute(delete(Exclusion).where(Exclusion.attempt_id == attempt_id).returning(Exclusion.print))
    return len(gone.all())


def fix_added_by(session: Session, attempt_ids: Collection[str]) -> None:
    """Let these calls take back nothing any more."""
    session.execute(update(Exclusion).where(Exclusion.attempt_id.in_(attempt_ids)).values(attempt_id=None))


def remove_print(session: Session, print_: bytes) -> bool:
    """Remove one; whether it was there."""
    gone = session.execute(delete(Exclusion).where(Exclusion.print == print_).returning(Exclusion.print))
    return gone.first() is not None


def count_listed(session: Session) -> int:
    """How many numbers are on the list."""
    return session.scalar(select(func.count()).select_from(Exclusion)) or 0
