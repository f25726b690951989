"""Shares with their intervals, against worked examples by hand."""

from math import sqrt

import polars as pl
import pytest
import svy

from voicebot.reporting.estimates import ALL, mean_by_group, shares_of_categories, wilson
from voicebot.reporting.weights import sample_of


@pytest.mark.parametrize(("share", "n", "low", "high"), [(0.8, 100, 0.7112, 0.8666), (0.95, 40, 0.8350, 0.9862)])
def test_the_interval_gives_the_check_figures(share: float, n: int, low: float, high: float) -> None:
    assert wilson(share, n) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_an_interval_never_leaves_what_a_share_can_be_and_never_is_a_point(share: float) -> None:
    low, high = wilson(share, 50)
    assert 0 <= low < high <= 1


def _sample(rows: list[tuple[str, float, float | None]]) -> svy.Sample:
    return sample_of(pl.DataFrame(rows, schema=["stratum", "weight", "y"], orient="row"), "weight")


def test_a_simple_sample_has_the_variance_that_the_book_says() -> None:
    sample = _sample([("all", 1.0, 1.0)] * 30 + [("all", 1.0, 0.0)] * 70)
    estimate = mean_by_group(sample, "y").estimates[ALL]
    assert (estimate.share, estimate.base) == (pytest.approx(0.3), 100)
    assert estimate.standard_error == pytest.approx(sqrt(0.3 * 0.7 / 99))
    assert estimate.n_effective == pytest.approx(99)
    assert (estimate.low, estimate.high) == pytest.approx(wilson(0.3, 99))


def test_two_strata_of_unequal_weight_by_hand() -> None:
    """N = 300 and 100; of 30 and 20 asked 24 and 5 are satisfied.

    p = (300 · 0.8 + 100 · 0.25) / 400 = 0.6625; v = Σ (N_h / N)² p_h (1 - p_h) / (n_h - 1).
    """
    sample = _sample([("a", 10.0, 1.0)] * 24 + [("a", 10.0, 0.0)] * 6 + [("b", 5.0, 1.0)] * 5 + [("b", 5.0, 0.0)] * 15)
    estimate = mean_by_group(sample, "y").estimates[ALL]
    variance = 0.75**2 * 0.8 * 0.2 / 29 + 0.25**2 * 0.25 * 0.75 / 19
    assert estimate.share == pytest.approx(0.6625)
    assert estimate.standard_error == pytest.approx(sqrt(variance))
    assert estimate.n_effective == pytest.approx(0.6625 * 0.3375 / variance)


def test_shares_and_standard_errors_are_those_of_svy() -> None:
    sample = _sample([("a", 3.0, 1.0)] * 9 + [("a", 1.0, 0.0)] * 11 + [("b", 2.0, 1.0)] * 4 + [("b", 2.5, 0.0)] * 16)
    estimate = mean_by_group(sample, "y").estimates[ALL]
    assert (estimate.share, estimate.standard_error) == pytest.approx(
        sample.estimation.prop("y").to_polars().row(1)[1:3]
    )


def test_without_variance_the_base_is_worth_what_its_weights_say() -> None:
    """All are satisfied: Kish's (Σw)² / Σw² = 60² / (20·1 + 20·4)."""
    sample = _sample([("all", 1.0, 1.0)] * 20 + [("all", 2.0, 1.0)] * 20)
    estimate = mean_by_group(sample, "y").estimates[ALL]
    assert estimate.n_effective == pytest.approx(36)
    assert (estimate.low, estimate.high) == pytest.approx(wilson(1.0, 36))


def test_whoever_did_not_answer_is_not_in_the_base_and_stays_in_the_design() -> None:
    answered = [("a", 1.0, 1.0)] * 20 + [("a", 1.0, 0.0)] * 20
    whole, part = _sample([*answered, *[("a", 1.0, None)] * 20]), _sample(answered)
    whole_estimate = mean_by_group(whole, "y").estimates[ALL]
    part_estimate = mean_by_group(part, "y").estimates[ALL]
    assert (whole_estimate.share, whole_estimate.base) == (pytest.approx(0.5), 40)
    assert whole_estimate.standard_error == pytest.approx(part_estimate.standard_error, rel=0.02)
    assert whole_estimate.standard_error != part_estimate.standard_error


def test_nothing_is_estimated_of_nobody() -> None:
    assert mean_by_group(_sample([("a", 1.0, None)] * 3), "y") is None


def test_the_shares_of_categories_have_all_who_named_one_as_base() -> None:
    table = pl.DataFrame({"stratum": "a", "weight": 1.0, "said": ["1"] * 10 + ["2"] * 30 + [None] * 10})
    shares = shares_of_categories(sample_of(table, "weight"), "said")
    assert {name: (one.share, one.base) for name, one in shares.items()} == {
        "1": (pytest.approx(0.25), 40),
        "2": (pytest.approx(0.75), 40),
    }
