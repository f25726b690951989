"""The list of numbers that are never called again: keyed prints, with the month and how they came here.

Nothing on it is ever lost to somebody else's mistake: a call can take back only what it added itself, as long as
nobody else has asked for the same.
"""

from collections.abc import Collection, Iterable

from sqlalchemy.orm import Session

from voicebot.store import exclusions


def exclude(
    session: Session, prints: Iterable[bytes], *, month: str, origin: str, attempt_id: str | None = None
) -> int:
    """Put numbers on the list; how many are new there.

    Args:
        session: the transaction of the use case.
        prints: of the numbers.
        month: `2026-11`; nothing finer is kept.
        origin: keypress, called_back, staff or import.
        attempt_id: the call that may still take it back; without one it is for good.
    """
    wanted = set(prints)
    added = exclusions.add_missing(session, wanted, month, origin, attempt_id)
    # After the adding: on PostgreSQL it has waited for whoever was adding the same.
    exclusions.fix_added_by_others(session, wanted, attempt_id)
    return added


def excluded(session: Session, prints: Iterable[bytes]) -> set[bytes]:
    """Those of the numbers that are on the list."""
    return exclusions.listed(session, set(prints))


def undo(session: Session, attempt_id: str) -> int:
    """Take back what a call has put on the list, unless somebody else asked for it too; how many that were."""
    return exclusions.remove_added_by(session, attempt_id)


def added_by(session: Session, attempt_id: str) -> set[bytes]:
    """What a call has put on the list and can still take back."""
    return exclusions.added_by(session, attempt_id)


def seal_off(session: Session, attempt_ids: Collection[str]) -> None:
    """These calls are over: what they put on the list stays."""
    exclusions.fix_added_by(session, attempt_ids)


def remove(session: Session, print_: bytes) -> bool:
    """Take a number off the list at the person's own request; whether it was on it."""
    return exclusions.remove_print(session, print_)


def count(session: Session) -> int:
    """How many numbers are on the list."""
    return exclusions.count_listed(session)
