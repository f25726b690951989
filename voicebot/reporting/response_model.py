"""How evenly people respond: the R-indicator with its partial ones, from a logistic model on what the frame records.

Schouten, Cobben and Bethlehem (2009); bias correction by Shlomo, Skinner and Schouten (2012). The model is svy's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

import polars as pl
import svy

from voicebot.reporting.cells import Cell, cell_column, margin_cells, with_cells
from voicebot.reporting.rates import Disposition, disposition
from voicebot.reporting.wave_data import WaveData
from voicebot.reporting.weights import design_weights, sample_of

_CHANCE = "chance"


@dataclass(frozen=True, slots=True)
class CategoryPartial:
    """How much one category adds to uneven response: below zero it responds less than the whole."""

    categories: tuple[str, ...]
    unconditional: float


@dataclass(frozen=True, slots=True)
class VariablePartial:
    """How much one variable adds to uneven response: by itself, and beyond what all the others tell."""

    variable: str
    unconditional: float
    conditional: float
    categories: tuple[CategoryPartial, ...]


@dataclass(frozen=True, slots=True)
class ResponseModel:
    """How even response is.

    Attributes:
        cases: eligible released cases that the model was fitted to.
        mean: of the modelled chances to respond, between 0 and 1.
        r_indicator: 1 if all had the same chance, less the more they differ; corrected for the noise of the model.
        r_uncorrected: the same without the correction.
        coefficient_of_variation: of the chances, corrected: bounds the bias that uneven response can bring.
        partials: by variable, the one that adds most first.
    """

    cases: int
    mean: float
    r_indicator: float
    r_uncorrected: float
    coefficient_of_variation: float
    partials: tuple[VariablePartial, ...]


def response_model(data: WaveData) -> ResponseModel | None:
    """The model of a wave; None where no variable has two categories with enough interviews, or svy can't fit it."""
    eligible = [code for code in data.cases["outcome"].unique() if disposition(code) is not Disposition.NOT_ELIGIBLE]
    people = design_weights(data).filter(pl.col("outcome").is_in(eligible))
    cells = {variable: margin_cells(data, variable) for variable in data.frame_variables}
    used = {name: of for name, of in cells.items() if len(of) > 1 and _some_declined(people, name, of)}
    fitted = _fitted(with_cells(people, used), used) if used else None
    return None if fitted is None else _described(fitted, used)


def _some_declined(people: pl.DataFrame, variable: str, cells: Sequence[Cell]) -> bool:
    """In every cell; otherwise its chance is one, and the model has nothing to say of how sure that is."""
    by_cell = with_cells(people, {variable: cells}).group_by(cell_column(variable))
    return not by_cell.agg(pl.col("interviewed").all())["interviewed"].any()


def _fitted(people: pl.DataFrame, cells: Mapping[str, Sequence[Cell]]) -> pl.DataFrame | None:
    """With the chance of each case to respond (`chance`) and its standard error (`error`)."""
    columns = [cell_column(variable) for variable in cells]
    sample = sample_of(people.with_columns(responded=pl.col("interviewed").cast(pl.Float64)), "design_weight")
    try:
        model = sample.glm.fit(y="responded", x=[svy.Cat(column) for column in columns], family="binomial")
        ways = people.select(columns).unique(maintain_order=True)
        chances = model.predict(ways).to_polars().select(pl.col("yhat").alias(_CHANCE), pl.col("se").alias("error"))
    except svy.ModelError:
        return None
    return people.join(pl.concat([ways, chances], how="horizontal"), on=columns, how="left", maintain_order="left")


def _described(people: pl.DataFrame, cells: Mapping[str, Sequence[Cell]]) -> ResponseModel:
    weight, chance = pl.col("design_weight"), pl.col(_CHANCE)
    mean = _weighted_mean(people, chance)
    variance = _weighted_mean(people, (chance - mean) ** 2) * people.height / max(1, people.height - 1)
    noise = _weighted_mean(people, pl.col("error").fill_nan(0.0) ** 2)
    spread = sqrt(max(0.0, variance - noise))
    total = float(people.select(weight.sum()).item())
    partials = [_partial(people, mean, total, variable, cells) for variable in cells]
    return ResponseModel(
        cases=people.height,
        mean=mean,
        r_indicator=1 - 2 * spread,
        r_uncorrected=1 - 2 * sqrt(variance),
        coefficient_of_variation=spread / mean,
        partials=tuple(sorted(partials, key=lambda one: -one.unconditional)),
    )


def _partial(
    people: pl.DataFrame, mean: float, total: float, variable: str, cells: Mapping[str, Sequence[Cell]]
) -> VariablePartial:
    groups = people.group_by(cell_column(variable), maintain_order=True).agg(
        share=pl.col("design_weight").sum() / total, chance=_mean_chance()
    )
    apart = groups.with_columns(partial=pl.col("share").sqrt() * (pl.col("chance") - mean))
    by_cell = dict(apart.select(cell_column(variable), "partial").iter_rows())
    return VariablePartial(
        variable=variable,
        unconditional=sqrt(sum(value**2 for value in by_cell.values())),
        conditional=_conditional(people, variable, cells),
        categories=tuple(
            CategoryPartial(cell.categories, by_cell[str(at)])
            for at, cell in enumerate(cells[variable])
            if str(at) in by_cell
        ),
    )


def _conditional(people: pl.DataFrame, variable: str, cells: Mapping[str, Sequence[Cell]]) -> float:
    """What of the variation is left within people who are alike in everything else."""
    others = [cell_column(other) for other in cells if other != variable]
    among = _mean_chance().over(others) if others else _mean_chance()
    return sqrt(_weighted_mean(people.with_columns(apart=pl.col(_CHANCE) - among), pl.col("apart") ** 2))


def _mean_chance() -> pl.Expr:
    return (pl.col(_CHANCE) * pl.col("design_weight")).sum() / pl.col("design_weight").sum()


def _weighted_mean(people: pl.DataFrame, what: pl.Expr) -> float:
    weight = pl.col("design_weight")
    return float(people.select((what * weight).sum() / weight.sum()).item())
