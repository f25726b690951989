from math import hypot, sqrt

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.reporting.comparisons import holm, pairwise
from voicebot.reporting.estimates import Measured, mean_by_group
from voicebot.reporting.weights import sample_of


def _measured(**groups: tuple[int, int]) -> Measured:
    """Groups by name: how many of how many are satisfied."""
    rows = [
        ("all", 1.0, group, float(nth < satisfied))
        for group, (satisfied, asked) in groups.items()
        for nth in range(asked)
    ]
    people = pl.DataFrame(rows, schema=["stratum", "weight", "group", "y"], orient="row")
    measured = mean_by_group(sample_of(people, "weight"), "y", "group")
    assert measured is not None
    return measured


def test_holm_corrects_by_how_many_are_left() -> None:
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])


@given(st.lists(st.floats(0, 1), max_size=20))
def test_a_corrected_chance_is_no_smaller_and_keeps_the_order(chances: list[float]) -> None:
    corrected = holm(chances)
    assert all(before <= after <= 1 for before, after in zip(chances, corrected, strict=True))
    assert sorted(corrected) == [corrected[at] for at in sorted(range(len(chances)), key=lambda at: chances[at])]


def test_a_difference_has_the_error_of_both_groups() -> None:
    (found,) = pairwise(_measured(one=(60, 100), other=(40, 100)), ["one", "other"])
    assert (found.one, found.other, found.difference) == ("one", "other", pytest.approx(0.2))
    assert found.standard_error == pytest.approx(hypot(sqrt(0.24 / 100), sqrt(0.24 / 100)), rel=0.01)
    assert found.low < found.difference < found.high
    assert found.is_significant


def test_pairs_of_one_question_are_corrected_together() -> None:
    found = pairwise(_measured(a=(60, 100), b=(45, 100), c=(50, 100)), ["a", "b", "c"])
    assert [(one.one, one.other) for one in found] == [("a", "b"), ("a", "c"), ("b", "c")]
    assert found[0].p_holm == pytest.approx(3 * found[0].p)
    assert found[0].p < 0.05 < found[0].p_holm


def test_a_group_with_too_few_is_not_compared() -> None:
    assert pairwise(_measured(a=(20, 40), b=(2, 29)), ["a", "b"]) == ()


def test_groups_that_nobody_is_in_are_passed_over() -> None:
    assert len(pairwise(_measured(a=(20, 40), b=(20, 40)), ["a", "nobody", "b"])) == 1
