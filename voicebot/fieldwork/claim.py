"""The guard: who is called next, if anybody may be called at all. Everything is checked here, in one transaction.

What was planned earlier counts for nothing: exclusion list, hours, limits, batch and pace are asked again now.
An attempt that is claimed is committed before the provider hears of it (`placing.py`), so it is never lost.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain

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
from voicebot.store import contacts
from voicebot.store import pace as pace_rows
from voicebot.store.engine import transaction
from voicebot.store.states import AttemptState, CaseState
from voicebot.store.tables import Attempt, Batch, Case, Wave, new_id


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
    with transaction(engine) as session:
        pace, now = pace_rows.locked(session), clock.now()
        room = min(pacing.turns_free(pace, limits, now, at_most), pacing.room(session, limits))
        claimed: list[Claimed] = []
        for batch, wave in batch_rows.held_running(session) if room > 0 else ():
            claimed += _claim_in(session, batch, wave, now, room - len(claimed))
        pacing.use_turns(pace, limits, now, len(claimed))
    return claimed


def _claim_in(session: Session, batch: Batch, wave: Wave, now: datetime, at_most: int) -> Sequence[Claimed]:
    rules = waves.rules_of(wave).calling
    if wave.version is None or not hours.is_open(rules, now):
        return []
    if batch.review_after is not None:
        left = batch.review_after - attempt_rows.count_in_batch(session, batch.id)
        if left <= 0:
            batches.pause_by_itself(session, batch, f"{batch.review_after} calls were made: time for a review", now)
        at_most = min(at_most, left)
    claimed: list[Claimed] = []
    while (left := at_most - len(claimed)) > 0 and (due := case_rows.next_due(session, batch.id, now, left)):
        claimed += _claim_those(session, wave, rules, due, now)
    return claimed


def _claim_those(
    session: Session, wave: Wave, rules: CallingRules, due: Sequence[Case], now: datetime
) -> Sequence[Claimed]:
    """Claim those of the cases that may be called; the others are moved out of the way."""
    positions = _numbers_to_call(session, rules, due, now)
    ordinals, sealed = attempt_rows.next_ordinals(session, positions), contacts.sealed_contacts(session, positions)
    claimed = []
    for case in due:
        if case.id not in positions:
            continue
        version = experiments.version_for(session, wave, case)
        attempt = _attempt(case, version, ordinals[case.id], positions[case.id], now)
        session.add(attempt)
        case.state = CaseState.CALLING
        claimed.append(_claimed(attempt, wave, rules, sealed[case.id]))
    return claimed


def _numbers_to_call(session: Session, rules: CallingRules, due: Sequence[Case], now: datetime) -> Mapping[str, int]:
    """Which of their numbers to call, of those that may be called; the other cases are closed or wait for longer."""
    ids = [case.id for case in due]
    prints, histories = case_rows.prints_of_cases(session, ids), attempts.histories(session, ids)
    listed = exclusion.excluded(session, chain.from_iterable(prints.values()))
    positions: dict[str, int] = {}
    for case in due:
        history, numbers = histories[case.id], len(prints[case.id])
        position = following.number_to_call(history, numbers)
        if listed.intersection(prints[case.id]):
            cases.close_held(case, Result.EXCLUDED)
        elif position is None or not following.may_be_called(rules, history, now, numbers, cases.wish_of(case)):
            cases.set_next(case, rules, history, numbers, now)
        else:
            positions[case.id] = position
    return positions


def _attempt(case: Case, version: str | None, ordinal: int, position: int, now: datetime) -> Attempt:
    return Attempt(
        id=new_id(),
        case_id=case.id,
        batch_id=case.batch_id,
        ordinal=ordinal,
        position=position,
        version=version,
        state=AttemptState.PLACING,
        claimed_at=now,
        day_part=hours.day_part(now),
    )


def _claimed(attempt: Attempt, wave: Wave, rules: CallingRules, sealed: bytes) -> Claimed:
    return Claimed(
        attempt_id=attempt.id,
        case_id=attempt.case_id,
        batch_id=attempt.batch_id,
        key_id=wave.key_id,
        sealed=sealed,
        position=attempt.position,
        rules=rules,
    )
