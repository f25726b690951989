"""The end of a call: its answers are kept, its result and what follows are set, its turns are deleted.

A call is settled half a minute after it ended, since the last key may still be on its way here; whatever comes later
still counts, because settling can be done again from a later turn.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from operator import attrgetter

from sqlalchemy.orm import Session

from voicebot.calls.call_result import result_answered, result_unanswered, resumes
from voicebot.calls.switchboard import Switchboard
from voicebot.calls.tallying import PromptCounts, count_prompts
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
from voicebot.store.answers import AnswerRow, answers_of_cases, replace_answers
from voicebot.store.chunks import chunks
from voicebot.store.engine import reading, transaction
from voicebot.store.states import AttemptState, CaseState, ErrandKind
from voicebot.store.tables import Attempt, Case, Wave
from voicebot.telephony.status import CallStatus

_HANGING_UP = (ErrandKind.HANG_UP, ErrandKind.LEAVE_MACHINE)
GRACE = timedelta(seconds=30)
_AT_ONCE, _IN_ONE_TRANSACTION = 200, 10
"""The more in one, the less it costs, and the longer a caller's turn waits for it on SQLite."""
_log = log_for(__name__)


def settle_ended(board: Switchboard) -> int:
    """Settle the calls that have ended, some in each transaction; how many were settled.

    Raises:
        Busy: the rest is left for the next time.
    """
    with reading(board.engine) as session:
        ended = attempt_rows.ended_before(session, board.clock.now() - GRACE, _AT_ONCE)
        late = turns.left_over(session)
    return sum(_settle_some(board, some) for some in chunks((*ended, *late), _IN_ONE_TRANSACTION))


def next_to_settle(session: Session) -> datetime | None:
    """When the next call can be settled, for whoever has nothing else to do until then."""
    ended_at = attempt_rows.first_ended(session)
    return None if ended_at is None else ended_at + GRACE


def settle(board: Switchboard, session: Session, attempt_id: str) -> None:
    """Settle one call in the transaction of whoever needs it settled.

    Raises:
        NotFound: its questionnaire is not to be had.
    """
    _settle_held(board, session, attempt_rows.held_to_settle(session, [attempt_id], wait=True))


@dataclass(frozen=True, slots=True)
class _Ended:
    """A call that ended. `states`: when each turn was and the conversation after it; `last`: once it was hung up.

    `anew`: it had been settled, and had another turn since.
    """

    attempt: Attempt
    questionnaire: Questionnaire
    states: Sequence[tuple[datetime, State]]
    last: State | None
    result: Result
    anew: bool


def _settle_some(board: Switchboard, attempt_ids: Sequence[str]) -> int:
    """Settle some calls together; if one of them can't be, each alone, so that none holds up the others."""
    try:
        with transaction(board.engine) as session:
            held = attempt_rows.held_to_settle(session, attempt_ids)
            _settle_held(board, session, held)
        return len(held)
    except Busy:
        raise
    except (VoicebotError, ValueError) as fault:  # a questionnaire that is not to be had
        if len(attempt_ids) == 1:
            _log.error("a call could not be settled", attempt=attempt_ids[0], exc_info=fault)
            return 0
    return sum(_settle_some(board, [attempt_id]) for attempt_id in attempt_ids)


def _settle_held(board: Switchboard, session: Session, held: Sequence[Attempt]) -> None:
    """Settle calls that the transaction holds."""
    now, ids = board.clock.now(), [attempt.id for attempt in held]
    calls = _ended(board, session, held)
    for call in calls:
        _keep_end(call)
    _keep_answers(session, calls)
    turns.forget(session, ids)
    exclusion.seal_off(session, ids)
    held_cases = case_rows.locked_by_id(session, {attempt.case_id for attempt in held})
    _order_deletions(session, held, held_cases, now)
    _set_what_follows(session, calls, held_cases, now)
    first_time = [call for call in calls if not call.anew]
    for batch_id in sorted({call.attempt.batch_id for call in first_time}):
        brakes.apply_brakes(session, batch_id, now)
    _tally(session, first_time, held_cases)


def _ended(board: Switchboard, session: Session, held: Sequence[Attempt]) -> Sequence[_Ended]:
    """What became of these calls, in the order in which those of each case were made."""
    ids = [attempt.id for attempt in held]
    kept, hung_up_by_us = turns.of_calls(session, ids), errand_rows.done_for(session, ids, _HANGING_UP)
    calls = []
    for attempt in sorted(held, key=attrgetter("ordinal")):
        questionnaire = board.versions.get(session, attempt.version)
        states = [(at, wire.from_json(text)) for at, text in kept[attempt.id]]
        last = advance(questionnaire, states[-1][1], HungUp())[0] if states else None
        result = _result(questionnaire, attempt, last, hung_up_by_us=attempt.id in hung_up_by_us)
        anew = attempt.state == AttemptState.SETTLED
        calls.append(_Ended(attempt, questionnaire, states, last, result, anew))
    return calls


