"""Weights, against worked examples by hand and against svy used plainly."""

from typing import Any

import polars as pl
import pytest
import svy

from tests.reporting.made import people, wave
from voicebot.reporting.weights import HIGHEST, LOWEST, Weights, design_weights, kish, weigh


def _by(weights: Weights, cases: pl.DataFrame, *columns: str) -> dict[Any, float]:
    table = weights.table.join(cases, on="case").group_by(columns).agg(pl.col("weight").sum())
    return {row[:-1]: row[-1] for row in table.iter_rows()}


def test_the_design_weight_is_eligible_persons_by_released_cases_of_the_stratum() -> None:
    cases = people((40, {}), (60, {"outcome": "3.13"}), (50, {"area": "NW"}))
    data = wave(cases, eligible={("CE", "burglary"): 1000, ("NW", "burglary"): 200})
    found = design_weights(data).group_by("area", "design_weight").len().sort("area")
    assert found.rows() == [("CE", 10.0, 100), ("NW", 4.0, 50)]


def test_a_sample_without_strata_has_one_design_weight() -> None:
    cases = people((40, {}), (10, {"area": "NW"}))
    data = wave(cases, eligible={("CE", "burglary"): 500, ("NW", "burglary"): 250}, stratified=False)
    assert set(design_weights(data)["design_weight"]) == {15.0}


def test_raking_by_hand() -> None:
    """Two by two with equal design weights, margins 600/400 by 500/500.

    40, 60 / 60, 40 interviews: multiplying rows by a and b, columns by c and d meets all four margins.
    """
    cases = people(
        (40, {"frame_gender": "female", "frame_age": "18-24"}),
        (60, {"frame_gender": "female", "frame_age": "25-34"}),
        (60, {"frame_gender": "male", "frame_age": "18-24"}),
        (40, {"frame_gender": "male", "frame_age": "25-34"}),
    )
    margins = {"gender": {"female": 600, "male": 400}, "age": {"18-24": 500, "25-34": 500}}
    weights = weigh(wave(cases, eligible=5, margins=margins))
    sums = _by(weights, cases, "frame_gender", "frame_age")
    assert sums["female", "18-24"] + sums["female", "25-34"] == pytest.approx(600, rel=1e-3)
    assert sums["female", "18-24"] + sums["male", "18-24"] == pytest.approx(500, rel=1e-3)
    odds = (sums["female", "18-24"] * sums["male", "25-34"]) / (sums["female", "25-34"] * sums["male", "18-24"])
    assert odds == pytest.approx((40 * 40) / (60 * 60), rel=1e-3)  # raking leaves the odds ratio of the sample


def test_the_weights_are_those_of_svy_used_plainly() -> None:
    cases = people(
        (50, {"frame_gender": "female"}),
        (30, {"frame_gender": "male"}),
        (40, {"frame_gender": "female", "area": "NW"}),
        (35, {"frame_gender": "male", "area": "NW"}),
    )
    margins = {"area": {"CE": 800, "NW": 700}, "gender": {"female": 700, "male": 800}}
    weights = weigh(wave(cases, eligible=10, margins=margins))
    plain = svy.Sample(cases.with_columns(w=pl.lit(10.0)), svy.Design(wgt="w"))
    raked = plain.weighting.rake(
        controls={"area": margins["area"], "frame_gender": margins["gender"]}, wgt_name="raked", tol=1e-9
    )
    assert weights.table["weight"].to_list() == pytest.approx(raked.data["raked"].to_list(), rel=1e-3)
    assert weights.weighting.converged


def test_weights_stay_between_their_bounds_and_the_margins_are_met_where_both_can_be() -> None:
    cases = people(
        (300, {"frame_gender": "female", "frame_faith": "none"}),
        (30, {"frame_gender": "male", "frame_faith": "none"}),
        (30, {"frame_gender": "female", "frame_faith": "christian"}),
        (30, {"frame_gender": "male", "frame_faith": "christian"}),
    )
    margins = {"gender": {"female": 2800, "male": 1100}, "faith": {"none": 2800, "christian": 1100}}
    weighting = weigh(wave(cases, margins=margins)).weighting
    assert LOWEST - 1e-3 <= weighting.smallest <= 1 <= weighting.largest <= HIGHEST + 1e-3
    assert weighting.converged
    assert weighting.margin_error < 1e-3


def test_where_bounds_and_margins_can_not_both_be_met_the_bounds_are_and_it_is_told() -> None:
    cases = people((400, {"frame_gender": "female"}), (30, {"frame_gender": "male"}))
    weighting = weigh(wave(cases, margins={"gender": {"female": 2150, "male": 2150}})).weighting
    assert not weighting.converged
    assert weighting.largest <= HIGHEST + 1e-3
    assert weighting.margin_error > 0.1


def test_what_people_say_of_themselves_never_moves_a_weight() -> None:
    cases = people((40, {"frame_gender": "female"}), (40, {"frame_gender": "male"}))
    silent = weigh(wave(cases)).table
    said = weigh(wave(cases, answers=[(case, "gender", 2) for case in cases["case"]])).table
    assert silent.equals(said)


def test_those_of_whom_nothing_is_recorded_are_a_category_of_their_own() -> None:
    cases = people((40, {"frame_gender": "female"}), (40, {"frame_gender": "not_recorded"}))
    weights = weigh(wave(cases, margins={"gender": {"female": 500, "not_recorded": 300}}))
    assert _by(weights, cases, "frame_gender")["not_recorded",] == pytest.approx(300, rel=1e-3)


def test_a_variable_with_too_few_interviews_is_left_out_and_that_is_told() -> None:
    cases = people((40, {"frame_gender": "female"}), (10, {"frame_gender": "male"}))
    weighting = weigh(wave(cases)).weighting
    assert weighting.margins == {}
    assert weighting.left_out == ("area", "victim_group", "gender")


def test_only_those_interviewed_have_a_weight() -> None:
    cases = people((40, {}), (10, {"outcome": "1.2"}), (20, {"outcome": "2.12"}), (30, {"outcome": "3.13"}))
    assert weigh(wave(cases)).weighting.interviews == 50


def test_kishs_design_effect_by_hand() -> None:
    """n Σw² / (Σw)² = 4 · 16 / 49 for weights 1, 1, 2, 3 (and one more: 5 · 24 / 100 with 3 twice)."""
    weights = pl.Series([1.0, 1.0, 2.0, 3.0])
    assert len(weights) / kish(weights) == pytest.approx(4 * 15 / 49)
