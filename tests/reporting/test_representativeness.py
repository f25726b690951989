from math import sqrt

import pytest

from tests.reporting.made import people, wave
from voicebot.reporting.representativeness import CategoryProfile, agreements, needs, profiles
from voicebot.reporting.wave_data import WaveData

CASES = people(
    (60, {"frame_gender": "female"}),
    (40, {"frame_gender": "female", "outcome": "3.13"}),
    (20, {"frame_gender": "male"}),
    (20, {"frame_gender": "male", "outcome": "2.112"}),
    (60, {"frame_gender": "male", "outcome": "3.13"}),
)


def _profile(data: WaveData, variable: str) -> dict[str, CategoryProfile]:
    (found,) = [one for one in profiles(data) if one.variable == variable]
    return {category.category: category for category in found.categories}


def test_frame_sample_reached_and_interviewed_stand_side_by_side() -> None:
    found = _profile(wave(CASES, margins={"gender": {"female": 900, "male": 1100}}), "gender")["male"]
    assert (found.persons, found.sampled, found.reached, found.interviewed) == (1100, 100, 40, 20)
    assert (found.frame_share, found.sampled_share, found.reached_share, found.interviewed_share) == pytest.approx(
        (0.55, 0.5, 0.4, 0.25)
    )
    assert found.difference == pytest.approx(0.25 - 0.55)


def test_the_difference_is_tested_against_the_chance_of_drawing_the_interviewed_from_the_frame() -> None:
    found = _profile(wave(CASES, margins={"gender": {"female": 1400, "male": 600}}), "gender")["male"]
    assert found.standard_error == pytest.approx(sqrt(0.25 * 0.75 / 79))
    assert found.p_holm is not None
    assert found.p_holm > 0.05
    uneven = _profile(wave(CASES, margins={"gender": {"female": 1000, "male": 1000}}), "gender")["male"]
    assert uneven.p_holm is not None
    assert uneven.p_holm < 0.001


def test_shares_carry_the_design_weight() -> None:
    cases = people((30, {"frame_gender": "female"}), (30, {"frame_gender": "male", "area": "NW"}))
    data = wave(cases, eligible={("CE", "burglary"): 900, ("NW", "burglary"): 100})
    assert _profile(data, "gender")["female"].interviewed_share == pytest.approx(0.9)


def test_a_category_that_nobody_of_the_sample_is_in_is_shown() -> None:
    found = _profile(wave(CASES, margins={"gender": {"female": 900, "male": 900, "other": 200}}), "gender")["other"]
    assert (found.persons, found.sampled, found.difference, found.p_holm) == (200, 0, pytest.approx(-0.1), None)


def test_nothing_is_tested_with_few_interviews_or_hard_quotas() -> None:
    few = wave(people((20, {"frame_gender": "female"}), (9, {"frame_gender": "male"})))
    for data in (few, wave(CASES, hard_quotas=True)):
        assert {one.p_holm for one in _profile(data, "gender").values()} == {None}


def test_what_people_say_stands_against_what_was_recorded_of_those_of_whom_both_are_known() -> None:
    cases = people(
        (3, {"frame_gender": "female"}), (2, {"frame_gender": "male"}), (2, {"frame_gender": "not_recorded"})
    )
    said = [1, 1, 2, 2, "refused", 1, 1]
    data = wave(cases, answers=[(case, "gender", what) for case, what in zip(cases["case"], said, strict=True)])
    (found,) = agreements(data)
    assert (found.variable, found.both_known, found.agreeing) == ("gender", 4, 3)
    assert found.cells == (("female", "female", 2), ("female", "male", 1), ("male", "male", 1))


def test_the_stratum_that_lacks_most_interviews_comes_first() -> None:
    cases = people(
        (30, {}), (70, {"outcome": "3.13"}), (10, {"area": "NW"}), (90, {"area": "NW", "outcome": "3.13"})
    ).with_columns(is_open=False)
    first, second = needs(wave(cases, next_cases=25))
    assert (first.area, first.interviewed, first.expected, first.next_cases) == ("NW", 10, pytest.approx(20), 25)
    assert (first.missing, second.missing) == (pytest.approx(10), pytest.approx(-10))
