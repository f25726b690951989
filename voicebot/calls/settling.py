"""The end of a call: its answers are kept, its result and what follows are set, its turns are deleted.

A call is settled half a minute after it ended, since the last key may still be on its way here; whatever comes later
still counts, because settling can be done again from a later turn.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from voicebot.calls.call_result import result_answered, result_unanswered, resumes
from voicebot.calls.switchboard import Switchboard
from voicebot.calls.tallying import count_prompts
from voicebot.errors import Busy, VoicebotError
from voicebot.fieldwork import brakes, cases, outbox, waves
from voicebot.interview import wire
from voicebot.interview.engine import advance
from voicebot.interview.events import HungUp
from voicebot.interview.state import State
from voicebot.logs import log_for
from voicebot.outcomes import Result
from voicebot.privacy import exclusion
from voicebot.questionnaire.model import Questionnaire
from voicebot.store import attempts as attempt_rows
from voicebot.store import cases as case_rows
from voicebot.store import outbox as errand_rows
from voicebot.store import prompts_tallied, turns
from voicebot.store.answers import AnswerRow, answers_of, replace_answers
from voicebot.store.engine import reading, transaction
from voicebot.store.states import AttemptState, CaseState, ErrandKind
from voicebot.store.tables import Attempt, Case, Wave
from voicebot.telephony.status import CallStatus

_HANGING_UP = (ErrandKind.HANG_UP, ErrandKind.LEAVE_MACHINE)
GRACE = timedelta(seconds=30)
_AT_ONCE = 200
_log = log_for(__name__)


def settle_ended(board: Switchboard) -> int:
    """Settle the calls that have ended, each in a transaction of its own; how many were settled.

    Raises:
        Busy: the rest is left for the next time.
    """
    with reading(board.engine) as session:
        ended = attempt_rows.ended_before(session, board.clock.now() - GRACE, _AT_ONCE)
        late = turns.left_over(session)
    return sum(_is_settled(board, attempt_id) for attempt_id in (*ended, *late))


def next_to_settle(session: Session) -> datetime | None:
    """When the next call can be settled, for whoever has nothing else to do until then."""
    ended_at = attempt_rows.first_ended(session)
    return None if ended_at is None else ended_at + GRACE


def _is_settled(board: Switchboard, attempt_id: str) -> bool:
    """Settle one; if that can't be done, as when its questionnaire is not to be had, it doesn't hold up the others."""
    try:
        with transaction(board.engine) as session:
            settle(board, session, attempt_id)
    except Busy:
        raise
    except (VoicebotError, ValueError) as fault:
        _log.error("a call could not be settled", attempt=attempt_id, exc_info=fault)
        return False
    return True


def settle(board: Switchboard, session: Session, attempt_id: str) -> None:
    """Settle one call in the transaction of whoever needs it settled.

    Raises:
        NotFound: its questionnaire is not to be had.
    """
    # The strong lock of PostgreSQL: no turn can be added until this is over.
    attempt = session.get_one(Attempt, attempt_id, with_for_update=True)
    questionnaire = board.versions.get(session, attempt.version)
    kept = turns.of_call(session, attempt_id)
    states = [(at, wire.from_json(text)) for at, text in kept]
    last = _hung_up(questionnaire, states[-1][1]) if states else None
    late = attempt.state == AttemptState.SETTLED
    attempt.result = _result(session, questionnaire, attempt, last)
    attempt.state = AttemptState.SETTLED
    if last is not None:
        attempt.stage, attempt.step, attempt.language = int(last.stage), last.step, last.language
        _keep_answers(session, attempt.case_id, states, last)
    turns.forget(session, attempt_id)
    exclusion.seal_off(session, attempt_id)
    case = case_rows.locked(session, attempt.case_id)
    if attempt.sid is not None:
        outbox.order(session, ErrandKind.DELETE_RECORD, attempt_id, _delete_record_at(session, case, board))
    if last is not None:
        case.resumes = resumes(last, Result(attempt.result), before=case.resumes)
    if not late or case.state == CaseState.WAITING:
        cases.go_on(session, case, board.clock.now())
    if not late:
        brakes.apply_brakes(session, attempt.batch_id, board.clock.now())
    if not late and last is not None:
        counts = count_prompts(questionnaire, states, last, Result(attempt.result))
        prompts_tallied.add(session, case.wave_id, attempt.version, {step: asdict(of) for step, of in counts.items()})


def _delete_record_at(session: Session, case: Case, board: Switchboard) -> datetime:
    """When the provider's record of a call is to go: not at once, since its price comes late."""
    retention = waves.rules_of(session.get_one(Wave, case.wave_id)).retention
    return board.clock.now() + timedelta(hours=retention.provider_record_hours)


def _hung_up(questionnaire: Questionnaire, state: State) -> State:
    return advance(questionnaire, state, HungUp())[0]


def _result(session: Session, questionnaire: Questionnaire, attempt: Attempt, last: State | None) -> Result:
    """What fieldwork has already made of it stands: refused by the provider, or nobody knows."""
    if last is None and attempt.result is not None:
        return Result(attempt.result)
    status = CallStatus(attempt.status or CallStatus.COMPLETED)
    if last is None and (status is not CallStatus.COMPLETED):
        return result_unanswered(status, attempt.sip_code)
    by_us = attempt.cut_off or _hung_up_by_us(session, attempt.id)
    return result_answered(questionnaire, last, attempt.answered_by, hung_up_by_us=by_us)


def _hung_up_by_us(session: Session, attempt_id: str) -> bool:
    return errand_rows.was_done(session, attempt_id, _HANGING_UP)


def _keep_answers(session: Session, case_id: str, states: Sequence[tuple[datetime, State]], last: State) -> None:
    """The answers as they stood at the end; a call in which nothing was answered or withdrawn changes none."""
    if not last.answers and not last.withdrawn:
        return
    earlier = {row.question: row.second for row in answers_of(session, case_id)}
    seconds = {**earlier, **_seconds_into_the_call(states)}
    replace_answers(
        session,
        case_id,
        [
            AnswerRow(name, answer.status, answer.code, answer.first, seconds.get(name))
            for name, answer in sorted(last.answers.items())
        ],
    )


def _seconds_into_the_call(states: Sequence[tuple[datetime, State]]) -> Mapping[str, int]:
    """For each question when its answer last changed, from the first word of the call."""
    began, before = states[0]
    seconds: dict[str, int] = {}
    for at, state in states[1:]:
        for name, answer in state.answers.items():
            if before.answers.get(name) != answer:
                seconds[name] = int((at - began).total_seconds())
        before = state
    return seconds
