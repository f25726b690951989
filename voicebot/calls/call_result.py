"""How a call ended, from the provider's last word and from where its conversation stood. Pure."""

from collections.abc import Mapping

from voicebot.fieldwork.following import INTERVIEWS
from voicebot.interview.result import result_of, wants_another_time
from voicebot.interview.state import Stage, State
from voicebot.outcomes import Result
from voicebot.questionnaire.model import Ending, Questionnaire
from voicebot.telephony.status import CallStatus

_NEVER_ANSWERED: Mapping[CallStatus, Result] = {
    CallStatus.BUSY: Result.BUSY,
    CallStatus.NO_ANSWER: Result.NO_ANSWER,
    CallStatus.CANCELED: Result.NOT_PLACED,
}
_DEAD_SIP_CODES = frozenset({404, 410, 484, 604})
"""Not found, gone, address incomplete, does not exist anywhere (RFC 3261)."""
_BLOCKED_SIP_CODES = frozenset({403, 433, 603, 607, 608})
"""Forbidden, anonymity disallowed, decline, unwanted, rejected (RFC 3261, 5079, 8197, 8688)."""
_BROKEN_OFF = frozenset({Result.BREAK_OFF, Result.HUNG_UP})
_MACHINES = ("machine", "fax")


def is_machine(answered_by: str | None) -> bool:
    """Whether that word of the provider's is a verdict that no person picked up (Twilio, AnsweredBy)."""
    return answered_by is not None and answered_by.startswith(_MACHINES)


def result_unanswered(status: CallStatus, sip_code: int | None) -> Result:
    """How a call ended that nobody picked up."""
    if status is not CallStatus.FAILED:
        return _NEVER_ANSWERED.get(status, Result.DROPPED)
    if sip_code in _DEAD_SIP_CODES:
        return Result.DEAD_NUMBER
    return Result.BLOCKED if sip_code in _BLOCKED_SIP_CODES else Result.TECHNICAL


def result_answered(
    questionnaire: Questionnaire, state: State | None, answered_by: str | None, *, hung_up_by_us: bool
) -> Result:
    """How a call ended that was picked up. `state`: its conversation at the end, None if it never began.

    Somebody who picked up and heard nothing was dropped by us, and so was a person whom a wrong verdict hung up on.
    An interview that we cut off is our failure, not the person's break-off.
    """
    if is_machine(answered_by) and (state is None or not state.keyed):
        return Result.MACHINE
    if state is None:
        return Result.DROPPED
    result = result_of(questionnaire, state)
    if state.ending is not Ending.HUNG_UP:
        return result
    if hung_up_by_us and state.stage < Stage.AGREED:
        return Result.DROPPED
    if hung_up_by_us and result in _BROKEN_OFF:
        return Result.LINE_FAILED
    return Result.HUNG_UP_BEFORE if result is Result.NOTHING_HEARD and answered_by == "human" else result


def resumes(state: State, result: Result, *, before: bool) -> bool:
    """Whether the person wants to go on at another time with an interview that was begun, in this call or `before`.

    Whoever asks for another time does; who leaves an interview in another way never does, also if it was resumed.
    """
    if wants_another_time(state):
        return before or state.stage >= Stage.AGREED
    return before and result not in INTERVIEWS
