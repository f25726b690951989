from dataclasses import replace
from datetime import date
from math import hypot

import pytest

from tests.reporting.made import FACTS, people, wave
from voicebot.reporting.estimates import Estimate
from voicebot.reporting.trend import Trend, WaveFigures, figures_of, trends
from voicebot.reporting.weights import weigh

DESIGN = {
    "mode": "by telephone keypad",
    "scale": "one step",
    "order of questions": "contact, whole",
    "eligibility": "all",
}


def _wave(nth: int, share: float, *, base: int = 400, error: float | None = 0.02, **design: str) -> WaveFigures:
    estimate = Estimate(share, base, 400, error, share - 0.04, share + 0.04)
    return WaveFigures(f"wave {nth}", date(2026, nth, 1), DESIGN | design, {"whole": estimate})


def _trend(*waves: WaveFigures) -> Trend:
    (trend,) = trends(waves)
    return trend


def test_comparable_waves_are_compared_with_the_error_of_both() -> None:
    first, second = _trend(_wave(1, 0.6), _wave(2, 0.7)).points
    assert (first.change, first.broken) == (None, ())
    assert second.change is not None
    assert second.change.difference == pytest.approx(0.1)
    assert second.change.standard_error == pytest.approx(hypot(0.02, 0.02))
    assert second.change.p == pytest.approx(0.000407, abs=1e-6)
    assert second.change.low == pytest.approx(0.1 - 1.96 * hypot(0.02, 0.02), abs=1e-4)


@pytest.mark.parametrize("part", list(DESIGN))
def test_a_wave_that_differs_in_anything_that_matters_is_a_marked_break_without_a_test(part: str) -> None:
    changed = {part: "otherwise"}
    points = _trend(_wave(1, 0.6), _wave(2, 0.7, **changed), _wave(3, 0.8, **changed)).points
    assert [point.broken for point in points] == [(), (part,), ()]
    assert [point.change is not None for point in points] == [False, False, True]


def test_the_changes_of_a_question_are_corrected_together() -> None:
    points = _trend(_wave(1, 0.6), _wave(2, 0.66), _wave(3, 0.66)).points
    change = points[1].change
    assert change is not None
    assert change.p_holm == pytest.approx(2 * change.p)


def test_a_wave_without_intervals_or_with_a_small_base_is_shown_and_not_tested() -> None:
    assert _trend(_wave(1, 0.6), _wave(2, 0.7, error=None)).points[1].change is None
    assert _trend(_wave(1, 0.6, base=29), _wave(2, 0.7)).points[1].change is None


def test_a_question_that_an_earlier_wave_did_not_ask_begins_later() -> None:
    earlier = replace(_wave(1, 0.6), estimates={})
    assert [point.wave for point in _trend(earlier, _wave(2, 0.7)).points] == ["wave 2"]


def test_the_design_of_a_wave_says_how_it_was_asked_and_who_could_be() -> None:
    cases = people((40, {}))
    data = wave(cases, answers=[(case, "whole", 1) for case in cases["case"]])
    figures = figures_of(data, weigh(data))
    assert figures.design == {
        "mode": "by telephone keypad",
        "scale": "seven points in one step",
        "order of questions": "contact, action, follow_up, treatment, whole",
        "eligibility": "burglary; reported 6 to 12 weeks before; 18 or over",
    }
    assert (figures.wave, figures.reference_date) == (FACTS.name, FACTS.reference_date)
    assert figures.estimates["whole"].share == 1
