"""Releasing the next replicate of a sample while interviews are missing, and closing what a hard quota has filled."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from voicebot.clock import Clock
from voicebot.errors import NotFound, Refused
from voicebot.fieldwork import cases, waves
from voicebot.fieldwork.targets import Progress, Standing, Stratum, filled, progress
from voicebot.outcomes import Result
from voicebot.privacy import audit
from voicebot.sampling.waves import require_wave
from voicebot.store import cases as case_rows
from voicebot.store import samples
from voicebot.store import waves as wave_rows
from voicebot.store.engine import reading, transaction
from voicebot.store.tables import Sample, Wave


@dataclass(frozen=True, slots=True)
class ReleaseStatus:
    """How many replicates of a wave's sample may be called, and how far its targets are met."""

    wave: str
    released: int
    replicates: int
    progress: Sequence[Progress]


def release_status(session: Session, wave_name: str) -> ReleaseStatus:
    """Where the wave stands.

    Raises:
        NotFound: there is no such wave, or it has no sample.
    """
    wave = waves.find_wave(session, wave_name)
    sample = _sample(session, wave)
    return ReleaseStatus(wave.name, sample.released, sample.replicates, _progress(session, wave))


def release_next(engine: Engine, clock: Clock, *, wave_name: str, who: str) -> ReleaseStatus:
    """Let the next replicate be put into batches.

    Raises:
        NotFound: there is no such wave, or it has no sample.
        Refused: the wave is not open, all is released, or every target is met.
    """
    with transaction(engine) as session:
        wave = require_wave(wave_name, wave_rows.locked(session, wave_name))
        waves.require_open(wave)
        sample = _sample(session, wave)
        if sample.released >= sample.replicates:
            raise Refused(f"all {sample.replicates} replicates of {wave_name} are released: draw for another wave")
        stands = _progress(session, wave)
        if stands and all(one.is_met for one in stands):
            raise Refused("every target is met: " + "; ".join(f"{one.name} {one.interviews}" for one in stands))
        sample.released += 1
        audit.append(
            session,
            at=clock.now(),
            who=who,
            action="replicate_released",
            subject=sample.id,
            replicate=sample.released,
        )
        return ReleaseStatus(wave.name, sample.released, sample.replicates, stands)


def close_filled_quotas(engine: Engine, clock: Clock) -> int:
    """Close the waiting cases of every stratum whose hard quota is reached; how many."""
    with reading(engine) as session:
        full = {wave.id: of for wave in wave_rows.open_ones(session) if (of := _filled(session, wave))}
    closed = 0
    for wave_id, strata in full.items():
        with transaction(engine) as session:
            waiting = [
                case_id for one in sorted(strata) for case_id in case_rows.waiting_of_stratum(session, wave_id, one)
            ]
            for case_id in waiting:
                cases.close(session, case_id, Result.QUOTA_FILLED)
            if waiting:
                audit.append(
                    session,
                    at=clock.now(),
                    who=audit.SYSTEM,
                    action="quota_filled",
                    subject=wave_id,
                    cases=len(waiting),
                )
            closed += len(waiting)
    return closed


def _sample(session: Session, wave: Wave) -> Sample:
    sample = samples.drawn_sample(session, wave.id)
    if sample is None:
        raise NotFound(f"no sample was drawn for {wave.name} yet: see `sample draw`")
    return sample


def _progress(session: Session, wave: Wave) -> Sequence[Progress]:
    rules = waves.rules_of(wave)
    return progress(rules.targets, _standing(session, wave), rules.planning.response)


def _filled(session: Session, wave: Wave) -> frozenset[Stratum]:
    targets = waves.rules_of(wave).targets
    return filled(targets, _standing(session, wave)) if targets.hard else frozenset()


def _standing(session: Session, wave: Wave) -> Mapping[Stratum, Standing]:
    return {
        (area, group): Standing(closed, still_open, interviews)
        for area, group, closed, still_open, interviews in case_rows.standing_by_stratum(session, wave.id)
    }
