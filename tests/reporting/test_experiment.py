from dataclasses import replace

import pytest

from tests.interview.uss import uss
from tests.reporting.made import people, wave
from voicebot.reporting.experiment import Experiment, experiment
from voicebot.reporting.results import has_enough
from voicebot.reporting.satisfaction import headline_of, satisfaction
from voicebot.reporting.wave_data import WaveData
from voicebot.reporting.weights import weigh

OTHER = replace(uss(), name="other-words", digest="f" * 64)


def split(answered: tuple[int, int], refused: tuple[int, int], satisfied: tuple[int, int], **facts: object) -> WaveData:
    """A wave of two arms: how many were interviewed, how many declined, and how many were satisfied in each."""
    cases = people(
        (answered[0], {"arm": "usual"}),
        (answered[1], {"arm": "other-words"}),
        (refused[0], {"arm": "usual", "outcome": "2.11"}),
        (refused[1], {"arm": "other-words", "outcome": "2.11"}),
    )
    counts = [(1, satisfied[0]), (7, answered[0] - satisfied[0]), (1, satisfied[1]), (7, answered[1] - satisfied[1])]
    codes = [code for code, how_many in counts for _ in range(how_many)]
    answers = [(case, "whole", code) for case, code in zip(cases["case"], codes, strict=False)]
    data = wave(cases, answers=answers, **facts)
    return replace(data, arms={"other-words": OTHER, "usual": uss()})


def of(data: WaveData) -> Experiment:
    found = experiment(data, headline_of(satisfaction(data, weigh(data))) if has_enough(data) else None)
    assert found is not None
    return found


def test_a_wave_without_arms_has_no_experiment() -> None:
    assert experiment(wave(people((40, {}))), None) is None


def test_each_arm_is_told_apart_with_its_version_rates_and_headline() -> None:
    found = of(split((40, 60), (60, 40), (20, 45)))
    other, usual = found.arms
    assert (usual.arm, usual.version, usual.cases, usual.interviews) == ("usual", uss().digest, 100, 40)
    assert (other.arm, other.version, other.cases, other.interviews) == ("other-words", OTHER.digest, 100, 60)
    assert (usual.rates.headline.rr2, other.rates.headline.rr2) == (0.4, 0.6)
    assert usual.headline is not None
    assert other.headline is not None
    assert (usual.headline.share, other.headline.share) == (pytest.approx(0.5), pytest.approx(0.75))


def test_response_is_compared_with_interval_and_test() -> None:
    (found,) = of(split((40, 60), (60, 40), (20, 30))).response
    assert (found.one, found.other, found.difference) == ("other-words", "usual", pytest.approx(0.2))
    assert found.standard_error == pytest.approx((0.24 / 100 * 2) ** 0.5)
    assert (found.low, found.high) == (pytest.approx(0.0642, abs=1e-4), pytest.approx(0.3358, abs=1e-4))
    assert found.p == pytest.approx(0.0039, abs=1e-4)
    assert found.is_significant


def test_the_headline_is_compared_like_any_two_groups() -> None:
    (found,) = of(split((60, 60), (0, 0), (20, 50))).headline
    assert (found.one, found.other, found.difference) == ("other-words", "usual", pytest.approx(0.5))
    assert found.is_significant


def test_arms_that_are_alike_do_not_differ() -> None:
    found = of(split((50, 50), (50, 50), (25, 25)))
    assert [(one.difference, one.p) for one in found.response] == [(0, 1)]
    assert not found.headline[0].is_significant


def test_before_anything_can_be_estimated_there_is_response_and_no_headline() -> None:
    found = of(split((10, 12), (90, 88), (5, 6)))
    assert [one.headline for one in found.arms] == [None, None]
    assert found.headline == ()
    assert len(found.response) == 1


def test_an_arm_that_hardly_anybody_is_in_is_not_compared() -> None:
    assert of(split((40, 10), (60, 5), (20, 5))).response == ()


def test_everybody_and_nobody_differ_for_certain() -> None:
    (found,) = of(split((40, 0), (0, 40), (20, 0))).response
    assert (found.difference, found.p) == (-1, 0)


def test_under_hard_quotas_nothing_is_tested() -> None:
    found = of(split((40, 60), (60, 40), (20, 30), hard_quotas=True))
    assert (found.response, found.headline) == ((), ())
