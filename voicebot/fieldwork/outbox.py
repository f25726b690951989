"""Errands to the provider about calls: written with the transaction that wants them, sent by the dialler until done.

So a webhook never waits for the provider, and a kill between the two loses none.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from voicebot.clock import Clock
from voicebot.errors import ProviderError, ProviderKnowsNoCall, ProviderTryLater
from voicebot.logs import log_for
from voicebot.store import outbox as errand_rows
from voicebot.store.chunks import chunks
from voicebot.store.engine import reading, transaction
from voicebot.store.outbox import CallOfErrand
from voicebot.store.states import AttemptState, ErrandKind
from voicebot.store.tables import Attempt, Errand
from voicebot.telephony.client import CallFacts, Provider

Each = Callable[[Callable[["_Taken"], tuple[str, "_Outcome"]], Sequence["_Taken"]], Iterable[tuple[str, "_Outcome"]]]
"""Does something for each of several things, like `map`; some of them at once, perhaps."""
_log = log_for(__name__)
_AT_ONCE, _TOGETHER = 16, 8
"""Two requests each, a third of a second in all: whoever waits to be rung is not kept waiting for them for long."""
_FIRST_DELAY, _LONGEST_DELAY = timedelta(seconds=5), timedelta(hours=1)
_PRICE_WAITED_FOR = timedelta(hours=48) - _LONGEST_DELAY
"""After that the record of a call is deleted without its price, so that none is kept at the provider for over 48 h."""
_OVER = frozenset({AttemptState.ENDED, AttemptState.SETTLED})


@dataclass(frozen=True, slots=True)
class _Taken:
    """An errand in hand; its row says already when it is tried again if this try comes to nothing."""

    errand_id: str
    attempt_id: str | None  # a call to us has none
    kind: ErrandKind
    sid: str | None
    is_over: bool
    needs_price: bool  # and may wait for it


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What came of an errand. `fault`: why it has to be tried again; `seen`: what the provider knew of the call.

    `unanswered`: the provider is silent or has too much to do, so that the next would fare no better.
    """

    fault: str | None = None
    seen: CallFacts | None = None
    unanswered: bool = False


def order(session: Session, kind: str, attempt_id: str, due_at: datetime) -> None:
    """Have the provider told, from `due_at` on: an `ErrandKind`, once per attempt whoever orders it how often."""
    errand_rows.add_once(session, ErrandKind(kind), {attempt_id: due_at})


def order_deletions(session: Session, due: Mapping[str, datetime]) -> None:
    """Have the provider delete its records of the calls of these attempts, each from its time on."""
    errand_rows.add_once(session, ErrandKind.DELETE_RECORD, due)


def order_deletion(session: Session, sid: str, *, rang_at: datetime, due_at: datetime) -> None:
    """Have the provider delete its record of a call to us of which no attempt came; the errand goes with the record."""
    errand_rows.add_once_for_caller(session, ErrandKind.DELETE_RECORD, sid, rang_at, due_at)


def end_calls(session: Session, attempts: Sequence[Attempt], now: datetime, *, conversations_too: bool = False) -> None:
    """Have calls cancelled that nobody answered yet; conversations end by themselves, or at once too."""
    for attempt in attempts:
        if conversations_too:
            order(session, ErrandKind.HANG_UP, attempt.id, now)
        elif attempt.answered_at is None:
            order(session, ErrandKind.CANCEL, attempt.id, now)


def send_due(engine: Engine, provider: Provider, clock: Clock, each: Each = map) -> int:
    """Send the errands that are due, outside any transaction, by `each`; how many are done now.

    An errand that the provider did not do is tried again after a delay that doubles; a call that the provider does not
    know (any more) needs none. Before the record of a call is deleted its price is kept, if it
    is known in time.

    Raises:
        Busy: some may have been sent and will be sent again, which changes nothing at the provider.
    """
    taken = _take(engine, clock)
    outcomes = _send_all(provider, taken, each)
    if outcomes:
        _keep(engine, clock, outcomes)
    return sum(outcome.fault is None for outcome in outcomes.values())


def _take(engine: Engine, clock: Clock) -> Sequence[_Taken]:
    with reading(engine) as session:
        first = errand_rows.first_due(session)
    if first is None or first > clock.now():
        return []
    with transaction(engine) as session:
        rows = errand_rows.due_locked(session, clock.now(), _AT_ONCE)
        for errand, _ in rows:
            errand.tries += 1
            errand.due_at = clock.now() + _delay(errand.tries)
        return [_taken(errand, call, clock.now()) for errand, call in rows]


def _taken(errand: Errand, call: CallOfErrand | None, now: datetime) -> _Taken:
    kind = ErrandKind(errand.kind)
    if call is None:
        return _Taken(errand.id, None, kind, errand.sid, is_over=True, needs_price=False)
    since = call.ended_at or call.claimed_at
    needs_price = kind is ErrandKind.DELETE_RECORD and call.price is None and now < since + _PRICE_WAITED_FOR
    return _Taken(errand.id, errand.attempt_id, kind, call.sid, call.state in _OVER, needs_price)


def _delay(tries: int) -> timedelta:
    return min(_FIRST_DELAY * 2.0 ** min(tries - 1, 20), _LONGEST_DELAY)


def _send_all(provider: Provider, taken: Sequence[_Taken], each: Each) -> Mapping[str, _Outcome]:
    """What came of each; those that come after one which the provider did not answer are tried again in their time."""
    outcomes = dict[str, _Outcome]()
    for some in chunks(taken, _TOGETHER):
        outcomes.update(each(partial(_send, provider), some))
        if any(outcome.unanswered for outcome in outcomes.values()):
            break
    return outcomes


def _send(provider: Provider, errand: _Taken) -> tuple[str, _Outcome]:
    return errand.errand_id, _ask(provider, errand)


def _ask(provider: Provider, errand: _Taken) -> _Outcome:
    if errand.sid is None:
        return _Outcome(None if errand.is_over else "the provider's id of the call is not known yet")
    seen = None
    try:
        if errand.needs_price:
            seen = provider.fetch(errand.sid)
            if seen.price is None:
                return _Outcome("the price of the call is not known yet")
        _sending(provider)[errand.kind](errand.sid)
    except ProviderKnowsNoCall:
        return _Outcome(seen=seen)
    except ProviderError as fault:
        _log.warning("an errand was not done", attempt=errand.attempt_id, kind=errand.kind, reason=str(fault))
        return _Outcome(str(fault), seen, unanswered=isinstance(fault, ProviderTryLater))
    return _Outcome(seen=seen)


def _sending(provider: Provider) -> Mapping[ErrandKind, Callable[[str], None]]:
    return {
        ErrandKind.CANCEL: provider.cancel,
        ErrandKind.HANG_UP: provider.hang_up,
        ErrandKind.LEAVE_MACHINE: provider.hang_up,
        ErrandKind.DELETE_RECORD: provider.delete,
    }


def _keep(engine: Engine, clock: Clock, outcomes: Mapping[str, _Outcome]) -> None:
    prices: dict[str, tuple[str | None, str | None]] = {}
    with transaction(engine) as session:
        for errand in errand_rows.by_ids(session, outcomes):
            outcome = outcomes[errand.id]
            errand.error = outcome.fault
            if outcome.seen is not None and errand.attempt_id is not None:
                prices[errand.attempt_id] = (outcome.seen.price, outcome.seen.currency)
            if outcome.fault is None:
                errand.done_at = clock.now()
                if errand.sid is not None:
                    session.delete(errand)  # the last that was kept of a call to us
        errand_rows.keep_prices(session, prices)