def _result(questionnaire: Questionnaire, attempt: Attempt, last: State | None, *, hung_up_by_us: bool) -> Result:
    """What fieldwork has already made of it stands: refused by the provider, or nobody knows."""
    if last is None and attempt.result is not None:
        return Result(attempt.result)
    status = CallStatus(attempt.status or CallStatus.COMPLETED)
    if last is None and (status is not CallStatus.COMPLETED):
        return result_unanswered(status, attempt.sip_code)
    by_us = attempt.cut_off or hung_up_by_us
    return result_answered(questionnaire, last, attempt.answered_by, hung_up_by_us=by_us)


def _keep_end(call: _Ended) -> None:
    call.attempt.state, call.attempt.result = AttemptState.SETTLED, call.result
    if call.last is not None:
        call.attempt.stage, call.attempt.step = int(call.last.stage), call.last.step
        call.attempt.language = call.last.language


def _keep_answers(session: Session, calls: Sequence[_Ended]) -> None:
    """The answers as they stood at the end; a call in which nothing was answered or withdrawn changes none."""
    telling = [call for call in calls if call.last is not None and (call.last.answers or call.last.withdrawn)]
    if not telling:
        return
    answers = dict(answers_of_cases(session, {call.attempt.case_id for call in telling}))
    for call in telling:
        answers[call.attempt.case_id] = _answers(call, before=answers[call.attempt.case_id])
    replace_answers(session, answers)


def _answers(call: _Ended, before: Sequence[AnswerRow]) -> Sequence[AnswerRow]:
    """Those that the call ended with; what it did not change keeps the second at which it was given."""
    seconds = {row.question: row.second for row in before} | _seconds_into_the_call(call.states)
    given = call.last.answers if call.last else {}
    return [
        AnswerRow(name, answer.status, answer.code, answer.first, seconds.get(name))
        for name, answer in sorted(given.items())
    ]


def _seconds_into_the_call(states: Sequence[tuple[datetime, State]]) -> dict[str, int | None]:
    """For each question when its answer last changed, from the first word of the call."""
    began, before = states[0]
    seconds: dict[str, int | None] = {}
    for at, state in states[1:]:
        for name, answer in state.answers.items():
            if before.answers.get(name) != answer:
                seconds[name] = int((at - began).total_seconds())
        before = state
    return seconds


def _order_deletions(session: Session, held: Sequence[Attempt], held_cases: Mapping[str, Case], now: datetime) -> None:
    """The provider's records of the calls are to go, but not at once, since their prices come late."""
    hours = {
        case.wave_id: waves.rules_of(session.get_one(Wave, case.wave_id)).retention.provider_record_hours
        for case in held_cases.values()
    }
    outbox.order_deletions(
        session,
        {
            attempt.id: now + timedelta(hours=hours[held_cases[attempt.case_id].wave_id])
            for attempt in held
            if attempt.sid is not None
        },
    )


def _set_what_follows(session: Session, calls: Sequence[_Ended], held_cases: Mapping[str, Case], now: datetime) -> None:
    going_on = {}
    for call in calls:
        case = held_cases[call.attempt.case_id]
        if call.last is not None:
            case.resumes = resumes(call.last, call.result, before=case.resumes)
        if not call.anew or case.state == CaseState.WAITING:
            going_on[case.id] = case
    cases.go_on(session, list(going_on.values()), now)


def _tally(session: Session, calls: Sequence[_Ended], held_cases: Mapping[str, Case]) -> None:
    """Add to the sums over all calls how the questionnaire fared in these."""
    sums: dict[tuple[str, str], dict[str, PromptCounts]] = {}
    for call in calls:
        if call.last is None:
            continue
        of = sums.setdefault((held_cases[call.attempt.case_id].wave_id, call.attempt.version), {})
        for step, counts in count_prompts(call.questionnaire, call.states, call.last, call.result).items():
            of[step] = of.get(step, PromptCounts()) + counts
    for (wave_id, version), of in sorted(sums.items()):
        prompts_tallied.add(session, wave_id, version, {step: asdict(counts) for step, counts in of.items()})
