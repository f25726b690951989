"""A call to our number, from its first webhook until it is forgotten: who rang, never again, or on to the interview.

As in our own calls, every turn is committed before anything more is said, and may come twice, late or never.
"""

from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from voicebot.calls import opting_out
from voicebot.calls.answering import begin_conversation, language_of
from voicebot.calls.settling import settle
from voicebot.calls.switchboard import HANG_UP, Spoken, Switchboard, speak
from voicebot.errors import BadNumber
from voicebot.fieldwork import attempts, outbox
from voicebot.fieldwork import ringing_in as fieldwork
from voicebot.interview import wire
from voicebot.interview.events import Key, OptedOut, OptOutUndone, Silence
from voicebot.interview.inbound import (
    InboundEvent,
    InboundRecord,
    InterviewBegun,
    InterviewRefused,
    InterviewWanted,
    NumberKeyed,
    advance,
    begin,
    keys_in_number,
    prompt,
)
from voicebot.interview.inbound_state import InboundState, from_json, to_json
from voicebot.interview.prompts import prompt as prompt_of_interview
from voicebot.phone import PhoneNumber, parse_number
from voicebot.privacy.keyed_in import KeyedInNumbers
from voicebot.privacy.prints import Prints
from voicebot.questionnaire.inbound import InboundEnding, InboundFlow, InboundStep
from voicebot.questionnaire.placeholders import spoken_number
from voicebot.store import attempts as attempt_rows
from voicebot.store import ringing_in as rows
from voicebot.store import turns
from voicebot.store.engine import reading, transaction
from voicebot.store.tables import Attempt, InboundCall, new_id

KEPT_FOR = timedelta(hours=1)
"""Longer than any such call can last: the interview has its own records, and everything else its limit of turns."""
_AT_ONCE = 200
_LONGEST_NUMBER = 20
_FIRST = 0


@dataclass(frozen=True, slots=True)
class Reception:
    """What calls to us are taken with."""

    board: Switchboard
    prints: Prints
    keyed_in: KeyedInNumbers
    flow: InboundFlow


@dataclass(frozen=True, slots=True)
class InboundTurnTaken:
    """What a webhook says about a turn; `asked_again`: after a failure, so that nothing is decided by it."""

    call_id: str
    number: int
    digits: str = field(repr=False)
    asked_again: bool = False


@dataclass(frozen=True, slots=True)
class Reply:
    """What is said now. The next key is a turn of the call to us, or of the interview that it has become.

    `number` is the one to be read back, as it is spoken.
    """

    spoken: Spoken
    call_id: str
    attempt_id: str | None = None
    number: str | None = field(default=None, repr=False)


def ring_in(reception: Reception, sid: str, caller: str) -> Reply | None:
    """Take a call, or say once more what was said at its beginning if this webhook is a repeat.

    Args:
        reception: the parts.
        sid: the provider's id of the call.
        caller: the number that we are shown, or whatever stands in its place.

    Raises:
        Busy: nothing was committed; the same request may be sent again.
        KeysRefused: the keys of the prints were rotated meanwhile.
    """
    try:
        return _ring_in(reception, sid, caller)
    except IntegrityError:  # the same webhook was committed by another request a moment ago
        return _ring_in(reception, sid, caller)


def take_turn(reception: Reception, taken: InboundTurnTaken) -> Reply | None:
    """Commit the turn and hand back what is said next; None hangs up. A repeat changes nothing.

    Raises:
        Busy: the turn could not be committed; nothing has changed, and the same request may be sent again.
        KeysRefused: the keys of the prints were rotated meanwhile.
    """
    try:
        return _take_turn(reception, taken)
    except IntegrityError:  # the same turn was committed by another request a moment ago
        return _take_turn(reception, taken)


def note_status(board: Switchboard, sid: str, report: attempts.StatusReport) -> bool:
    """Note a status callback of a call to us; False if no interview has come of it, or it brought nothing new.

    A call of which we know nothing else, since we could not take it, leaves a record at the provider all the same.

    Raises:
        Busy: nothing was committed; the same request may be sent again.
    """
    with transaction(board.engine) as session:
        attempt = attempt_rows.find_locked_by_sid(session, sid)
        if attempt is not None:
            return attempts.note_status(attempt, report)
        if rows.by_sid(session, sid) is None:
            now = board.clock.now()
            outbox.order_deletion(session, sid, rang_at=now, due_at=now)
        return False


def forget_old_calls(board: Switchboard) -> int:
    """Delete the calls to us that are long over, each in a transaction of its own; how many that were."""
    with reading(board.engine) as session:
        over = rows.begun_before(session, board.clock.now() - KEPT_FOR, _AT_ONCE)
    for call_id in over:
        with transaction(board.engine) as session:
            if (call := session.get(InboundCall, call_id)) is not None:  # another dialler may have been quicker
                fieldwork.forget(session, call, board.clock.now())
    return len(over)


def _ring_in(reception: Reception, sid: str, caller: str) -> Reply | None:
    with transaction(reception.board.engine) as session:
        call = rows.by_sid(session, sid)
        if call is None:
            call = _enter(reception, session, sid, number_keyed(caller))
        kept = rows.newest(session, call.id, _FIRST)
        return None if kept is None else _reply(reception, session, call, from_json(kept.state), _FIRST)


