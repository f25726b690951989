"""One turn of a call: the key that was pressed, committed before the next prompt is handed back.

Every turn may come twice, late or out of order (Twilio promises neither delivery nor order of webhooks).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from voicebot.calls import opting_out
from voicebot.calls.recent import Conversation
from voicebot.calls.switchboard import HANG_UP, Spoken, Switchboard, speak
from voicebot.errors import Busy
from voicebot.fieldwork import cases
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
from voicebot.interview.state import Stage
from voicebot.store import ledger, turns
from voicebot.store.engine import reading, transaction
from voicebot.store.states import AttemptState
from voicebot.store.tables import Attempt
from voicebot.store.turns import NextTurn, Overtaken

_CANNOT_WAIT = (OptedOut, OptOutUndone, AnswersWithdrawn, AppointmentMade)
"""What is carried out in the transaction of the turn; the rest waits until the call is settled."""
_TRIES = 3


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
    remembered = None if taken.asked_again else board.recent.before(taken.attempt_id, taken.number)
    for _ in range(_TRIES):
        try:
            return _take(board, taken, remembered)
        except (Overtaken, IntegrityError):  # the same was committed by another request, or the call has ended
            remembered = None
    raise Busy("others are at the same turn of this call: try again in a moment")


def _take(board: Switchboard, taken: TurnTaken, remembered: Conversation | None) -> Spoken | None:
    kept = remembered or _newest(board, taken)
    if kept is None:
        return _after_the_end(board, taken)
    if kept.turn < taken.number and not taken.asked_again:
        kept = _advance(board, taken, kept)
    return _say(board, taken, kept)


def _newest(board: Switchboard, taken: TurnTaken) -> Conversation | None:
    """Where the call stands, if that is after this turn or the one before it."""
    with reading(board.engine) as session:
        kept = turns.newest(session, taken.attempt_id, taken.number)
        if kept is None:
            return None
        return Conversation(kept.number, board.versions.get(session, kept.version), wire.from_json(kept.state))


def _advance(board: Switchboard, taken: TurnTaken, before: Conversation) -> Conversation:
    """Commit the turn, with whatever it brings with it."""
    event: Event = Key(taken.digits) if taken.digits else Silence()
    state, records = advance(before.questionnaire, before.state, event)
    first_key = state.keyed and not before.state.keyed
    turn = NextTurn(taken.attempt_id, taken.number, wire.to_json(state), board.clock.now(), first_key)
    if any(isinstance(record, _CANNOT_WAIT) for record in records):
        _keep_with_its_records(board, turn, records)
    else:
        board.ledger.keep(turn)
    after = Conversation(taken.number, before.questionnaire, state)
    board.recent.remember(taken.attempt_id, after)
    return after


def _keep_with_its_records(board: Switchboard, turn: NextTurn, records: Sequence[Record]) -> None:
    with transaction(board.engine) as session:
        ledger.write(session.connection(), [turn])
        for record in records:
            _carry_out(board, session, turn, record)


def _say(board: Switchboard, taken: TurnTaken, conversation: Conversation) -> Spoken | None:
    said = prompt(conversation.questionnaire, conversation.state)
    if not said.names_person:
        return Spoken(said, conversation.turn + 1)
    with reading(board.engine) as session:
        return speak(board, session, taken.attempt_id, said, conversation.turn + 1)


def _carry_out(board: Switchboard, session: Session, turn: NextTurn, record: Record) -> None:
    """What can't wait until the call is settled, in the transaction of the turn."""
    match record:
        case OptedOut(person_known):
            opting_out.opt_out(board, session, turn.attempt_id, person_known=person_known)
        case OptOutUndone():
            opting_out.undo(board, session, turn.attempt_id)
        case AnswersWithdrawn():
            turns.forget_before(session, turn.attempt_id, turn.number)
        case AppointmentMade(slot):
            cases.appoint(session, session.get_one(Attempt, turn.attempt_id).case_id, slot)


def _after_the_end(board: Switchboard, taken: TurnTaken) -> Spoken | None:
    """The call is settled or unknown: nothing is said, but a `0` that was on its way still counts."""
    board.recent.forget(taken.attempt_id)
    if taken.digits == "0":
        with transaction(board.engine) as session:
            attempt = session.get(Attempt, taken.attempt_id)
            if attempt is not None and attempt.state == AttemptState.SETTLED:
                known = attempt.stage is not None and attempt.stage >= Stage.PERSON
                opting_out.opt_out_late(board, session, attempt, person_known=known)
    return HANG_UP
