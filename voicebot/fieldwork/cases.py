"""What becomes of a case: it waits for its next call, or it is closed for good. Called within others' transactions."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from voicebot.fieldwork import attempts, following, outbox, waves
from voicebot.fieldwork.following import Next
from voicebot.outcomes import Result
from voicebot.store import attempts as attempt_rows
from voicebot.store import cases as case_rows
from voicebot.store.states import CaseState
from voicebot.store.tables import Case, Wave


def close(session: Session, case_id: str, result: Result) -> None:
    """Never call this case again; what it was closed for first stays."""
    case = case_rows.locked(session, case_id)
    if case.state != CaseState.CLOSED:
        case.state, case.due_at, case.closed_for = CaseState.CLOSED, None, result


def schedule(session: Session, case_id: str, due_at: datetime) -> None:
    """Let the case wait for its next call; one that is closed stays so."""
    case = case_rows.locked(session, case_id)
    if case.state != CaseState.CLOSED:
        case.state, case.due_at = CaseState.WAITING, due_at


def go_on(session: Session, case: Case, now: datetime) -> Next:
    """Set what follows for a case none of whose attempts is open, by the rules of its wave."""
    rules = waves.rules_of(session.get_one(Wave, case.wave_id)).calling
    history = attempts.history(session, case.id)
    numbers = len(case_rows.prints_of(session, case.id))
    follows = following.after(rules, history, now, numbers)
    if follows.closed_for is not None:
        close(session, case.id, follows.closed_for)
    elif follows.due_at is not None:
        schedule(session, case.id, follows.due_at)
    return follows


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
        close(session, case.id, Result.EXCLUDED)
    return len(found)
