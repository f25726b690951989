"""What a wave was, for whoever reads its results: survey, period, sample, rules that matter, versions."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from voicebot.fieldwork.rules import WaveRules
from voicebot.sampling.allocation import Method
from voicebot.sampling.comparison import Profile
from voicebot.store.states import WaveState
from voicebot.store.tables import Sample, Wave


@dataclass(frozen=True, slots=True)
class Eligibility:
    """Who could be drawn, as far as two waves must agree in it to be compared."""

    victim_groups: tuple[str, ...]
    window_weeks: tuple[int, int]
    minimum_age: int


@dataclass(frozen=True, slots=True)
class WaveFacts:
    """A wave in facts.

    `since` and `until` are the days of the reports that could be drawn, where the draw has kept them; `first_month` and
    `last_month` (`2026-11`) those of the settled calls: nothing finer outlives the wave's destruction.
    `hard_quotas`: the sample is no probability sample, and nothing of it may carry an interval. `waterfall`: the rows
    of the frame that each rule took out, in order. `stratified`: drawn within area by victim group.
    """

    id: str
    name: str
    flow: str
    state: WaveState
    version: str | None
    arms: Mapping[str, str]  # version by arm of the experiment
    reference_date: date
    since: date | None
    until: date | None
    first_month: str | None
    last_month: str | None
    hard_quotas: bool
    method: str
    stratified: bool
    seed: str
    frame_digest: str
    rows_read: int
    rows_rejected: int
    waterfall: Mapping[str, int]
    drawn: int
    replicates: int
    released: int
    currency: str | None
    eligibility: Eligibility


def facts_of(
    wave: Wave, sample: Sample, rules: WaveRules, arms: Mapping[str, str], attempts: pl.DataFrame
) -> WaveFacts:
    """The facts of a wave; `attempts` as in `WaveData`, with their `currency`."""
    profile = Profile.from_json(sample.profile)
    first, last = attempts.select(pl.col("month").min().alias("first"), pl.col("month").max().alias("last")).row(0)
    return WaveFacts(
        id=wave.id,
        name=wave.name,
        flow=wave.flow,
        state=WaveState(wave.state),
        version=wave.version,
        arms=arms,
        reference_date=sample.reference_date,
        since=profile.since if profile else None,
        until=profile.until if profile else None,
        first_month=first,
        last_month=last,
        hard_quotas=rules.targets.are_set and rules.targets.hard,
        method=sample.method,
        stratified=sample.method != Method.SIMPLE,
        seed=sample.seed,
        frame_digest=sample.frame_digest,
        rows_read=sample.rows_read,
        rows_rejected=sample.rows_rejected,
        waterfall=json.loads(sample.waterfall),
        drawn=sample.size,
        replicates=sample.replicates,
        released=sample.released,
        currency=next(iter(attempts["currency"].drop_nulls()), None),
        eligibility=Eligibility(
            victim_groups=tuple(sorted(rules.eligibility.victim_groups)),
            window_weeks=rules.eligibility.window_weeks,
            minimum_age=rules.eligibility.minimum_age,
        ),
    )
