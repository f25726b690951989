"""One turn of a call: the key that was pressed, committed before the next prompt is handed back.

Every turn may come twice, late or out of order (Twilio promises neither delivery nor order of webhooks).
"""

from dataclasses import dataclass
from functools import partial

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from voicebot.calls import opting_out
from voicebot.calls.switchboard import HANG_UP, Spoken, Switchboard, speak
from voicebot.fieldwork import cases, outbox
from voicebot.interview import wire
from voicebot.interview.engine import advance
from voicebot.interview.events import (
    AnswersWithdrawn,
    AppointmentMade,
    Event,
    Key,
    OptedOut,
    OptOutUndone,
    Record,
    Silence,
)
from voicebot.interview.prompts import prompt
from voicebot.interview.state import Stage, State
from voicebot.questionnaire.model import Questionnaire
from voicebot.store import turns
from voicebot.store.engine import committed
from voicebot.store.states import AttemptState, ErrandKind
from voicebot.store.tables import Attempt


@dataclass(frozen=True, slots=True)
class TurnTaken:
    """What a webhook says about a turn: which call, which turn, which key (empty: silence).

    `asked_again`: the provider was sent back here after a failure and knows no key; nothing is decided by it.
    """

    attempt_id: str
    number: int
    digits: str
    asked_again: bool = False


def take_turn(board: Switchboard, taken: TurnTaken) -> Spoken | None:
    """Commit the turn and hand back what is said next; None hangs up.

    A repeat changes nothing and hears what the first one heard.

    Raises:
        Busy: the turn could not be committed; nothing has changed, and the same request may be sent again.
    """
    take = partial(_take, board, taken)
    try:
        return committed(board.engine, take)
    except IntegrityError:  # the same turn was committed by another request a moment ago
        return committed(board.engine, take)


def _take(board: Switchboard, taken: TurnTaken, session: Session) -> Spoken | None:
    kept = turns.newest(session, taken.attempt_id, taken.number)
    if kept is None:
        return _after_the_end(board, session, taken)
    questionnaire = board.versions.get(session, kept.version)
    state = wire.from_json(kept.state)
    number = kept.number
    if number < taken.number and not taken.asked_again:
        state = _advance(board, session, questionnaire, taken, state)
        number = taken.number
    return speak(board, session, taken.attempt_id, prompt(questionnaire, state), number + 1)


def _advance(
    board: Switchboard, session: Session, questionnaire: Questionnaire, taken: TurnTaken, state: State
) -> State:
    event: Event = Key(taken.digits) if taken.digits else Silence()
    if taken.digits and not state.keyed:  # a person after all, whatever the detection of machines has said
        outbox.take_back(session, ErrandKind.LEAVE_MACHINE, taken.attempt_id)
    state, records = advance(questionnaire, state, event)
    turns.keep(session, taken.attempt_id, taken.number, wire.to_json(state), board.clock.now())
    for record in records:
        _carry_out(board, session, taken, record)
    return state


def _carry_out(board: Switchboard, session: Session, taken: TurnTaken, record: Record) -> None:
    """What can't wait until the call is settled, in the transaction of the turn."""
    match record:
        case OptedOut(person_known):
            opting_out.opt_out(board, session, taken.attempt_id, person_known=person_known)
        case OptOutUndone():
            opting_out.undo(board, session, taken.attempt_id)
        case AnswersWithdrawn():
            turns.forget(session, taken.attempt_id, before=taken.number)
        case AppointmentMade(slot):
            cases.appoint(session, session.get_one(Attempt, taken.attempt_id).case_id, slot)


def _after_the_end(board: Switchboard, session: Session, taken: TurnTaken) -> Spoken | None:
    """The call is settled or unknown: nothing is said, but a `0` that was on its way still counts."""
    attempt = session.get(Attempt, taken.attempt_id) if taken.digits == "0" else None
    if attempt is not None and attempt.state == AttemptState.SETTLED:
        known = attempt.stage is not None and attempt.stage >= Stage.PERSON
        opting_out.opt_out_late(board, session, attempt, person_known=known)
    return HANG_UP
