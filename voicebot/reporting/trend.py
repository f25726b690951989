"""How satisfaction has moved from wave to wave, as far as waves are comparable; where they are not, a marked break.

Comparable are waves of the same mode, scale format, order of the core questions and eligibility: anything else moves
the figures by itself.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from math import erfc, hypot, sqrt

from voicebot.questionnaire.model import Questionnaire
from voicebot.reporting.comparisons import SMALLEST_BASE, Difference, holm
from voicebot.reporting.estimates import Estimate, Z
from voicebot.reporting.satisfaction import core_questions, overall_satisfaction
from voicebot.reporting.wave_data import WaveData
from voicebot.reporting.wave_facts import Eligibility
from voicebot.reporting.weights import Weights

_MODE = "by telephone keypad"  # everything here is asked so


@dataclass(frozen=True, slots=True)
class WaveFigures:
    """What a trend needs of one wave: how it was made, and its estimates by core question.

    `design` has what has to be equal in the waves that are compared, by what it is called.
    """

    wave: str
    reference_date: date
    design: Mapping[str, str]
    estimates: Mapping[str, Estimate]


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """One wave of a trend. `broken` is what differs from the wave before; `change` is only there if nothing does."""

    wave: str
    reference_date: date
    estimate: Estimate
    broken: tuple[str, ...]
    change: Difference | None


@dataclass(frozen=True, slots=True)
class Trend:
    """One core question over the waves that asked it, the earliest first."""

    question: str
    points: tuple[TrendPoint, ...]


def figures_of(data: WaveData, weights: Weights) -> WaveFigures:
    """The figures of one wave."""
    questionnaires = [*data.arms.values()] or [one for one in [data.questionnaire] if one]
    return WaveFigures(
        wave=data.facts.name,
        reference_date=data.facts.reference_date,
        design=_design(questionnaires, data.facts.eligibility),
        estimates=overall_satisfaction(data, weights),
    )


def trends(waves: Sequence[WaveFigures]) -> tuple[Trend, ...]:
    """Each core question of the last of these waves, the earliest wave first."""
    if not waves:
        return ()
    return tuple(
        _trend(question, [one for one in waves if question in one.estimates]) for question in waves[-1].estimates
    )


def _design(questionnaires: Sequence[Questionnaire], eligible: Eligibility) -> Mapping[str, str]:
    weeks = eligible.window_weeks
    return {
        "mode": _MODE,
        "scale": " or ".join(sorted({_scale(one) for one in questionnaires})),
        "order of questions": "; ".join(
            sorted({", ".join(q.id for q in core_questions(one)) for one in questionnaires})
        ),
        "eligibility": (
            f"{', '.join(eligible.victim_groups)}; reported {weeks[0]} to {weeks[1]} weeks before; "
            f"{eligible.minimum_age} or over"
        ),
    }


def _scale(questionnaire: Questionnaire) -> str:
    in_two = any(len(question.steps) > 1 for question in core_questions(questionnaire))
    return "seven points in two steps" if in_two else "seven points in one step"


def _trend(question: str, waves: Sequence[WaveFigures]) -> Trend:
    first = TrendPoint(waves[0].wave, waves[0].reference_date, waves[0].estimates[question], (), None)
    points = [first, *(_point(question, before, wave) for before, wave in pairwise(waves))]
    changes = [point.change for point in points if point.change]
    corrected = iter(holm([change.p for change in changes]))
    return Trend(
        question,
        tuple(
            replace(point, change=replace(point.change, p_holm=next(corrected))) if point.change else point
            for point in points
        ),
    )


def _point(question: str, before: WaveFigures, wave: WaveFigures) -> TrendPoint:
    broken = tuple(name for name, value in wave.design.items() if before.design.get(name) != value)
    one, other = wave.estimates[question], before.estimates[question]
    change = None if broken else _change(wave.wave, one, before.wave, other)
    return TrendPoint(wave.wave, wave.reference_date, one, broken, change)


def _change(wave: str, one: Estimate, before: str, other: Estimate) -> Difference | None:
    """Between two samples that have nothing to do with each other, by the normal distribution."""
    if one.standard_error is None or other.standard_error is None or min(one.base, other.base) < SMALLEST_BASE:
        return None
    difference, error = one.share - other.share, hypot(one.standard_error, other.standard_error)
    p = erfc(abs(difference) / error / sqrt(2)) if error else float(difference == 0)
    return Difference(wave, before, difference, error, difference - Z * error, difference + Z * error, p, p_holm=p)
