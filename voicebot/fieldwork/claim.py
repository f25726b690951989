"""The guard: who is called next, if anybody may be called at all. Everything is checked here, in one transaction.

What was planned earlier counts for nothing: exclusion list, hours, limits, batch and pace are asked again now.
An attempt that is claimed is committed before the provider hears of it (`placing.py`), so it is never lost.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from voicebot.clock import Clock
from voicebot.fieldwork import attempts, batches, cases, experiments, following, hours, pacing, waves
from voicebot.fieldwork.pacing import PaceLimits
from voicebot.fieldwork.rules import CallingRules
from voicebot.outcomes import Result
from voicebot.privacy import exclusion
from voicebot.store import attempts as attempt_rows
from voicebot.store import batches as batch_rows
from voicebot.store import cases as case_rows
from voicebot.store import pace as pace_rows
from voicebot.store.engine import transaction
from voicebot.store.states import AttemptState, BatchState, CaseState
from voicebot.store.tables import Attempt, Batch, Case, Contact, Wave, new_id


@dataclass(frozen=True, slots=True)
class Claimed:
    """An attempt that is to be placed: what is needed to open the contact and to order the call."""

    attempt_id: str
    case_id: str
    batch_id: str
    key_id: str
    sealed: bytes = field(repr=False)
    position: int
    rules: CallingRules = field(repr=False)


def claim_due(engine: Engine, clock: Clock, limits: PaceLimits, at_most: int) -> Sequence[Claimed]:
    """Claim the cases that have been due longest, of the batch launched first, as many as the pace has room for.

    Raises:
        Busy: nothing was claimed.
    """
    claimed: list[Claimed] = []
    with transaction(engine) as session:
        pace = pace_rows.locked(session)
        if not pacing.is_free(pace, clock.now()):
            return claimed
        room = min(at_most, pacing.room(session, limits))
        running = batch_rows.held_running(session)
        while len(claimed) < room and pacing.is_free(pace, now := clock.now()):
            found = next(filter(None, (_claim_in(session, batch, wave, now) for batch, wave in running)), None)
            if found is None:
                break
            pacing.use_turn(pace, limits, now)
            claimed.append(found)
    return claimed


def _claim_in(session: Session, batch: Batch, wave: Wave, now: datetime) -> Claimed | None:
    rules = waves.rules_of(wave).calling
    if batch.state != BatchState.RUNNING or wave.version is None or not hours.is_open(rules, now):
        return None
    if batch.review_after is not None and attempt_rows.count_in_batch(session, batch.id) >= batch.review_after:
        batches.pause_by_itself(session, batch, f"{batch.review_after} calls were made: time for a review", now)
        return None
    while (case := case_rows.next_due(session, batch.id, now)) is not None:
        position = _number_to_call(session, case, rules, now)
        if position is not None:
            return _claim(session, case, wave, rules, _attempt(session, case, wave, position, now))
    return None


def _number_to_call(session: Session, case: Case, rules: CallingRules, now: datetime) -> int | None:
    """Which of the person's numbers to call; None, with the case moved out of the way, if the person may not be."""
    prints = case_rows.prints_of(session, case.id)
    if exclusion.excluded(session, prints):
        cases.close(session, case.id, Result.EXCLUDED)
        return None
    history = attempts.history(session, case.id)
    if not following.may_be_called(rules, history, now, len(prints), cases.wish_of(case)):
        cases.go_on(session, case, now)
        return None
    return following.number_to_call(history, len(prints))


def _attempt(session: Session, case: Case, wave: Wave, position: int, now: datetime) -> Attempt:
    return Attempt(
        id=new_id(),
        case_id=case.id,
        batch_id=case.batch_id,
        ordinal=attempt_rows.next_ordinal(session, case.id),
        position=position,
        version=experiments.version_for(session, wave, case),
        state=AttemptState.PLACING,
        claimed_at=now,
        day_part=hours.day_part(now),
    )


def _claim(session: Session, case: Case, wave: Wave, rules: CallingRules, attempt: Attempt) -> Claimed:
    session.add(attempt)
    case.state = CaseState.CALLING
    return Claimed(
        attempt_id=attempt.id,
        case_id=case.id,
        batch_id=attempt.batch_id,
        key_id=wave.key_id,
        sealed=session.get_one(Contact, case.id).sealed,
        position=attempt.position,
        rules=rules,
    )