def _enter(reception: Reception, session: Session, sid: str, number: PhoneNumber | None) -> InboundCall:
    """Whoever withholds the number, or has one that we would never ring, can be matched with nobody."""
    now = reception.board.clock.now()
    print_ = None if number is None else reception.prints.of(number)
    case = None if print_ is None else fieldwork.invited(session, print_, now)
    call = InboundCall(id=new_id(), sid=sid, at=now, print=print_)
    session.add(call)
    session.flush()
    language = None if case is None else language_of(session, case)
    state = begin(reception.flow, language, shown=print_ is not None, invited=case is not None)
    rows.keep(session, call.id, _FIRST, to_json(state))
    return call


def _take_turn(reception: Reception, taken: InboundTurnTaken) -> Reply | None:
    with transaction(reception.board.engine) as session:
        kept = rows.newest(session, taken.call_id, taken.number)
        if kept is None:
            return HANG_UP
        call = session.get_one(InboundCall, taken.call_id)
        state, number = from_json(kept.state), kept.number
        if number < taken.number and not taken.asked_again:
            state, number = _advance(reception, session, call, state, taken.digits), taken.number
            rows.keep(session, call.id, number, to_json(state))
        return _reply(reception, session, call, state, number)


def _advance(
    reception: Reception, session: Session, call: InboundCall, state: InboundState, digits: str
) -> InboundState:
    state, records = advance(reception.flow, state, _event(reception, call, state, digits))
    for record in records:
        if (follows := _carry_out(reception, session, call, record)) is not None:
            state, _ = advance(reception.flow, state, follows)
    return state


def _event(reception: Reception, call: InboundCall, state: InboundState, digits: str) -> InboundEvent:
    if not digits:
        return Silence()
    if not keys_in_number(state):
        return Key(digits)
    number = number_keyed(digits)
    if number is not None:
        call.keyed_in = reception.keyed_in.seal(call.id, number)
    return NumberKeyed(usable=number is not None)


def _carry_out(reception: Reception, session: Session, call: InboundCall, record: InboundRecord) -> InboundEvent | None:
    """What a record asks for, in the transaction of the turn; the event that answers it, where one has to."""
    match record:
        case OptedOut():
            opting_out.opt_out_caller(reception.board, session, call.id, _print(reception, call))
        case OptOutUndone():
            opting_out.undo_caller(reception.board, session, call.id)
        case InterviewWanted(language):
            chosen = None if language == reception.flow.own_language else language
            attempt = _begin_interview(reception.board, session, call, chosen)
            return InterviewRefused() if attempt is None else InterviewBegun()
    return None


def _print(reception: Reception, call: InboundCall) -> bytes:
    """Of the number shown, or else of the one keyed in; the engine asks for one of them before it opts anybody out."""
    if call.print is not None:
        return call.print
    return reception.prints.of(reception.keyed_in.open(call.id, call.keyed_in or b""))


def _begin_interview(board: Switchboard, session: Session, call: InboundCall, language: str | None) -> Attempt | None:
    """Hand the call over to the questionnaire, at its first gate. Asked anew who may: the first answer may be stale.

    The call that was missed a moment ago may not be settled yet; nothing more can come of it, so it is settled now.
    """
    now = board.clock.now()
    case = None if call.print is None else fieldwork.invited(session, call.print, now)
    if case is None or call.print is None:
        return None
    for ended in attempt_rows.ended_of_case(session, case.id):
        settle(board, session, ended)
    attempt = fieldwork.begin_attempt(session, case, call.print, call.sid, now)
    if attempt is not None:
        call.attempt_id = attempt.id
        begin_conversation(board, session, board.versions.get(session, attempt.version), attempt, language)
    return attempt


def _reply(reception: Reception, session: Session, call: InboundCall, state: InboundState, number: int) -> Reply | None:
    if state.ending is InboundEnding.INTERVIEW and call.attempt_id is not None:
        return _first_words(reception.board, session, call, call.attempt_id)
    read_back = _read_back(reception, call) if state.step is InboundStep.CONFIRM else None
    return Reply(Spoken(prompt(reception.flow, state), number + 1), call.id, number=read_back)


def _first_words(board: Switchboard, session: Session, call: InboundCall, attempt_id: str) -> Reply | None:
    """The first prompt of the interview; nothing once it is settled, or was withdrawn."""
    kept = turns.first(session, attempt_id)
    if kept is None or kept.number > _FIRST:
        return HANG_UP
    said = prompt_of_interview(board.versions.get(session, kept.version), wire.from_json(kept.state))
    spoken = speak(board, session, attempt_id, said, _FIRST + 1)
    return None if spoken is None else Reply(spoken, call.id, attempt_id)


def _read_back(reception: Reception, call: InboundCall) -> str | None:
    return None if call.keyed_in is None else read_back(reception.keyed_in.open(call.id, call.keyed_in))


def read_back(number: PhoneNumber) -> str:
    """A number that was keyed in, as people here say it: 0 7 7 0 0, 9 0 0, 1 2 3."""
    national = number.e164.replace("+44", "0", 1)
    return spoken_number(f"{national[:5]} {national[5:8]} {national[8:]}")


def number_keyed(text: str) -> PhoneNumber | None:
    """The number that we could ring, if the text is one."""
    try:
        return parse_number(text[:_LONGEST_NUMBER])
    except BadNumber:
        return None
