"""The first webhook of a call that we placed: somebody picked up.

The last look at the exclusion list is here: whoever is on it by now hears a goodbye and nothing else.
"""

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from voicebot.calls.recent import Conversation
from voicebot.calls.switchboard import HANG_UP, Spoken, Switchboard, speak
from voicebot.fieldwork import attempts, cases
from voicebot.interview import wire
from voicebot.interview.engine import advance
from voicebot.interview.events import PickedUp
from voicebot.interview.prompts import prompt
from voicebot.interview.state import Answer, Stage, State, Status, begin
from voicebot.privacy import exclusion
from voicebot.questionnaire.model import Questionnaire
from voicebot.store import attempts as attempt_rows
from voicebot.store import contacts, turns
from voicebot.store.answers import answers_of
from voicebot.store.engine import transaction
from voicebot.store.states import AttemptState, BatchState, CaseState
from voicebot.store.tables import Attempt, Batch, Case
from voicebot.telephony.status import CallStatus

_PICKED_UP = 0
_OVER = frozenset({AttemptState.ENDED, AttemptState.SETTLED})


def answer(board: Switchboard, attempt_id: str, sid: str) -> Spoken | None:
    """Begin the conversation, or go on with what was said at its beginning if this webhook is a repeat.

    None hangs up: no such call, or it is over.

    Raises:
        Busy: nothing was committed; the same request may be sent again.
    """
    try:
        return _answer(board, attempt_id, sid)
    except IntegrityError:  # the same webhook was committed by another request a moment ago
        return _answer(board, attempt_id, sid)


def _answer(board: Switchboard, attempt_id: str, sid: str) -> Spoken | None:
    with transaction(board.engine) as session:
        attempt = attempt_rows.find_locked(session, attempt_id)
        if attempt is None or attempt.state in _OVER:
            return HANG_UP
        kept = turns.first(session, attempt_id)
        if kept is not None and kept.number > _PICKED_UP:  # what was said before was withdrawn, which ended the call
            return HANG_UP
        questionnaire = board.versions.get(session, attempt.version)
        state = wire.from_json(kept.state) if kept else _begin(board, session, questionnaire, attempt, sid)
        spoken = speak(board, session, attempt_id, prompt(questionnaire, state), _PICKED_UP + 1)
    board.recent.remember(attempt_id, Conversation(_PICKED_UP, questionnaire, state))
    return spoken


def _begin(board: Switchboard, session: Session, questionnaire: Questionnaire, attempt: Attempt, sid: str) -> State:
    now = board.clock.now()
    attempts.bind(session, attempt, sid)
    attempts.note_status(attempt, attempts.StatusReport(CallStatus.IN_PROGRESS, now))
    return begin_conversation(board, session, questionnaire, attempt)


def begin_conversation(
    board: Switchboard, session: Session, questionnaire: Questionnaire, attempt: Attempt, language: str | None = None
) -> State:
    """The conversation of a call that is answered now, by them or by us, kept as its first turn.

    `language`: the one that was chosen in this call, if one was; the questionnaire may not be there in it.
    """
    now = board.clock.now()
    case = session.get_one(Case, attempt.case_id)
    prints = contacts.prints_of_case(session, case.id)
    picked_up = PickedUp(
        excluded=bool(exclusion.excluded(session, prints)) or case.state == CaseState.CLOSED,
        stopped=session.get_one(Batch, attempt.batch_id).state == BatchState.STOPPED,
        slots=cases.open_slots(session, case, now, inbound=attempt.inbound),
    )
    spoken = language if language in questionnaire.scripts else language_of(session, case)
    begun = begin(questionnaire, spoken, _answered_before(session, case.id))
    state, _ = advance(questionnaire, begun, picked_up)
    turns.keep(session, attempt.id, _PICKED_UP, wire.to_json(state), now)
    return state


def language_of(session: Session, case: Case) -> str | None:
    """The language that the person chose in an earlier call, or else that of the frame."""
    return attempt_rows.language_chosen(session, case.id, since_stage=Stage.PERSON) or case.language


def _answered_before(session: Session, case_id: str) -> dict[str, Answer]:
    return {row.question: Answer(Status(row.status), row.code, row.first) for row in answers_of(session, case_id)}
