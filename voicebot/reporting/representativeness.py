"""Whether those interviewed are like all who could have been: on everything that is recorded on the frame.

Shares of sample, reached and interviewed carry the design weight alone: raking would hide what is to be seen here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import erfc, sqrt

import polars as pl

from voicebot.reporting.comparisons import SMALLEST_BASE, holm
from voicebot.reporting.estimates import shares_of_categories
from voicebot.reporting.frames import STRATUM
from voicebot.reporting.rates import CONTACTED, disposition
from voicebot.reporting.said import said_by_case, said_variables
from voicebot.reporting.wave_data import WaveData, frame_column
from voicebot.reporting.weights import design_weights, sample_of
from voicebot.sampling.codes import NOT_RECORDED


@dataclass(frozen=True, slots=True)
class CategoryProfile:
    """One category side by side: persons, cases and shares (between 0 and 1).

    `difference`: share of the interviewed less that of the frame. Its test is corrected for the variable's categories;
    None where there is too little to test, or under hard quotas.
    """

    category: str
    persons: int
    sampled: int
    reached: int
    interviewed: int
    frame_share: float
    sampled_share: float
    reached_share: float
    interviewed_share: float
    difference: float
    standard_error: float | None
    p_holm: float | None


@dataclass(frozen=True, slots=True)
class VariableProfile:
    """A variable of the frame by category, in the order of the categories."""

    variable: str
    categories: tuple[CategoryProfile, ...]


@dataclass(frozen=True, slots=True)
class Agreement:
    """What people said of themselves against what was recorded: counts of those interviewed of whom both are known.

    `cells` are (recorded, said, people). Neither need be right: categories and moments differ.
    """

    variable: str
    both_known: int
    agreeing: int
    cells: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True, slots=True)
class StratumNeed:
    """How far a stratum is from its share of the interviews. `next_cases`: what the next replicate would add there."""

    area: str
    victim_group: str
    released: int
    still_open: int
    interviewed: int
    expected: float
    next_cases: int

    @property
    def missing(self) -> float:
        """Interviews that it has too few, if all the wave's were spread as the frame is."""
        return self.expected - self.interviewed


def profiles(data: WaveData) -> tuple[VariableProfile, ...]:
    """Every variable of the frame, the strata's first."""
    contacted = [code for code in data.cases["outcome"].unique() if disposition(code) in CONTACTED]
    people = design_weights(data).with_columns(reached=pl.col("outcome").is_in(contacted))
    return tuple(_profile(data, people, variable) for variable in data.frame_variables)


def agreements(data: WaveData) -> tuple[Agreement, ...]:
    """Every variable that is both recorded on the frame and asked."""
    if data.questionnaire is None:
        return ()
    said = {one.name for one in said_variables(data.questionnaire)}
    both = [variable for variable in data.frame_variables if variable in said]
    people = data.cases.filter("interviewed").join(said_by_case(data.questionnaire, data.answers), on="case")
    return tuple(_agreement(people, variable) for variable in both)


def needs(data: WaveData) -> tuple[StratumNeed, ...]:
    """The strata, the one that lacks most interviews first."""
    counts = data.cases.group_by(STRATUM).agg(
        interviewed=pl.col("interviewed").sum(), still_open=pl.col("is_open").sum()
    )
    strata = data.strata.join(counts, on=STRATUM, how="left").fill_null(0)
    share = pl.col("eligible") / pl.col("eligible").sum()
    table = strata.with_columns(expected=share * pl.col("interviewed").sum(), next_cases=pl.col("next"))
    columns = ("released", "still_open", "interviewed", "expected", "next_cases")
    found = [StratumNeed(*row) for row in table.select(*STRATUM, *columns).iter_rows()]
    return tuple(sorted(found, key=lambda one: (-one.missing, one.area, one.victim_group)))


def _profile(data: WaveData, people: pl.DataFrame, variable: str) -> VariableProfile:
    column = frame_column(variable)
    interviewed = people.filter("interviewed")
    table = data.margins.filter(variable=variable).select("category", "persons", frame_share=_share("persons"))
    for name, group in {"sampled": people, "reached": people.filter("reached"), "interviewed": interviewed}.items():
        table = table.join(_counted(group, column, name), on="category", how="full", coalesce=True)
    table = table.fill_null(0).sort("category")
    rows = table.with_columns(difference=pl.col("interviewed_share") - pl.col("frame_share")).rows(named=True)
    errors = {} if data.facts.hard_quotas else _standard_errors(interviewed, column)
    tested = _tested({row["category"]: row["difference"] for row in rows}, errors)
    categories = (
        CategoryProfile(**row, standard_error=errors.get(row["category"]), p_holm=tested.get(row["category"]))
        for row in rows
    )
    return VariableProfile(variable, tuple(categories))


def _counted(people: pl.DataFrame, column: str, name: str) -> pl.DataFrame:
    counts = people.group_by(column, maintain_order=True).agg(pl.len().alias(name), pl.col("design_weight").sum())
    return counts.select(pl.col(column).alias("category"), name, _share("design_weight").alias(f"{name}_share"))


def _share(column: str) -> pl.Expr:
    return pl.col(column) / pl.col(column).sum()


def _standard_errors(interviewed: pl.DataFrame, column: str) -> Mapping[str, float]:
    """Of the shares of the interviewed, as if there were no strata: who of a stratum takes part is chance as well."""
    if interviewed.height < SMALLEST_BASE:
        return {}
    everybody = interviewed.with_columns(stratum=pl.lit("all"))
    estimates = shares_of_categories(sample_of(everybody, "design_weight"), column)
    return {category: one.standard_error for category, one in estimates.items() if one.standard_error}


def _tested(differences: Mapping[str, float], errors: Mapping[str, float]) -> Mapping[str, float]:
    """The chance of a difference as large if the interviewed were drawn from the frame at random, by category."""
    chances = [erfc(abs(differences[category]) / error / sqrt(2)) for category, error in errors.items()]
    return dict(zip(errors, holm(chances), strict=True))


def _agreement(people: pl.DataFrame, variable: str) -> Agreement:
    known = people.select(recorded=frame_column(variable), said=variable).filter(
        pl.col("recorded") != NOT_RECORDED, pl.col("said").is_not_null()
    )
    cells = known.group_by("recorded", "said").len().sort("recorded", "said")
    return Agreement(
        variable=variable,
        both_known=known.height,
        agreeing=known.filter(pl.col("recorded") == pl.col("said")).height,
        cells=tuple(cells.iter_rows()),
    )
