"""What becomes of a case: it waits for its next call, or it is closed for good. Called within others' transactions."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from voicebot.fieldwork import attempts, following, outbox, slots, waves
from voicebot.fieldwork.following import PastAttempt, Wish
from voicebot.fieldwork.rules import CallingRules
from voicebot.outcomes import Result
from voicebot.questionnaire.model import Slot
from voicebot.store import attempts as attempt_rows
from voicebot.store import cases as case_rows
from voicebot.store import contacts
from voicebot.store.states import CaseState
from voicebot.store.tables import Case, Wave


def close(session: Session, case_id: str, result: Result) -> None:
    """Never call this case again; what it was closed for first stays."""
    close_held(case_rows.locked(session, case_id), result)


def close_held(case: Case, result: Result) -> None:
    """The same for a case that the transaction holds."""
    if case.state != CaseState.CLOSED:
        case.state, case.closed_for = CaseState.CLOSED, result
        case.due_at = case.appointment_at = None


def go_on(session: Session, held: Sequence[Case], now: datetime) -> None:
    """Set what follows for cases that the transaction holds and none of whose attempts is open, by their waves' rules.

    One that is closed stays so.
    """
    ids = [case.id for case in held]
    histories, prints = attempts.histories(session, ids), case_rows.prints_of_cases(session, ids)
    for case in held:
        rules = waves.rules_of(session.get_one(Wave, case.wave_id)).calling
        set_next(case, rules, histories[case.id], len(prints[case.id]), now)


def set_next(case: Case, rules: CallingRules, history: Sequence[PastAttempt], numbers: int, now: datetime) -> None:
    """The same for one case, with that history and so many numbers."""
    wish = wish_of(case)
    case.appointment_at = following.open_appointment(rules, history, now, wish)
    follows = following.after(rules, history, now, numbers, wish)
    if follows.closed_for is not None:
        close_held(case, follows.closed_for)
    elif follows.due_at is not None and case.state != CaseState.CLOSED:
        case.state, case.due_at = CaseState.WAITING, follows.due_at


def wish_of(case: Case) -> Wish:
    """What the person asked for in an earlier call."""
    return Wish(case.appointment_at, case.resumes)


def open_slots(session: Session, case: Case, now: datetime, *, inbound: bool = False) -> tuple[Slot, ...]:
    """The times that a person who is on the phone now may choose to be rung at; none if no attempt would be left.

    `inbound`: the person rang us.
    """
    rules = waves.rules_of(session.get_one(Wave, case.wave_id)).calling
    history = attempts.history(session, case.id)
    numbers = len(contacts.prints_of_case(session, case.id))
    if not following.may_be_put_off(rules, history, now, numbers, wish_of(case), inbound=inbound):
        return ()
    return slots.open_slots(rules, now)


def appoint(session: Session, case_id: str, slot: Slot) -> None:
    """Keep the time that the person chose; the case is due at it once the call is settled."""
    case_rows.locked(session, case_id).appointment_at = slots.begins_at(slot)


def call_off(session: Session, prints: Iterable[bytes], now: datetime) -> int:
    """Close every waiting case that has one of these numbers, and cancel its calls that nobody answered yet.

    For numbers that have just come onto the exclusion list. A case whose call is not settled yet is closed too, so
    that nothing follows; what was said in that call is kept.

    Returns:
        How many cases were closed.
    """
    found = case_rows.open_with_print(session, prints)
    outbox.end_calls(session, attempt_rows.unanswered_of_cases(session, [case.id for case in found]), now)
    for case in found:
        close_held(case, Result.EXCLUDED)
    return len(found)
