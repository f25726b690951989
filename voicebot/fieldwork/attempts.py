"""What becomes of an attempt while it is open: bound to the provider's call, told of its status, over.

Whoever calls these holds the attempt (`store.attempts.locked`). Placing one is `placing.py`'s; how it ended and what
follows is decided when the call is settled (`calls/`).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from voicebot.fieldwork import outbox
from voicebot.fieldwork.following import PastAttempt
from voicebot.fieldwork.hours import DayPart
from voicebot.logs import log_for
from voicebot.outcomes import Result
from voicebot.store import attempts as attempt_rows
from voicebot.store import cases as case_rows
from voicebot.store.states import AttemptState, CaseState, ErrandKind
from voicebot.store.tables import Attempt
from voicebot.telephony.status import CallStatus, read_status

_log = log_for(__name__)
_NOT_PLACED_YET = frozenset({AttemptState.PLACING, AttemptState.UNCERTAIN})
_OVER = frozenset({AttemptState.ENDED, AttemptState.SETTLED})
_RANG = frozenset({CallStatus.RINGING, CallStatus.IN_PROGRESS, CallStatus.COMPLETED, CallStatus.NO_ANSWER})
"""Words that are only heard of a telephone that rang."""


@dataclass(frozen=True, slots=True)
class StatusReport:
    """What the provider said of a call at some instant. `status` is its own word, `seconds` the length of the talk."""

    status: str
    at: datetime
    seconds: int | None = None
    sip_code: int | None = None
    answered_by: str | None = None


@dataclass(frozen=True, slots=True)
class Heard:
    """What was heard of a call: the provider's id of it and, unless that is all, how it goes."""

    attempt_id: str
    sid: str
    report: StatusReport | None = None


def take_in(session: Session, heard: Sequence[Heard]) -> None:
    """Take in what was heard of several calls, in that order; of one that we do not know it is nothing."""
    held = attempt_rows.locked_by_id(session, {one.attempt_id for one in heard})
    for one in heard:
        attempt = held.get(one.attempt_id)
        if attempt is None:
            continue
        bind(session, attempt, one.sid)
        if one.report is not None:
            note_status(attempt, one.report)


def note_status(attempt: Attempt, report: StatusReport) -> bool:
    """Take in a report, in whatever order and however often reports come; whether it changed anything.

    The word of the highest rank stays, the first final one for good; what a report tells beside its word is kept
    whenever it comes. Words that are not known are logged and kept for staff (the provider may add some).
    """
    if attempt.state == AttemptState.SETTLED:
        return False
    before = _facts(attempt)
    status = read_status(report.status)
    if status is None:
        _log.warning("the provider has a call status that we do not know", attempt=attempt.id)
        attempt.error = f"the provider said {report.status[:40]!r}"
    else:
        _take_in(attempt, status, report)
    attempt.heard_at = max(report.at, attempt.heard_at or report.at)
    return _facts(attempt) != before


def bind(session: Session, attempt: Attempt, sid: str) -> bool:
    """Tie the attempt to the provider's call, now that both were met together; whether that was news.

    The create call's answer, the first webhook and the listing may each be the first to know. If all of them come
    after the call was given up, all that is left to do is to have the provider's record of it deleted.
    """
    if attempt.sid is not None:
        if attempt.sid != sid:
            _log.error("a second call came for one attempt", attempt=attempt.id, sid=sid)
        return False
    attempt.sid = sid
    if attempt.state in _NOT_PLACED_YET:
        attempt.state = AttemptState.PLACED
    elif attempt.state == AttemptState.SETTLED:
        outbox.order(session, ErrandKind.DELETE_RECORD, attempt.id, attempt.ended_at or attempt.claimed_at)
    return True


def doubt(attempt: Attempt, why: str) -> None:
    """Nobody can tell whether it was placed; it is never dialled again by itself."""
    if attempt.state == AttemptState.PLACING:
        attempt.state, attempt.error = AttemptState.UNCERTAIN, why


def end(attempt: Attempt, result: Result, at: datetime, why: str) -> None:
    """It is over with a result that no conversation can change any more; settling it follows."""
    if attempt.state not in _OVER:
        attempt.state, attempt.ended_at = AttemptState.ENDED, at
        attempt.result, attempt.error = result, why


def result_of(attempt: Attempt) -> Result | None:
    """How it ended; None as long as nobody knows."""
    return None if attempt.result is None else Result(attempt.result)


def take_back(session: Session, attempt: Attempt) -> None:
    """It never was: the provider has not processed it, and the case is due as before."""
    if attempt.state != AttemptState.PLACING:
        return
    case = case_rows.locked(session, attempt.case_id)
    if case.state == CaseState.CALLING:
        case.state = CaseState.WAITING
    attempt_rows.remove(session, attempt)


def history(session: Session, case_id: str) -> Sequence[PastAttempt]:
    """The attempts of a case that are over, in order."""
    return histories(session, [case_id])[case_id]


def histories(session: Session, case_ids: Collection[str]) -> Mapping[str, Sequence[PastAttempt]]:
    """The same for many cases."""
    found: dict[str, list[PastAttempt]] = {case_id: [] for case_id in case_ids}
    for row in attempt_rows.over_of_cases(session, case_ids):
        found[row.case_id].append(
            PastAttempt(row.result, row.at, DayPart(row.day_part), row.rang, row.position, row.inbound)
        )
    return found


def _take_in(attempt: Attempt, status: CallStatus, report: StatusReport) -> None:
    known = read_status(attempt.status or "")
    if known is None or status.rank > known.rank:  # the final ones share the highest rank: the first of them stays
        attempt.status = status
    attempt.rang = attempt.rang or status in _RANG
    if status is CallStatus.IN_PROGRESS and attempt.answered_at is None:
        attempt.answered_at = report.at
    if status.final and attempt.state not in _OVER:
        attempt.state, attempt.ended_at = AttemptState.ENDED, report.at
    attempt.seconds = report.seconds if attempt.seconds is None else attempt.seconds
    attempt.sip_code = report.sip_code if attempt.sip_code is None else attempt.sip_code
    attempt.answered_by = report.answered_by if attempt.answered_by is None else attempt.answered_by


def _facts(attempt: Attempt) -> tuple[object, ...]:
    """All that a report may change, but when it was heard."""
    return (
        attempt.state,
        attempt.status,
        attempt.rang,
        attempt.answered_at,
        attempt.ended_at,
        attempt.seconds,
        attempt.sip_code,
        attempt.answered_by,
        attempt.error,
    )
