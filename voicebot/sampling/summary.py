"""A sample as it is shown: all that is needed to draw it again from the same frame, and what came of it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from voicebot.errors import NotFound
from voicebot.sampling.comparison import Profile, overlaps
from voicebot.sampling.waves import require_wave
from voicebot.store import samples, waves
from voicebot.store.samples import SampleState
from voicebot.store.tables import Sample


@dataclass(frozen=True, slots=True)
class StratumCount:
    """A stratum: how many persons could be drawn there, how many were."""

    area: str
    victim_group: str
    eligible: int
    drawn: int


@dataclass(frozen=True, slots=True)
class Refreshed:
    """One refresh: how many cases were looked at, and how many were taken out for which reason."""

    at: datetime
    frame_digest: str
    looked_at: int
    taken_out: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class SampleSummary:
    """A sample. `waterfall` has the rows that each rule took out, in order; `arms` the cases of each of an experiment.

    `chances`: the least and the greatest that anybody had to be drawn. `accepted_by` said yes to a frame that differed
    oddly from the last one. `notes` are told by the draw, and which other waves asked about the same days at any time.
    """

    id: str
    wave: str
    state: SampleState
    drawn_at: datetime
    reference_date: date
    seed: str
    method: str
    size: int
    frame_digest: str
    rules_digest: str
    lists_digest: str
    rows_read: int
    rows_rejected: int
    waterfall: Mapping[str, int]
    strata: Sequence[StratumCount]
    replicates: int
    released: int
    chances: tuple[float, float] | None
    accepted_by: str | None
    refreshes: Sequence[Refreshed]
    arms: Mapping[str, int]
    notes: Sequence[str] = ()


def summary(session: Session, wave: str) -> SampleSummary:
    """The sample of a wave, or the one discarded last.

    Raises:
        NotFound: there is no such wave, or nothing was ever drawn for it.
    """
    found = summary_if_drawn(session, wave)
    if found is None:
        raise NotFound(f"no sample was drawn for {wave} yet: see `sample draw`")
    return found


def summary_if_drawn(session: Session, wave: str) -> SampleSummary | None:
    """The same; None if nothing was ever drawn for the wave.

    Raises:
        NotFound: there is no such wave.
    """
    sample = samples.newest_sample(session, require_wave(wave, waves.by_name(session, wave)).id)
    return None if sample is None else summarise(session, wave, sample)


def summarise(session: Session, wave: str, sample: Sample, notes: Sequence[str] = ()) -> SampleSummary:
    """What is kept of one sample."""
    strata = samples.strata_of(session, sample.id)
    return SampleSummary(
        id=sample.id,
        wave=wave,
        state=SampleState(sample.state),
        drawn_at=sample.drawn_at,
        reference_date=sample.reference_date,
        seed=sample.seed,
        method=sample.method,
        size=sample.size,
        frame_digest=sample.frame_digest,
        rules_digest=sample.rules_digest,
        lists_digest=sample.lists_digest,
        rows_read=sample.rows_read,
        rows_rejected=sample.rows_rejected,
        waterfall=json.loads(sample.waterfall),
        strata=[StratumCount(row.area, row.victim_group, row.eligible, row.drawn) for row in strata],
        replicates=sample.replicates,
        released=sample.released,
        chances=samples.chances_of(session, sample.id),
        accepted_by=sample.accepted_by,
        refreshes=[
            Refreshed(row.at, row.frame_digest, row.looked_at, json.loads(row.withdrawn))
            for row in samples.refreshes_of(session, sample.id)
        ],
        arms=waves.cases_by_arm(session, sample.wave_id),
        notes=(*notes, *_overlaps(session, sample)),
    )


def _overlaps(session: Session, sample: Sample) -> Sequence[str]:
    profile = Profile.from_json(sample.profile)
    if profile is None:
        return ()
    kept = [(name, Profile.from_json(text)) for of, name, text in samples.profiles(session) if of != sample.wave_id]
    return overlaps(profile, [(name, other) for name, other in kept if other is not None])
