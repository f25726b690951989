"""What the provider tells of a call beside its turns: its status, and whether a machine picked up.

How the words rank is `telephony/`'s, what a status does to an attempt `fieldwork/`'s.
"""

from sqlalchemy.orm import Session

from voicebot.calls.call_result import is_machine
from voicebot.calls.switchboard import Switchboard
from voicebot.fieldwork import attempts, outbox
from voicebot.interview import wire
from voicebot.store import turns
from voicebot.store.engine import transaction
from voicebot.store.states import AttemptState, ErrandKind
from voicebot.store.tables import Attempt


def note_status(board: Switchboard, attempt_id: str, sid: str, report: attempts.StatusReport) -> None:
    """Note a status callback; of a call that we do not know it is nothing.

    Raises:
        Busy: nothing was committed; the same request may be sent again.
    """
    board.heard.keep(attempts.Heard(attempt_id, sid, report))


def note_machine(board: Switchboard, attempt_id: str, answered_by: str) -> None:
    """Note who picked up. A machine is hung up on, unless a key was pressed: then the verdict was wrong.

    A reply to this webhook would be ignored (Twilio), so the hanging up goes through the outbox.

    Raises:
        Busy: nothing was committed; the same request may be sent again.
    """
    with transaction(board.engine) as session:
        attempt = session.get(Attempt, attempt_id)
        if attempt is None or attempt.state == AttemptState.SETTLED:
            return
        attempt.answered_by = answered_by[:40]
        if is_machine(answered_by) and not _key_was_pressed(session, attempt_id):
            outbox.order(session, ErrandKind.LEAVE_MACHINE, attempt_id, board.clock.now())


def note_cut_off(board: Switchboard, attempt_id: str) -> None:
    """Note that we had to say goodbye in the middle, so that it counts as our failure and not as a refusal.

    Raises:
        Busy: it could not be noted.
    """
    with transaction(board.engine) as session:
        attempt = session.get(Attempt, attempt_id)
        if attempt is not None and attempt.state != AttemptState.SETTLED:
            attempt.cut_off = True


def _key_was_pressed(session: Session, attempt_id: str) -> bool:
    last = turns.last(session, attempt_id)
    return last is not None and wire.from_json(last.state).keyed
