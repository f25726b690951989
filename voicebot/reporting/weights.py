"""Weights of those interviewed: the inverse of the chance to be drawn, raked to the margins of the frame, trimmed.

By the values that are *recorded* on the frame, never by what people say of themselves. The computing is svy's.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl
import svy

from voicebot.reporting.cells import Cell, cell_column, margin_cells, with_cells
from voicebot.reporting.frames import STRATUM
from voicebot.reporting.wave_data import WaveData

LOWEST, HIGHEST = 0.3, 3.0
"""Bounds of a weight, in mean weights."""
_CYCLES = 50
_TOLERANCE = 1e-4  # of a category's persons, or of a bound
_TRIMMING = svy.TrimConfig(upper=svy.Threshold("mean", HIGHEST), lower=svy.Threshold("mean", LOWEST), max_iter=_CYCLES)


@dataclass(frozen=True, slots=True)
class Weighting:
    """How the weights came about.

    Attributes:
        interviews: how many have a weight.
        margins: the cells that were raked to, by variable.
        left_out: variables with fewer than two cells that are large enough.
        design_effect: Kish's, from the weights alone: n times the sum of squares over the square of the sum.
        n_effective: interviews of equal weight that would be worth as much.
        smallest, largest: weights in mean weights.
        margin_error: how far the worst cell is from the frame, as a share of its persons.
        converged: the margins and the bounds are both met.
    """

    interviews: int
    margins: Mapping[str, tuple[Cell, ...]]
    left_out: tuple[str, ...]
    design_effect: float
    n_effective: float
    smallest: float
    largest: float
    margin_error: float
    converged: bool


@dataclass(frozen=True, slots=True)
class Weights:
    """Those interviewed with their weights.

    `table`: `case`, `design_weight`, `weight`, in the order of `WaveData.cases`. `sample` is svy's, with these columns
    and the stratum, for estimates whose variance knows of the design and the raking.
    """

    table: pl.DataFrame = field(repr=False)
    sample: svy.Sample = field(repr=False)
    weighting: Weighting


def weigh(data: WaveData) -> Weights:
    """Weigh those interviewed. There has to be at least one."""
    people = design_weights(data).filter("interviewed")
    margins = {variable: margin_cells(data, variable) for variable in data.frame_variables}
    used = {variable: cells for variable, cells in margins.items() if len(cells) > 1}
    sample = _raked(sample_of(with_cells(people, used), "design_weight"), used)
    table = people_of(sample).select("case", "design_weight", "weight")
    left_out = tuple(variable for variable in margins if variable not in used)
    return Weights(table, sample, _describe(sample, used, left_out))


def design_weights(data: WaveData) -> pl.DataFrame:
    """The cases with `design_weight` (eligible persons by released cases of the stratum) and `stratum`.

    A sample that was not stratified is one stratum.
    """
    stratum = pl.concat_str(STRATUM, separator="/") if data.facts.stratified else pl.lit("all")
    counts = data.strata.group_by(stratum=stratum).agg(pl.col("eligible", "released").sum())
    weights = counts.select("stratum", design_weight=pl.col("eligible") / pl.col("released"))
    return data.cases.with_columns(stratum=stratum).join(weights, on="stratum", how="left", maintain_order="left")


def sample_of(people: pl.DataFrame, weight: str) -> svy.Sample:
    """The same as svy wants it: drawn within strata; where one has a single person, the mean of all stands in."""
    return svy.Sample(people, svy.Design(stratum="stratum", wgt=weight, singleton="center"))


def _raked(sample: svy.Sample, margins: Mapping[str, tuple[Cell, ...]]) -> svy.Sample:
    """Raked and trimmed in turn until both hold. If they never do, trimmed at the end, so that the bounds hold."""
    if not margins:
        return _trimmed(sample)
    controls: dict[str, dict[str | int | float | bool, int | float]] = {
        cell_column(variable): {str(at): cell.persons for at, cell in enumerate(cells)}
        for variable, cells in margins.items()
    }
    raked = sample.weighting.rake(
        controls=controls, wgt_name="raked", trimming=_TRIMMING, tol=_TOLERANCE, on_nonconvergence="ignore"
    )
    return raked if _within_bounds(_weights(raked)) else _trimmed(raked)


def _trimmed(sample: svy.Sample) -> svy.Sample:
    return sample.weighting.trim(
        upper=_TRIMMING.upper, lower=_TRIMMING.lower, max_iter=_CYCLES, wgt_name="trimmed", on_nonconvergence="ignore"
    )


def joined(sample: svy.Sample, table: pl.DataFrame) -> svy.Sample:
    """With the columns of a table that has some of the cases; null for the others."""
    return sample.wrangling.join(table, on="case", on_unmatched="ignore")


def people_of(sample: svy.Sample) -> pl.DataFrame:
    """Those in the sample, with the weight that counts as `weight`."""
    return sample.data.lazy().with_columns(weight=pl.col(str(sample.design.wgt))).collect()


def _weights(sample: svy.Sample) -> pl.Series:
    return people_of(sample)["weight"]


def _within_bounds(weights: pl.Series) -> bool:
    relative = weights / weights.mean()
    return bool((relative.is_between(LOWEST * (1 - _TOLERANCE), HIGHEST * (1 + _TOLERANCE))).all())


def _describe(sample: svy.Sample, margins: Mapping[str, tuple[Cell, ...]], left_out: tuple[str, ...]) -> Weighting:
    people = people_of(sample)
    weights = people["weight"]
    relative = weights.to_numpy() / weights.to_numpy().mean()
    effective = kish(weights)
    error = max((_error(people, variable, cells) for variable, cells in margins.items()), default=0.0)
    return Weighting(
        interviews=len(weights),
        margins=margins,
        left_out=left_out,
        design_effect=len(weights) / effective,
        n_effective=effective,
        smallest=float(relative.min()),
        largest=float(relative.max()),
        margin_error=error,
        converged=error <= _TOLERANCE and _within_bounds(weights),
    )


def kish(weights: pl.Series) -> float:
    """How many of equal weight these are worth: the square of the sum over the sum of squares (Kish 1965)."""
    total = float(weights.sum())
    return total * total / float((weights * weights).sum())


def _error(people: pl.DataFrame, variable: str, cells: tuple[Cell, ...]) -> float:
    sums = people.group_by(cell_column(variable), maintain_order=True).agg(pl.col("weight").sum())
    met = dict(sums.iter_rows())
    return max(float(abs(met[str(at)] - cell.persons)) / cell.persons for at, cell in enumerate(cells))
