"""An opt-out in a call: whom it holds for, and what it stops at once.

Always in the transaction of the turn, so that "we will not ring you again" is never said before it is true.
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from voicebot.calls.switchboard import Switchboard
from voicebot.clock import in_london
from voicebot.fieldwork import cases, outbox
from voicebot.privacy import audit, exclusion
from voicebot.store.states import ON_THEIR_WAY, CaseState, ErrandKind
from voicebot.store.tables import Attempt, Case, ContactNumber

_KEYPRESS = "keypress"


def opt_out(board: Switchboard, session: Session, attempt_id: str, *, person_known: bool) -> None:
    """Never again: this number, and once the person is known every number of every live case that has it.

    Calls that are queued or ringing for any of them are cancelled through the outbox.
    """
    attempt = session.get_one(Attempt, attempt_id)
    now = board.clock.now()
    prints = _prints(session, attempt, person_known=person_known)
    exclusion.exclude(session, prints, month=_month(now), origin=_KEYPRESS, attempt_id=attempt_id)
    for other in _calls_on_their_way(session, prints, attempt_id):
        outbox.order(session, ErrandKind.CANCEL, other, now)
    _note(session, attempt, now)


def opt_out_late(board: Switchboard, session: Session, attempt: Attempt, *, person_known: bool) -> None:
    """The same once the call is settled: nothing takes it back any more, and however often it comes, it counts once."""
    now = board.clock.now()
    prints = _prints(session, attempt, person_known=person_known)
    if exclusion.exclude(session, prints, month=_month(now), origin=_KEYPRESS):
        cases.call_off(session, prints, now)
        _note(session, attempt, now)


def undo(board: Switchboard, session: Session, attempt_id: str) -> None:
    """It was a mistake: take back what this call added to the list, and only that."""
    attempt = session.get_one(Attempt, attempt_id)
    exclusion.undo(session, attempt_id)
    audit.append(session, at=board.clock.now(), who=audit.SYSTEM, action="opt_out_undone", subject=attempt.case_id)


def _note(session: Session, attempt: Attempt, now: datetime) -> None:
    audit.append(session, at=now, who=audit.SYSTEM, action="opt_out", subject=attempt.case_id, origin=_KEYPRESS)


def _month(now: datetime) -> str:
    return in_london(now).strftime("%Y-%m")


def _prints(session: Session, attempt: Attempt, *, person_known: bool) -> set[bytes]:
    return _prints_of_person(session, attempt) if person_known else _print_dialled(session, attempt)


def _print_dialled(session: Session, attempt: Attempt) -> set[bytes]:
    return set(
        session.scalars(
            select(ContactNumber.print).where(
                ContactNumber.case_id == attempt.case_id, ContactNumber.position == attempt.position
            )
        )
    )


def _prints_of_person(session: Session, attempt: Attempt) -> set[bytes]:
    """Every number of this case and of every live case that shares the number that was dialled."""
    sharing = select(ContactNumber.case_id).where(ContactNumber.print.in_(_print_dialled(session, attempt)))
    live = select(Case.id).where(Case.id.in_(sharing), Case.state != CaseState.CLOSED)
    statement = select(ContactNumber.print).where(
        ContactNumber.case_id.in_(live) | (ContactNumber.case_id == attempt.case_id)
    )
    return set(session.scalars(statement))


def _calls_on_their_way(session: Session, prints: set[bytes], but: str) -> list[str]:
    statement = (
        select(Attempt.id)
        .join(ContactNumber, ContactNumber.case_id == Attempt.case_id)
        .where(
            ContactNumber.print.in_(prints),
            Attempt.state.in_(ON_THEIR_WAY),
            Attempt.answered_at.is_(None),
            Attempt.id != but,
        )
        .distinct()
    )
    return list(session.scalars(statement))
