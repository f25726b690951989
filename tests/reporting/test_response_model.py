"""The R-indicator, against what can be worked out by hand for one variable: the model is then the rates by category."""

from math import sqrt

import pytest

from tests.reporting.made import people, wave
from voicebot.reporting.response_model import ResponseModel, response_model


def _model(*rates: float, each: int = 1000) -> ResponseModel:
    """Categories of equal size that respond at these rates."""
    groups = [
        (number, {"frame_gender": str(at), "outcome": outcome})
        for at, rate in enumerate(rates)
        for number, outcome in ((round(each * rate), "1.1"), (each - round(each * rate), "3.13"))
    ]
    model = response_model(wave(people(*groups)))
    assert model is not None
    return model


def test_response_that_is_the_same_for_all_has_an_indicator_of_one() -> None:
    assert _model(0.3, 0.3).r_indicator == pytest.approx(1.0)


def test_uneven_response_by_hand() -> None:
    """Half respond at 0.2, half at 0.4: S = 0.1, the noise is the mean of p (1 - p) / n."""
    model = _model(0.2, 0.4)
    noise = (0.2 * 0.8 + 0.4 * 0.6) / 2 / 1000
    assert model.mean == pytest.approx(0.3)
    assert model.r_uncorrected == pytest.approx(1 - 2 * 0.1, abs=1e-4)
    assert model.r_indicator == pytest.approx(1 - 2 * sqrt(0.01 - noise), abs=1e-4)
    assert model.coefficient_of_variation == pytest.approx(0.1 / 0.3, abs=5e-3)


def test_the_correction_takes_away_what_is_only_the_noise_of_few_cases() -> None:
    model = _model(0.30, 0.32, each=150)
    assert model.r_uncorrected < model.r_indicator == 1.0


def test_the_partial_indicators_of_one_variable_by_hand() -> None:
    (partial,) = _model(0.2, 0.4).partials
    assert partial.unconditional == pytest.approx(0.1, abs=1e-3)
    assert [round(one.unconditional, 3) for one in partial.categories] == [-0.071, 0.071]


def test_a_variable_that_adds_nothing_beyond_another_has_no_conditional_part() -> None:
    groups = [
        (number, {"frame_gender": gender, "frame_faith": faith, "outcome": outcome})
        for gender, faith, cases in (("f", "x", 400), ("f", "y", 100), ("m", "x", 100), ("m", "y", 400))
        for number, outcome in (
            (round(cases * (0.2 if gender == "f" else 0.5)), "1.1"),
            (cases - round(cases * (0.2 if gender == "f" else 0.5)), "3.13"),
        )
    ]
    model = response_model(wave(people(*groups)))
    assert model is not None
    partials = {one.variable: one for one in model.partials}
    assert partials["faith"].unconditional > 0.05
    assert partials["faith"].conditional == pytest.approx(0.0, abs=5e-3)
    assert partials["gender"].conditional > 0.05
    assert model.partials[0].variable == "gender"


def test_there_is_no_model_without_interviews_enough_or_where_all_took_part() -> None:
    assert (
        response_model(wave(people((20, {"frame_gender": "f"}), (200, {"outcome": "3.13", "frame_gender": "m"}))))
        is None
    )
    assert response_model(wave(people((50, {"frame_gender": "f"}), (50, {"frame_gender": "m"})))) is None


def test_whoever_was_not_eligible_is_not_held_to_have_declined() -> None:
    groups = [
        (40, {"frame_gender": gender, "outcome": outcome}) for gender in "fm" for outcome in ("1.1", "3.13", "4.70")
    ]
    model = response_model(wave(people(*groups)))
    assert model is not None
    assert (model.cases, model.mean) == (160, pytest.approx(0.5))
