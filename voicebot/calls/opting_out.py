"""An opt-out in a call, ours or one to us: whom it holds for, and what it stops at once.

Always in the transaction of the turn, so that "we will not ring you again" is never said before it is true.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from voicebot.calls.switchboard import Switchboard
from voicebot.clock import in_london
from voicebot.fieldwork import cases, outbox
from voicebot.privacy import audit, exclusion
from voicebot.store import attempts as attempt_rows
from voicebot.store import cases as case_rows
from voicebot.store import contacts
from voicebot.store.states import ErrandKind
from voicebot.store.tables import Attempt

_KEYPRESS, _CALLED_BACK = "keypress", "called_back"


def opt_out(board: Switchboard, session: Session, attempt_id: str, *, person_known: bool) -> None:
    """Never again: this number, and once the person is known every number of every live case that has it.

    Calls that are queued or ringing for any of them are cancelled through the outbox.
    """
    attempt = session.get_one(Attempt, attempt_id)
    now = board.clock.now()
    prints = _prints(session, attempt, person_known=person_known)
    exclusion.exclude(session, prints, month=_month(now), origin=_origin(attempt), attempt_id=attempt_id)
    for other in _calls_on_their_way(session, prints, attempt_id):
        outbox.order(session, ErrandKind.CANCEL, other, now)
    _note(session, attempt, now)


def opt_out_late(board: Switchboard, session: Session, attempt: Attempt, *, person_known: bool) -> None:
    """The same once the call is settled: nothing takes it back any more, and however often it comes, it counts once."""
    now = board.clock.now()
    prints = _prints(session, attempt, person_known=person_known)
    if exclusion.exclude(session, prints, month=_month(now), origin=_origin(attempt)):
        cases.call_off(session, prints, now)
        _note(session, attempt, now)


def undo(board: Switchboard, session: Session, attempt_id: str) -> None:
    """It was a mistake: take back what this call added to the list, and only that."""
    attempt = session.get_one(Attempt, attempt_id)
    exclusion.undo(session, attempt_id)
    audit.append(session, at=board.clock.now(), who=audit.SYSTEM, action="opt_out_undone", subject=attempt.batch_id)


def opt_out_caller(board: Switchboard, session: Session, call_id: str, print_: bytes) -> None:
    """Never again, for the number of whoever rings us or has keyed it in; nobody is known, so it holds for that number.

    The call with that id may still take it back; cases are closed once it can't (`fieldwork.ringing_in.forget`).
    """
    now = board.clock.now()
    exclusion.exclude(session, {print_}, month=_month(now), origin=_CALLED_BACK, attempt_id=call_id)
    for ringing in _calls_on_their_way(session, {print_}, but=call_id):
        outbox.order(session, ErrandKind.CANCEL, ringing, now)
    audit.append(session, at=now, who=audit.SYSTEM, action="opt_out", origin=_CALLED_BACK)


def undo_caller(board: Switchboard, session: Session, call_id: str) -> None:
    """It was a mistake: take back what that call to us added to the list, and only that."""
    exclusion.undo(session, call_id)
    audit.append(session, at=board.clock.now(), who=audit.SYSTEM, action="opt_out_undone")


def _origin(attempt: Attempt) -> str:
    return _CALLED_BACK if attempt.inbound else _KEYPRESS


def _note(session: Session, attempt: Attempt, now: datetime) -> None:
    """By the batch: the trail is never changed, so an entry by the case would keep for ever when it was called."""
    audit.append(session, at=now, who=audit.SYSTEM, action="opt_out", subject=attempt.batch_id, origin=_origin(attempt))


def _month(now: datetime) -> str:
    return in_london(now).strftime("%Y-%m")


def _prints(session: Session, attempt: Attempt, *, person_known: bool) -> set[bytes]:
    dialled = attempt_rows.dialled_print(session, attempt)
    if dialled is None:
        return set()
    return _prints_of_person(session, attempt, dialled) if person_known else {dialled}


def _prints_of_person(session: Session, attempt: Attempt, dialled: bytes) -> set[bytes]:
    """Every number of this case and of every live case that shares the number that was dialled."""
    live = {attempt.case_id} | case_rows.live_among(session, contacts.cases_with_print(session, [dialled]))
    return set().union(*case_rows.prints_of_cases(session, live).values())


def _calls_on_their_way(session: Session, prints: set[bytes], but: str) -> list[str]:
    ringing = attempt_rows.unanswered_of_cases(session, contacts.cases_with_print(session, prints))
    return [attempt.id for attempt in ringing if attempt.id != but]
