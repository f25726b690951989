"""Finds out what became of calls whose news was lost: placed or not, still going or over. Never dials.

An uncertain call is looked for in the provider's list by the print of its number. Not found is no proof that it did
not ring, so the attempt counts, with an unknown result.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from voicebot.clock import Clock
from voicebot.errors import ProviderError, ProviderKnowsNoCall
from voicebot.fieldwork import attempts, outbox, pacing, waves
from voicebot.fieldwork.attempts import StatusReport
from voicebot.logs import log_for
from voicebot.outcomes import Result
from voicebot.privacy.prints import Prints
from voicebot.store import attempts as attempt_rows
from voicebot.store.engine import reading, transaction
from voicebot.store.states import AttemptState, ErrandKind
from voicebot.store.tables import Attempt
from voicebot.telephony.client import CallFacts, Provider

_log = log_for(__name__)
PLACING_AT_MOST = timedelta(minutes=1)
"""The client gives up after ten seconds: a claim older than this was left behind by a crash."""
LOOKED_FOR_EVERY, LOOKED_FOR = timedelta(minutes=1), timedelta(minutes=10)
"""How often an uncertain call is looked for, and how long before it is given up."""
SILENT_AT_MOST = timedelta(minutes=3)
"""How long a call may go on without news before the provider is asked."""
_WAITS = {
    AttemptState.PLACING: PLACING_AT_MOST,
    AttemptState.UNCERTAIN: LOOKED_FOR_EVERY,
    AttemptState.PLACED: SILENT_AT_MOST,
}
_UNSEEN_AT_MOST = timedelta(minutes=10)
"""After a call must have ended: then it is given up even if the provider can't be asked."""
_SKEW = timedelta(minutes=2)
"""By how much the provider's clock may be behind ours."""


def reconcile(engine: Engine, provider: Provider, prints: Prints, clock: Clock) -> int:
    """Bring every attempt that hangs in the air a step on; how many were looked at.

    Raises:
        Busy: some are left for the next time.
    """
    now = clock.now()
    with reading(engine) as session:
        look = next_look(session)
    if look is None or look > now:
        return 0
    left_behind = _left_behind(engine, now)
    return left_behind + _look_for_uncertain(engine, provider, prints, now) + _ask_for_silent(engine, provider, now)


def next_look(session: Session) -> datetime | None:
    """When the first attempt that hangs in the air has to be looked at."""
    last_news = attempt_rows.first_silences(session, _WAITS.keys())
    return min((heard + _WAITS[state] for state, heard in last_news.items()), default=None)


def _left_behind(engine: Engine, now: datetime) -> int:
    found = _silent(engine, AttemptState.PLACING, now - PLACING_AT_MOST)
    for attempt in found:
        with transaction(engine) as session:
            attempts.doubt(attempt_rows.locked(session, attempt.id), "the dialler stopped while placing it")
    return len(found)


def _look_for_uncertain(engine: Engine, provider: Provider, prints: Prints, now: datetime) -> int:
    uncertain = _silent(engine, AttemptState.UNCERTAIN, now - LOOKED_FOR_EVERY)
    if not uncertain:
        return 0
    try:
        listed = list(provider.placed_since(uncertain[0].claimed_at.date() - timedelta(days=1)))
    except ProviderError as fault:
        _log.warning("the provider did not list our calls", reason=str(fault))
        _give_up_unless_asked_later(engine, uncertain, now)
        with transaction(engine) as session:
            pacing.rest_while_silent(session, now)
        return len(uncertain)
    unowned = _unowned(engine, prints, listed)
    for attempt in uncertain:
        _keep_look(engine, attempt, _match(engine, attempt, unowned), now)
    return len(uncertain)


def _unowned(engine: Engine, prints: Prints, listed: Sequence[CallFacts]) -> list[tuple[bytes, CallFacts]]:
    """The calls in the list that belong to no attempt yet, each with the print of its number."""
    with reading(engine) as session:
        owned = attempt_rows.sids_known(session, [facts.sid for facts in listed])
    return [(prints.of(facts.to), facts) for facts in listed if facts.to is not None and facts.sid not in owned]


