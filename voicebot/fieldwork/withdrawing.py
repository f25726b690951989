"""Taking somebody out of a wave: on the person's wish, or because they should never have been drawn.

Nothing goes onto the exclusion list here: that is for people who never want to be asked again.
"""

from sqlalchemy import Engine

from voicebot.clock import Clock
from voicebot.errors import Refused
from voicebot.fieldwork import cases, finding, outbox
from voicebot.fieldwork.reasons import good_reason
from voicebot.outcomes import Result
from voicebot.privacy import audit
from voicebot.store import attempts as attempt_rows
from voicebot.store import cases as case_rows
from voicebot.store.engine import transaction
from voicebot.store.states import CaseState


def withdraw(engine: Engine, clock: Clock, *, case_id: str, reason: str, who: str) -> None:
    """Close a case for good and cancel its call if nobody answered yet; a conversation ends by itself.

    Raises:
        BadInput: no reason is given, or it holds a number.
        NotFound: there is no such case.
        Refused: it is closed already.
    """
    why = good_reason(reason)
    with transaction(engine) as session:
        finding.require_case(session, case_id)
        case = case_rows.locked(session, case_id)
        if case.state == CaseState.CLOSED:
            raise Refused("this case is closed already: nobody is called for it any more")
        cases.close(session, case_id, Result.TAKEN_OUT)
        outbox.end_calls(session, attempt_rows.unanswered_of_cases(session, [case_id]), clock.now())
        audit.append(session, at=clock.now(), who=who, action="case_withdrawn", subject=case_id, reason=why)
