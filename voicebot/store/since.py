"""What a database knows that a copy made earlier may not: everything that protects somebody, in whole columns."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from voicebot.outcomes import Result
from voicebot.store.chunks import chunks
from voicebot.store.states import CaseState, WaveState
from voicebot.store.tables import Attempt, AuditEntry, Case, Complaint, DrawnBefore, Exclusion, StaffAccount, Wave
from voicebot.store.upserting import insert_of


@dataclass(frozen=True, slots=True)
class OpenComplaint:
    """A complaint that holds a case."""

    id: str
    case_id: str
    category: str
    serious: bool
    note: bytes | None = field(repr=False)
    opened_at: datetime
    opened_by: str


@dataclass(frozen=True, slots=True)
class Protections:
    """Who is to be left alone, and why.

    `listed`: print, month, origin; `drawn`: print, month; `closed`: case, reason; `called`: attempt, case; `erased`:
    cases; `frozen`: waves; `complaints`: those that are open; `disabled`: accounts of staff.
    """

    listed: frozenset[tuple[bytes, str, str]] = field(repr=False)
    drawn: frozenset[tuple[bytes, str]] = field(repr=False)
    closed: frozenset[tuple[str, Result]]
    called: frozenset[tuple[str, str]]
    erased: frozenset[str]
    frozen: frozenset[str]
    complaints: frozenset[OpenComplaint]
    disabled: frozenset[str]


def protections(session: Session) -> Protections:
    """All of them."""
    listed = select(Exclusion.print, Exclusion.month, Exclusion.origin)
    drawn = select(DrawnBefore.print, DrawnBefore.month)
    closed = select(Case.id, Case.closed_for).where(Case.state == CaseState.CLOSED)
    called = select(Attempt.id, Attempt.case_id)
    erased = select(AuditEntry.subject).where(AuditEntry.action == "person_erased")
    frozen = select(Wave.id).where(Wave.state == WaveState.FROZEN)
    complaints = select(Complaint).where(Complaint.closed_at.is_(None))
    disabled = select(StaffAccount.id).where(StaffAccount.disabled)
    return Protections(
        listed=frozenset((one, month, origin) for one, month, origin in session.execute(listed)),
        drawn=frozenset((one, month) for one, month in session.execute(drawn)),
        closed=frozenset((case_id, Result(why)) for case_id, why in session.execute(closed) if why is not None),
        called=frozenset((attempt_id, case_id) for attempt_id, case_id in session.execute(called)),
        erased=frozenset(case_id for case_id in session.scalars(erased) if case_id is not None),
        frozen=frozenset(session.scalars(frozen)),
        complaints=frozenset(map(_open_complaint, session.scalars(complaints))),
        disabled=frozenset(session.scalars(disabled)),
    )


def add_drawn(session: Session, drawn: Iterable[tuple[bytes, str]]) -> None:
    """Add the prints of people drawn that are not there yet."""
    insert_ = insert_of(session)
    for some in chunks(drawn):
        rows = [{"print": one, "month": month} for one, month in some]
        session.execute(insert_(DrawnBefore).values(rows).on_conflict_do_nothing())


def open_cases(session: Session) -> set[str]:
    """The ids of all cases that are not closed."""
    return set(session.scalars(select(Case.id).where(Case.state != CaseState.CLOSED)))


def add_complaints(session: Session, complaints: Iterable[OpenComplaint]) -> None:
    """Add those that the copy has a case of and does not know, or open those again that it does; they hold the case."""
    for complaint in complaints:
        if session.get(Case, complaint.case_id) is not None:
            session.merge(Complaint(**asdict(complaint), closed_at=None, closed_by=None, action=None, ending=None))
            session.execute(update(Case).where(Case.id == complaint.case_id).values(held=True))


def _open_complaint(row: Complaint) -> OpenComplaint:
    return OpenComplaint(
        row.id, row.case_id, row.category, row.serious, row.note, opened_at=row.opened_at, opened_by=row.opened_by
    )
