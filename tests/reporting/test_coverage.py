"""Surveys of a made-up city of which everything is known: do intervals hold what they promise, does raking mend bias?

Who answers and who is satisfied both depend on age, gender and victim group, so that those interviewed are happier than
the city. Strata are sampled at unequal rates. `VOICEBOT_WAVES` sets how many surveys are made.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
import polars as pl

from tests.reporting.made import wave
from voicebot.reporting.estimates import Estimate
from voicebot.reporting.satisfaction import satisfaction
from voicebot.reporting.wave_data import WaveData
from voicebot.reporting.weights import weigh

WAVES = int(os.environ.get("VOICEBOT_WAVES", "25"))
FULL = 200
PEOPLE, EACH = 60_000, 170
"""In the city; drawn from each of twelve strata."""
AREAS, GROUPS, GENDERS = ("CE", "EA", "NW", "SE"), ("burglary", "hate_crime", "violent_crime"), ("female", "male")
AGES = ("18-24", "25-34", "35-44", "45-54", "55-64", "65-74", "75+")


@dataclass(frozen=True)
class City:
    """Everybody with what is recorded, what they would say, and how likely they are to say it."""

    people: pl.DataFrame

    @property
    def truth(self) -> dict[tuple[str, str], float]:
        """The share who are satisfied, of all and of each group."""
        groups = {("all", "all"): self.people["satisfied"].mean()}
        for domain, column in (("victim_group", "victim_group"), ("area", "area"), ("age", "frame_age")):
            shares = self.people.group_by(column).agg(pl.col("satisfied").mean())
            groups |= {(domain, group): share for group, share in shares.iter_rows()}
        return groups


@cache
def city() -> City:
    dice = np.random.default_rng(2026)
    area, group = dice.choice(4, PEOPLE, p=(0.4, 0.3, 0.2, 0.1)), dice.choice(3, PEOPLE, p=(0.5, 0.15, 0.35))
    age, gender = dice.integers(0, 7, PEOPLE), dice.integers(0, 2, PEOPLE)
    satisfied = 0.35 + 0.05 * age + 0.15 * (group == 0) - 0.1 * (gender == 1) + 0.03 * area
    responds = 0.15 * 1.2**age * np.where(gender == 1, 0.75, 1.0) * np.where(group == 0, 1.3, 1.0)
    return City(
        pl.DataFrame(
            {
                "case": [f"{nth:06}" for nth in range(PEOPLE)],
                "area": np.array(AREAS)[area],
                "victim_group": np.array(GROUPS)[group],
                "frame_age": np.array(AGES)[age],
                "frame_gender": np.array(GENDERS)[gender],
                "age_code": age + 1,
                "satisfied": dice.random(PEOPLE) < satisfied,
                "responds": responds,
            }
        )
    )


def survey(seed: int) -> WaveData:
    """One wave: drawn by stratum, some respond."""
    dice = np.random.default_rng(seed)
    people = city().people.with_columns(lot=pl.Series(dice.random(PEOPLE)))
    drawn = people.filter(pl.col("lot").rank().over("area", "victim_group") <= EACH)
    taking_part = pl.Series(dice.random(drawn.height) < drawn["responds"].to_numpy())
    cases = drawn.with_columns(outcome=pl.when(taking_part).then(pl.lit("1.1")).otherwise(pl.lit("3.13")))
    strata = {(area, group): size for area, group, size in people.group_by("area", "victim_group").len().iter_rows()}
    margins = {
        name: dict(people[column].value_counts().iter_rows())
        for name, column in (
            *(("area", "area"), ("victim_group", "victim_group")),
            *(("age", "frame_age"), ("gender", "frame_gender")),
        )
    }
    return wave(cases, answers=_answers(cases.filter(outcome="1.1")), eligible=strata, margins=margins)


def _answers(interviewed: pl.DataFrame) -> pl.DataFrame:
    whole = interviewed.select(
        "case", question=pl.lit("whole"), code=pl.when("satisfied").then(2).otherwise(6).cast(pl.Int32)
    )
    age = interviewed.select("case", question=pl.lit("age"), code=pl.col("age_code").cast(pl.Int32))
    return pl.concat([whole, age]).with_columns(status=pl.lit("answered"), first=pl.lit(None, pl.Int32))


def _estimates(data: WaveData) -> Iterator[tuple[tuple[str, str], Estimate]]:
    (found,) = satisfaction(data, weigh(data))
    yield ("all", "all"), found.overall
    for one in found.domains:
        for group in one.groups:
            if (one.domain.name, group.group) in city().truth:
                yield (one.domain.name, group.group), group.estimate


@cache
def _surveys() -> pl.DataFrame:
    """Every estimate of every survey beside the truth, and beside what it had been without weights."""
    rows = []
    for seed in range(WAVES):
        data = survey(seed)
        unweighted = data.cases.filter("interviewed")["satisfied"].mean()
        for group, estimate in _estimates(data):
            truth = city().truth[group]
            covers = estimate.low <= truth <= estimate.high
            rows.append((*group, truth, estimate.share, unweighted, covers, estimate.standard_error))
    return pl.DataFrame(
        rows, schema=["domain", "group", "truth", "share", "unweighted", "covers", "error"], orient="row"
    )


def test_95_percent_intervals_cover_the_truth_in_95_percent_of_surveys() -> None:
    coverage = _surveys()["covers"].mean()
    print(f"coverage of {_surveys().height} intervals of {WAVES} surveys: {coverage:.1%}")  # noqa: T201
    lowest, highest = (0.93, 0.97) if WAVES >= FULL else (0.92, 0.98)
    assert lowest <= coverage <= highest


def test_raking_removes_the_bias_of_who_responds() -> None:
    overall = _surveys().filter(domain="all")
    weighted = (overall["share"] - overall["truth"]).mean()
    unweighted = (overall["unweighted"] - overall["truth"]).mean()
    print(f"bias {100 * unweighted:.2f} points before, {100 * weighted:.2f} after")  # noqa: T201
    noise = overall["error"].mean() / WAVES**0.5
    assert unweighted > 0.03
    assert abs(weighted) < 3 * noise + 0.002


def test_standard_errors_are_as_large_as_estimates_scatter() -> None:
    overall = _surveys().filter(domain="all")
    assert 0.75 < overall["error"].mean() / overall["share"].std() < 1.33
