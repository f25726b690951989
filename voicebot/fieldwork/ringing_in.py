"""Whether somebody who rings us may be interviewed now, the attempt that comes of it, and the end of what is kept.

It is the person's own call: calling hours, waiting and the limit of attempts do not bear on it. Called within others'
transactions.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from voicebot.clock import in_london
from voicebot.fieldwork import cases, experiments, hours, outbox, waves
from voicebot.privacy import exclusion
from voicebot.store import attempts as attempt_rows
from voicebot.store import cases as case_rows
from voicebot.store import contacts
from voicebot.store import ringing_in as rows
from voicebot.store.states import AttemptState, BatchState, CaseState, WaveState
from voicebot.store.tables import Attempt, Batch, Case, InboundCall, Wave, new_id
from voicebot.telephony.status import CallStatus

_OPEN_TO_CALLERS = frozenset({BatchState.RUNNING, BatchState.PAUSED})
"""A pause keeps us from ringing people, not people from ringing us."""


def invited(session: Session, print_: bytes, now: datetime) -> Case | None:
    """The case of the one person with that number who may be interviewed now.

    None if nobody has it, if several live cases have it, since then the name to ask for is not known, or if the person
    may not be.
    """
    live = case_rows.live_among(session, contacts.cases_with_print(session, [print_]))
    if len(live) != 1:
        return None
    case = session.get_one(Case, live.pop())
    return case if _may_be_interviewed(session, case, now) else None


def begin_attempt(session: Session, case: Case, print_: bytes, sid: str, now: datetime) -> Attempt | None:
    """The attempt that the call makes; nobody rings the person while it is open. None if an earlier one is.

    Args:
        session: the transaction of the use case.
        case: one that is `invited`.
        print_: of the number that was shown.
        sid: the provider's id of the call.
        now: when it is begun.
    """
    case = case_rows.locked(session, case.id)
    version = experiments.version_for(session, session.get_one(Wave, case.wave_id), case)
    if case.state != CaseState.WAITING or version is None:
        return None
    attempt = Attempt(
        id=new_id(),
        case_id=case.id,
        batch_id=case.batch_id,
        ordinal=attempt_rows.next_ordinals(session, [case.id])[case.id],
        position=contacts.prints_of_case(session, case.id).index(print_),
        version=version,
        state=AttemptState.PLACED,
        claimed_at=now,
        day_part=hours.day_part(now),
        sid=sid,
        heard_at=now,
        status=CallStatus.IN_PROGRESS,
        rang=True,
        answered_at=now,
        inbound=True,
    )
    session.add(attempt)
    case.state = CaseState.CALLING
    session.flush()
    return attempt


def forget(session: Session, call: InboundCall, now: datetime) -> None:
    """Delete all that is kept of a call to us, here and at the provider; what it added to the exclusion list stays.

    Whoever has such a number is called off, and it can't be taken back any more. The provider's record of a call that
    became an interview goes as that of any other attempt.
    """
    cases.call_off(session, exclusion.added_by(session, call.id), now)
    exclusion.seal_off(session, [call.id])
    if call.attempt_id is None:
        outbox.order_deletion(session, call.sid, rang_at=call.at, due_at=now)
    rows.delete_call(session, call.id)


def _may_be_interviewed(session: Session, case: Case, now: datetime) -> bool:
    """In a batch that was launched and not stopped, of an open wave, not excluded, and not being rung just now."""
    wave = session.get_one(Wave, case.wave_id)
    batch = None if case.batch_id is None else session.get_one(Batch, case.batch_id)
    last_day = waves.rules_of(wave).calling.last_day
    return (
        batch is not None
        and batch.state in _OPEN_TO_CALLERS
        and wave.state == WaveState.OPEN
        and wave.version is not None
        and (last_day is None or in_london(now).date() <= last_day)
        and not attempt_rows.has_open(session, case.id)
        and not exclusion.excluded(session, contacts.prints_of_case(session, case.id))
    )
