"""The dialler's part in test calls: places them, ends them, and has the provider forget them.

Which may be made at all is decided in `trial_calls.py`. As with any call, the provider is asked outside a transaction,
and nothing is dialled twice.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from voicebot.errors import ProviderError, ProviderKnowsNoCall, ProviderUncertain
from voicebot.fieldwork import pacing
from voicebot.fieldwork.pacing import PaceLimits
from voicebot.fieldwork.placing import CallUrls
from voicebot.fieldwork.trial_calls import NOT_OF_STAFF, SHOWN_FOR, Trials, end, is_hour, is_of_a_survey
from voicebot.logs import log_for
from voicebot.phone import PhoneNumber
from voicebot.store import pace as pace_rows
from voicebot.store import trial_calls as rows
from voicebot.store.engine import reading, transaction
from voicebot.store.states import TrialState
from voicebot.store.tables import TrialCall
from voicebot.telephony.client import CallOrder, Provider

WANTED_FOR = timedelta(minutes=5)
"""No telephone rings for a test that nobody waits for any more."""
_PLACING_AT_MOST = timedelta(minutes=1)
_RING_SECONDS, _LONGEST_MINUTES = 25, 20
_OVER_BY_THEN = timedelta(seconds=_RING_SECONDS, minutes=_LONGEST_MINUTES + 1)
_log = log_for(__name__)
_Errand = Callable[[], object]
"""Something to be asked of the provider, after the transaction in which it was decided."""


@dataclass(frozen=True, slots=True)
class TrialCaller:
    """What the dialler does for test calls. `urls` makes the addresses of the call with that id."""

    trials: Trials
    provider: Provider
    limits: PaceLimits
    urls: Callable[[str], CallUrls]

    def work(self) -> int:
        """Bring every test call that is due a step on; how many steps that were.

        Raises:
            Busy: the rest is left for the next round.
        """
        with reading(self.trials.engine) as session:
            first = rows.first_due(session)
        steps = 0
        if first is not None and first <= self.trials.clock.now():
            while self._bring_one_on():
                steps += 1
        return steps

    def _bring_one_on(self) -> bool:
        with transaction(self.trials.engine) as session:
            now = self.trials.clock.now()
            call = rows.due_locked(session, now)
            if call is None:
                return False
            ask = self._step(session, call, now)
        if ask is not None:
            ask()
        return True

    def _step(self, session: Session, call: TrialCall, now: datetime) -> _Errand | None:
        match call.state:
            case TrialState.WANTED:
                return self._begin(session, call, now)
            case TrialState.PLACING:  # whoever was placing it is gone; it may be ringing
                _placed(call, now)
                return None
            case TrialState.PLACED:
                end(call, now, "nothing was heard of its end")
                return self._hanging_up(call.sid)
            case _:
                return self._forgetting(session, call, now)

    def _begin(self, session: Session, call: TrialCall, now: datetime) -> _Errand | None:
        """Take the pace's next turn for it, unless it has waited for too long or the number has opted out meanwhile."""
        if now > call.wanted_at + WANTED_FOR or not is_hour(now) or call.number is None:
            end(call, now, "no dialler was there in time: see that one runs, and try again")
            return None
        number = self.trials.numbers.open(call.id, call.number)
        if is_of_a_survey(session, self.trials.prints.of(number)):
            end(call, now, NOT_OF_STAFF)
            return None
        pace = pace_rows.locked(session)
        if not pacing.is_free(pace, now):
            call.due_at = pacing.next_turn(pace, now)
            return None
        pacing.use_turns(pace, self.limits, now)
        call.state, call.number, call.due_at = TrialState.PLACING, None, now + _PLACING_AT_MOST
        call_id = call.id
        return lambda: self._place(call_id, self._order(call_id, number))

    def _place(self, call_id: str, order: CallOrder) -> None:
        fault: ProviderError | None = None
        sid = None
        try:
            sid = self.provider.place(order)
        except ProviderError as refusal:
            fault = refusal
        with transaction(self.trials.engine) as session:
            call, now = rows.locked(session, call_id), self.trials.clock.now()
            if call is None or call.state != TrialState.PLACING:
                return
            if fault is not None and not isinstance(fault, ProviderUncertain):
                end(call, now, str(fault))
                return
            call.sid = call.sid or sid
            _placed(call, now)

    def _order(self, call_id: str, number: PhoneNumber) -> CallOrder:
        urls = self.urls(call_id)
        return CallOrder(
            to=number,
            url=urls.start,
            status_url=urls.status,
            machine_url=None,
            fallback_url=urls.fallback,
            ring_seconds=_RING_SECONDS,
            time_limit=_LONGEST_MINUTES * 60,
        )

    def _hanging_up(self, sid: str | None) -> _Errand | None:
        if sid is None:
            return None
        return lambda: _is_done(self.provider.hang_up, sid)

    def _forgetting(self, session: Session, call: TrialCall, now: datetime) -> _Errand | None:
        """First the provider's record of it, then ours."""
        if call.sid is None:
            session.delete(call)
            return None
        call.due_at = now + SHOWN_FOR
        call_id, sid = call.id, call.sid
        return lambda: self._forget(call_id, sid)

    def _forget(self, call_id: str, sid: str) -> None:
        if _is_done(self.provider.delete, sid):
            with transaction(self.trials.engine) as session:
                call = rows.locked(session, call_id)
                if call is not None:
                    session.delete(call)


def _placed(call: TrialCall, now: datetime) -> None:
    """It may be ringing; if it is to end already, the next step ends it."""
    call.state = TrialState.PLACED
    call.due_at = now + _OVER_BY_THEN if call.outcome is None else now


def _is_done(ask: Callable[[str], None], sid: str) -> bool:
    """Ask it of the provider; whether it is done, or was not needed."""
    try:
        ask(sid)
    except ProviderKnowsNoCall:
        return True
    except ProviderError as fault:
        _log.warning("the provider did not do its part of a test call", reason=str(fault))
        return False
    return True