def _match(engine: Engine, attempt: Attempt, unowned: list[tuple[bytes, CallFacts]]) -> CallFacts | None:
    """Take out of the list the call to the number of this attempt that can be its own."""
    with reading(engine) as session:
        dialled = attempt_rows.dialled_print(session, attempt)
    for nth, (print_, facts) in enumerate(unowned):
        if print_ == dialled and (facts.started_at is None or facts.started_at >= attempt.claimed_at - _SKEW):
            return unowned.pop(nth)[1]
    return None


def _keep_look(engine: Engine, looked_for: Attempt, facts: CallFacts | None, now: datetime) -> None:
    """What the list said of an uncertain attempt; news that came in meanwhile from elsewhere goes first."""
    with transaction(engine) as session:
        attempt = attempt_rows.locked(session, looked_for.id)
        if attempt.state != AttemptState.UNCERTAIN:
            return
        attempt.heard_at = now
        if facts is not None:
            attempts.bind(session, attempt, facts.sid)
            attempts.note_status(attempt, _report(facts, now))
        elif attempt.claimed_at <= now - LOOKED_FOR:
            attempts.end(attempt, Result.UNKNOWN, now, "the provider does not list it")


def _ask_for_silent(engine: Engine, provider: Provider, now: datetime) -> int:
    """One after the other; where the provider does not answer, the others have to wait for the next round."""
    silent = _silent(engine, AttemptState.PLACED, now - SILENT_AT_MOST)
    for asked, attempt in enumerate(silent, start=1):
        try:
            facts = provider.fetch(attempt.sid or "")
        except ProviderKnowsNoCall as fault:
            _end_unknown(engine, attempt, now, str(fault))
        except ProviderError as fault:
            _log.warning("the provider did not tell of a call", attempt=attempt.id, reason=str(fault))
            _give_up_unless_asked_later(engine, [attempt], now)
            return asked
        else:
            _keep_facts(engine, attempt, facts, now)
    return len(silent)


def _keep_facts(engine: Engine, asked_for: Attempt, facts: CallFacts, now: datetime) -> None:
    with transaction(engine) as session:
        attempt = attempt_rows.locked(session, asked_for.id)
        attempts.note_status(attempt, _report(facts, now))
        attempt.heard_at = now


def _give_up_unless_asked_later(engine: Engine, found: Sequence[Attempt], now: datetime) -> None:
    """The provider can't be asked: again next time, but nothing hangs in the air for ever."""
    for attempt in found:
        with transaction(engine) as session:
            kept = attempt_rows.locked(session, attempt.id)
            kept.heard_at = now
            given_up = now > _must_have_ended(session, kept) + _UNSEEN_AT_MOST
        if given_up:
            _end_unknown(engine, attempt, now, "the provider could not be asked what became of it")


def _end_unknown(engine: Engine, attempt: Attempt, now: datetime, why: str) -> None:
    """Give an attempt up; should its call live on, it is ended."""
    with transaction(engine) as session:
        attempts.end(attempt_rows.locked(session, attempt.id), Result.UNKNOWN, now, why)
        outbox.order(session, ErrandKind.HANG_UP, attempt.id, now)


def _must_have_ended(session: Session, attempt: Attempt) -> datetime:
    rules = waves.parse_rules(attempt_rows.rules_text(session, attempt)).calling
    return attempt.claimed_at + timedelta(seconds=rules.ring_seconds, minutes=rules.longest_call_minutes)


def _silent(engine: Engine, state: AttemptState, since: datetime) -> Sequence[Attempt]:
    with reading(engine) as session:
        return attempt_rows.silent_since(session, state, since)


def _report(facts: CallFacts, now: datetime) -> StatusReport:
    return StatusReport(
        status=facts.status,
        at=facts.ended_at or now if facts.status.final else now,
        seconds=facts.seconds,
        answered_by=facts.answered_by,
    )
