"""Batches: cases of a wave that are called together, from draft to the end. One function is one act of staff.

Who may be called next is `claim.py`'s; when a batch stops by itself, `brakes.py`'s.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from voicebot.clock import Clock
from voicebot.errors import BadInput, NotFound, Refused
from voicebot.fieldwork import cases, experiments, hours, outbox, trial_calls, waves
from voicebot.fieldwork.batch_status import BatchStatus, status
from voicebot.fieldwork.reasons import good_reason
from voicebot.outcomes import Result
from voicebot.privacy import audit, exclusion
from voicebot.store import attempts as attempt_rows
from voicebot.store import batches as batch_rows
from voicebot.store import cases as case_rows
from voicebot.store import samples
from voicebot.store import waves as wave_rows
from voicebot.store.engine import reading, transaction
from voicebot.store.states import BatchState, CaseState
from voicebot.store.tables import Batch, Case, Wave, new_id

_NO_ARMS: Mapping[str, str] = MappingProxyType({})


def create(engine: Engine, clock: Clock, *, wave_name: str, size: int | None, who: str) -> BatchStatus:
    """Put waiting cases that have no batch into a new one, replicate by replicate, at most `size` of them.

    Whoever is on the exclusion list by now is closed instead.

    Raises:
        BadInput: the size is below 1.
        NotFound: there is no such wave.
        Refused: the wave is not open, or no case is left for a batch.
    """
    if size is not None and size < 1:
        raise BadInput("a batch has at least one case: give a size of 1 or more, or none for all")
    with transaction(engine) as session:
        wave = waves.find_wave(session, wave_name)
        waves.require_open(wave)
        batch = Batch(id=new_id(), wave_id=wave.id, state=BatchState.DRAFT, created_at=clock.now(), created_by=who)
        session.add(batch)
        cases_taken = _fill(session, batch, size)
        if cases_taken == 0:
            raise Refused("every case of this wave is closed or in a batch already: draw a sample first")
        return _noted(session, batch, "batch_created", clock, who, cases=cases_taken)


def approve(engine: Engine, clock: Clock, *, batch_id: str, who: str) -> BatchStatus:
    """Say that a drafted batch may be launched.

    Raises:
        NotFound: there is no such batch.
        Refused: it is no draft, or the wave wants a second person and this is the first.
    """
    with transaction(engine) as session:
        batch = _batch(session, batch_id, {BatchState.DRAFT}, "approved")
        if waves.rules_of(_wave(session, batch)).second_person and who == batch.created_by:
            raise Refused("this wave wants two persons: whoever made the batch can't approve it")
        batch.state, batch.approved_by = BatchState.APPROVED, who
        return _noted(session, batch, "batch_approved", clock, who)


def launch(  # noqa: PLR0913 - a launch answers for all of them
    engine: Engine,
    clock: Clock,
    *,
    batch_id: str,
    version: str,
    faults: Sequence[str],
    who: str,
    first: int | None = None,
    arms: Mapping[str, str] = _NO_ARMS,
) -> BatchStatus:
    """Let the dialler call the batch. The wave's first launch fixes the questionnaire versions for all its batches.

    Args:
        engine: the database.
        clock: the time of the launch.
        batch_id: an approved batch.
        version: digest of the questionnaire version, kept already; used if the wave has none yet.
        faults: what the settings lack for a launch; any of them refuses it.
        who: the launching account.
        first: pause for review after so many calls.
        arms: likewise, the version of each arm of the wave's experiment.

    Raises:
        BadInput: `first` is below 1.
        NotFound: there is no such batch.
        Refused: it is not approved, the wave is not open or over, its sample is old, or there are faults.
    """
    if first is not None and first < 1:
        raise BadInput("a review comes after at least one call: give 1 or more")
    if faults:
        raise Refused("the launch is refused: " + "; ".join(faults))
    with transaction(engine) as session:
        batch = _batch(session, batch_id, {BatchState.APPROVED}, "launched")
        wave = session.get_one(Wave, batch.wave_id, with_for_update=True)
        _require_time_left(wave, clock.now())
        _require_fresh(session, wave, clock.now())
        experiments.fix_versions(session, wave, version, arms)
        batch.state, batch.launched_at, batch.launched_by = BatchState.RUNNING, clock.now(), who
        batch.watched_from, batch.review_after = clock.now(), first
        case_rows.make_due(session, batch.id, clock.now())
        return _noted(
            session, batch, "batch_launched", clock, who, version=wave.version, first=first, **_arms(session, wave)
        )


def pause(engine: Engine, clock: Clock, *, batch_id: str, reason: str, who: str) -> BatchStatus:
    """Place no more calls of a running batch; those in progress go on.

    Raises:
        BadInput: no reason is given, or it holds a number.
        NotFound: there is no such batch.
        Refused: it is not running.
    """
    why = good_reason(reason)
    with transaction(engine) as session:
        batch = _batch(session, batch_id, {BatchState.RUNNING}, "paused")
        batch.state, batch.reason = BatchState.PAUSED, why
        return _noted(session, batch, "batch_paused", clock, who, reason=why)


def pause_by_itself(session: Session, batch: Batch, reason: str, at: datetime) -> None:
    """Pause a running batch in the transaction of whatever gave the reason, and keep that for staff."""
    batch.state, batch.reason = BatchState.PAUSED, reason
    audit.append(session, at=at, who=audit.SYSTEM, action="batch_paused", subject=batch.id, reason=reason)


def resume(engine: Engine, clock: Clock, *, batch_id: str, who: str) -> BatchStatus:
    """Let a paused batch go on; its review is over, and the brakes count anew.

    Raises:
        NotFound: there is no such batch.
        Refused: it is not paused, the wave is not open or over, or its sample is old.
    """
    with transaction(engine) as session:
        batch = _batch(session, batch_id, {BatchState.PAUSED}, "resumed")
        wave = _wave(session, batch)
        _require_time_left(wave, clock.now())
        _require_fresh(session, wave, clock.now())
        batch.state, batch.reason = BatchState.RUNNING, None
        batch.review_after, batch.watched_from = None, clock.now()
        return _noted(session, batch, "batch_resumed", clock, who)


def stop(engine: Engine, clock: Clock, *, batch_id: str, who: str, reason: str = "stopped by staff") -> BatchStatus:
    """End a batch for good: calls that nobody answered yet are cancelled, conversations end by themselves.

    Raises:
        NotFound: there is no such batch.
        Refused: it has ended already.
    """
    going = {BatchState.DRAFT, BatchState.APPROVED, BatchState.RUNNING, BatchState.PAUSED}
    with transaction(engine) as session:
        batch = _batch(session, batch_id, going, "stopped")
        batch.state, batch.reason = BatchState.STOPPED, reason
        outbox.end_calls(session, attempt_rows.on_their_way(session, batch.id), clock.now())
        return _noted(session, batch, "batch_stopped", clock, who)


def stop_all(engine: Engine, clock: Clock, *, at_once: bool, who: str) -> int:
    """Pause every running batch and cancel the calls nobody answered yet; with `at_once` end conversations too.

    Returns:
        How many batches were running.
    """
    with transaction(engine) as session:
        now = clock.now()
        running = batch_rows.running_locked(session)
        for batch in running:
            batch.state, batch.reason = BatchState.PAUSED, "everything was stopped by staff"
        outbox.end_calls(session, attempt_rows.on_their_way(session), now, conversations_too=at_once)
        trial_calls.stop(session, now)
        audit.append(session, at=now, who=who, action="stopped_all", batches=len(running), at_once=at_once)
        return len(running)


def finish_done(engine: Engine, clock: Clock) -> int:
    """Finish the running batches that have nothing left to do, or no hour left to do it in; how many."""
    with reading(engine) as session:
        done = [batch.id for batch, wave in batch_rows.running(session) if _is_done(session, batch, wave, clock.now())]
    for batch_id in done:
        with transaction(engine) as session:
            _finish(session, batch_rows.locked(session, batch_id), clock.now())
    return len(done)


def _is_done(session: Session, batch: Batch, wave: Wave, now: datetime) -> bool:
    if case_rows.has_any(session, batch.id, CaseState.CALLING):
        return False
    is_over = hours.next_opening(waves.rules_of(wave).calling, now) is None
    return is_over or not case_rows.has_any(session, batch.id, CaseState.WAITING)


def _finish(session: Session, batch: Batch | None, now: datetime) -> None:
    if batch is None or batch.state != BatchState.RUNNING:
        return
    cases.go_on(session, case_rows.waiting_in(session, batch.id), now)
    batch.state = BatchState.FINISHED
    audit.append(session, at=now, who=audit.SYSTEM, action="batch_finished", subject=batch.id)


def _fill(session: Session, batch: Batch, size: int | None) -> int:
    """Take cases into a new batch until it is full or none is left; those on the exclusion list are closed."""
    taken = 0
    while size is None or taken < size:
        session.flush()
        found = case_rows.without_batch(session, batch.wave_id, None if size is None else size - taken)
        if not found:
            break
        listed = _with_listed_number(session, found)
        for case in found:
            if case.id in listed:
                cases.close_held(case, Result.EXCLUDED)
            else:
                case.batch_id = batch.id
        taken += len(found) - len(listed)
    return taken


def _with_listed_number(session: Session, found: Sequence[Case]) -> set[str]:
    """The ids of those cases that have a number on the exclusion list."""
    prints = case_rows.prints_of_cases(session, [case.id for case in found])
    listed = exclusion.excluded(session, (one for of_case in prints.values() for one in of_case))
    return {case_id for case_id, of_case in prints.items() if listed.intersection(of_case)}


def _batch(session: Session, batch_id: str, states: Collection[BatchState], act: str) -> Batch:
    """The batch, if it is in one of the states in which that can be done to it."""
    batch = batch_rows.locked(session, batch_id)
    if batch is None:
        raise NotFound("there is no batch of that id: see `wave show`")
    if batch.state not in states:
        raise Refused(f"this batch is {batch.state}: only one that is {' or '.join(sorted(states))} can be {act}")
    return batch


def _wave(session: Session, batch: Batch) -> Wave:
    return session.get_one(Wave, batch.wave_id)


def _arms(session: Session, wave: Wave) -> Mapping[str, object]:
    """What the record of a launch says of an experiment: the version of each arm."""
    session.flush()
    versions = wave_rows.versions_by_arm(session, wave.id)
    return {"arms": versions} if versions else {}


def _require_time_left(wave: Wave, now: datetime) -> None:
    waves.require_open(wave)
    if hours.next_opening(waves.rules_of(wave).calling, now) is None:
        raise Refused(f"the wave {wave.name} is over: its rules leave no hour in which anybody could be called")


def _require_fresh(session: Session, wave: Wave, now: datetime) -> None:
    """A frame grows old: somebody may have died, or asked not to be rung, since it was made."""
    looked_at, days = samples.last_looked_at(session, wave.id), waves.rules_of(wave).eligibility.fresh_days
    if looked_at is not None and now - looked_at > timedelta(days=days):
        raise Refused(
            f"the sample of {wave.name} was last held against a frame more than {days} days ago: "
            "run `sample refresh` with a new frame first"
        )


def _noted(session: Session, batch: Batch, action: str, clock: Clock, who: str, **details: object) -> BatchStatus:
    """Write the audit entry of an act of staff, and show the batch after it."""
    audit.append(session, at=clock.now(), who=who, action=action, subject=batch.id, **details)
    session.flush()
    return status(session, batch.id)
