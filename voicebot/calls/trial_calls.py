"""A test call while it lasts: what is said follows from the keys that were pressed in it, and nothing else is kept.

An opt-out in it is heard as in any call, and excludes nobody.
"""

from sqlalchemy.orm import Session

from voicebot.calls.switchboard import HANG_UP, Spoken, Switchboard
from voicebot.calls.turn import TurnTaken
from voicebot.fieldwork import trial_calls as fieldwork
from voicebot.fieldwork.attempts import StatusReport
from voicebot.interview.engine import advance
from voicebot.interview.events import HungUp, Key, PickedUp, Silence
from voicebot.interview.replay import TIMES_OPEN, SavedCall, Turn, play
from voicebot.interview.result import result_of
from voicebot.questionnaire.safety import ANY_FIRST_NAME
from voicebot.store import trial_calls as rows
from voicebot.store.engine import transaction
from voicebot.store.states import TrialState
from voicebot.store.tables import TrialCall
from voicebot.telephony.status import CallStatus, read_status

_SILENCE = "-"


def answer(board: Switchboard, call_id: str, sid: str) -> Spoken | None:
    """Somebody picked up: the first words; None hangs up.

    Raises:
        Busy: nothing was committed; the same request may be sent again.
    """
    with transaction(board.engine) as session:
        call = _under_way(session, call_id)
        if call is None:
            return HANG_UP
        call.sid, call.path = call.sid or sid, call.path or ""
        return _spoken(board, session, call, 0)


def take_turn(board: Switchboard, taken: TurnTaken) -> Spoken | None:
    """A key was pressed, or none came; a repeat changes nothing and hears the same.

    Raises:
        Busy: nothing was committed; the same request may be sent again.
    """
    with transaction(board.engine) as session:
        call = _under_way(session, taken.attempt_id)
        if call is None or call.path is None or taken.number > len(call.path) + 1:
            return HANG_UP
        if taken.number > len(call.path):
            call.path += taken.digits[:1] or _SILENCE
        return _spoken(board, session, call, taken.number)


def note_status(board: Switchboard, call_id: str, sid: str, report: StatusReport) -> None:
    """Note a status callback: the last one says how it ended.

    Raises:
        Busy: nothing was committed; the same request may be sent again.
    """
    with transaction(board.engine) as session:
        call = _under_way(session, call_id)
        status = read_status(report.status)
        if call is None:
            return
        call.sid = call.sid or sid
        if status is not None and status.final:
            fieldwork.end(call, report.at, _outcome(board, session, call, status))


def _under_way(session: Session, call_id: str) -> TrialCall | None:
    call = rows.locked(session, call_id)
    return None if call is None or call.state == TrialState.ENDED else call


def _spoken(board: Switchboard, session: Session, call: TrialCall, number: int) -> Spoken:
    """What is said after that turn."""
    return Spoken(_turn(board, session, call, number).said, number + 1, ANY_FIRST_NAME)


def _turn(board: Switchboard, session: Session, call: TrialCall, number: int) -> Turn:
    keys = (call.path or "")[:number]
    events = (PickedUp(slots=TIMES_OPEN), *(Silence() if key == _SILENCE else Key(key) for key in keys))
    questionnaire = board.versions.get(session, call.version)
    *_, last = play(questionnaire, SavedCall("", events, language=call.language))
    return last


def _outcome(board: Switchboard, session: Session, call: TrialCall, status: CallStatus) -> str:
    if call.path is None:
        return f"nobody picked up ({status})"
    questionnaire = board.versions.get(session, call.version)
    state, _ = advance(questionnaire, _turn(board, session, call, len(call.path)).state, HungUp())
    counts = f"it would count as {result_of(questionnaire, state)}".replace("_", " ")
    return f"{counts}; key 0 excluded nobody, since this was a test" if state.opted_out else counts
