"""What came of each arm of a wave's experiment, and whether they differ by more than chance."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import erfc, sqrt

import polars as pl

from voicebot.reporting.comparisons import SMALLEST_BASE, Difference, holm
from voicebot.reporting.estimates import Estimate, Z
from voicebot.reporting.rates import BothRates, both_rates
from voicebot.reporting.satisfaction import Satisfaction
from voicebot.reporting.wave_data import WaveData

ARM = "arm"


@dataclass(frozen=True, slots=True)
class ArmResults:
    """One arm, called after its questionnaire. `headline` is None where nothing can be estimated."""

    arm: str
    version: str
    cases: int
    interviews: int
    rates: BothRates
    headline: Estimate | None


@dataclass(frozen=True, slots=True)
class Experiment:
    """The arms of a wave, each told apart, and every pair of them compared.

    `response` compares their response rates (RR2), `headline` their % satisfied, weighted as all estimates are; under
    hard quotas neither is tested.
    """

    arms: tuple[ArmResults, ...]
    response: tuple[Difference, ...]
    headline: tuple[Difference, ...]


def experiment(data: WaveData, headline: Satisfaction | None) -> Experiment | None:
    """What came of the experiment; None if the wave has none. `headline`: of the whole wave, by domain."""
    if not data.arms:
        return None
    domain = next((one for one in headline.domains if one.domain.name == ARM), None) if headline else None
    estimates = {one.group: one.estimate for one in domain.groups} if domain else {}
    arms = tuple(_arm(data, arm, estimates) for arm in data.arms)
    return Experiment(
        arms=arms,
        response=() if data.facts.hard_quotas else compare_response(arms),
        headline=domain.differences if domain else (),
    )


def compare_response(arms: Sequence[ArmResults]) -> tuple[Difference, ...]:
    """Every pair of arms by response rate: two shares of people who were split at random, hence unweighted.

    Arms with fewer than 30 people who could have answered are left out.
    """
    large = {one.arm: one for one in arms if _asked(one) >= SMALLEST_BASE}
    pairs = list(combinations(large.values(), 2))
    differences = [_differ(one, other) for one, other in pairs]
    chances = [_chance(difference, error) for difference, error in differences]
    return tuple(
        Difference(
            one.arm,
            other.arm,
            difference,
            standard_error=error,
            low=difference - Z * error,
            high=difference + Z * error,
            p=p,
            p_holm=p_holm,
        )
        for (one, other), (difference, error), p, p_holm in zip(pairs, differences, chances, holm(chances), strict=True)
    )


def _arm(data: WaveData, arm: str, estimates: Mapping[str, Estimate]) -> ArmResults:
    cases = data.cases.filter(pl.col(ARM) == arm)
    return ArmResults(
        arm=arm,
        version=data.arms[arm].digest,
        cases=cases.height,
        interviews=int(cases["interviewed"].sum()),
        rates=both_rates(dict(cases["outcome"].value_counts().iter_rows())),
        headline=estimates.get(arm),
    )


def _asked(arm: ArmResults) -> int:
    """Everybody below the line of its response rate."""
    return arm.cases - arm.rates.headline.counts.ne


def _differ(one: ArmResults, other: ArmResults) -> tuple[float, float]:
    """The difference of two response rates, and its standard error."""
    rates = [(arm.rates.headline.rr2 or 0.0, _asked(arm)) for arm in (one, other)]
    return rates[0][0] - rates[1][0], sqrt(sum(rate * (1 - rate) / asked for rate, asked in rates))


def _chance(difference: float, standard_error: float) -> float:
    """How often chance alone brings a difference as large, either way."""
    if standard_error == 0:
        return 1.0 if difference == 0 else 0.0
    return erfc(abs(difference) / standard_error / sqrt(2))
