"""A share of all eligible people, estimated from those interviewed: with interval, base and effective base.

The variance is svy's, linearised, and knows of strata and raking; there is no correction for a finite population.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isnan, sqrt
from typing import Any, cast

import polars as pl
import svy

from voicebot.reporting.weights import kish, people_of

Z = 1.959963984540054
"""Of a two-sided 95 % interval."""
ALL = "all"
"""The group of everybody."""
_KISH = pl.col("weight").sum() ** 2 / (pl.col("weight") ** 2).sum()
_NO_VARIANCE = 1e-9  # a standard error below it is rounding: the share is fixed by the margins or the same for all


@dataclass(frozen=True, slots=True)
class Estimate:
    """A share, between 0 and 1, with its 95 % interval.

    `base` is how many were interviewed and count here. The rest is None under hard quotas, where no chance is known.
    """

    share: float
    base: int
    n_effective: float | None = None
    standard_error: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Measured:
    """The estimates by group, and what svy made them of, to be compared."""

    estimates: Mapping[str, Estimate]
    result: svy.Estimate


def wilson(share: float, n: float) -> tuple[float, float]:
    """The 95 % interval of a share of n (Wilson 1927)."""
    centre = (share + Z * Z / (2 * n)) / (1 + Z * Z / n)
    half = Z * sqrt(share * (1 - share) / n + Z * Z / (4 * n * n)) / (1 + Z * Z / n)
    return max(0.0, centre - half), min(1.0, centre + half)


def mean_by_group(sample: svy.Sample, column: str, by: str | None = None) -> Measured | None:
    """The share of ones in a column of zeros, ones and nulls, of all or by group; None if nobody counts.

    Whoever has a null in either column is left out of the estimate, and stays in the design.
    """
    people = people_of(sample).drop_nulls([column] if by is None else [column, by])
    if people.is_empty():
        return None
    result = cast("svy.Estimate", sample.estimation.mean(column, by=by, drop_nulls=True))
    group = pl.lit(ALL) if by is None else pl.col(by)
    worth = dict(people.group_by(group, maintain_order=True).agg(_KISH).iter_rows())
    rows = result.to_polars().iter_rows(named=True)
    return Measured({of: _estimate(row, worth[of]) for row in rows if (of := row.get(by or "", ALL)) in worth}, result)


def shares_of_categories(sample: svy.Sample, column: str) -> Mapping[str, Estimate]:
    """The share of each category of a column, among those who have one there."""
    people = people_of(sample).drop_nulls(column)
    if people.is_empty():
        return {}
    result = cast("svy.Estimate", sample.estimation.prop(column, drop_nulls=True))
    worth = kish(people["weight"])
    return {row[column]: _estimate(row, worth) for row in result.to_polars().iter_rows(named=True)}


def without_interval(estimate: Estimate) -> Estimate:
    """What may be said where the sample is no probability sample: the share and its base."""
    return Estimate(estimate.share, estimate.base)


def _estimate(row: Mapping[str, Any], worth: float) -> Estimate:
    """From a row of svy's. `worth`: the effective base by the weights alone, where there is no variance to go by."""
    share = min(1.0, max(0.0, row["est"]))
    error = 0.0 if isnan(row["se"]) else row["se"]
    n = share * (1 - share) / error**2 if error > _NO_VARIANCE and 0 < share < 1 else worth
    low, high = wilson(share, n)
    return Estimate(share, row["n"], n, error, low, high)
