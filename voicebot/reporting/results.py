"""Everything that a wave has brought, worked out once, as one value: what reports, pictures, pages and files show.

Nothing here is suppressed: small bases are hidden where tables are published (`privacy/disclosure.py`).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import polars as pl
from sqlalchemy.orm import Session

from voicebot.reporting.calls_made import CallsMade, calls_made
from voicebot.reporting.comparisons import SMALLEST_BASE
from voicebot.reporting.distributions import Distribution, distributions
from voicebot.reporting.experiment import Experiment, experiment
from voicebot.reporting.instrument import PromptFigures, prompts
from voicebot.reporting.outcomes import COMPLETE, LABELS, NOT_ATTEMPTED
from voicebot.reporting.rates import CONTACTED, BothRates, both_rates, disposition
from voicebot.reporting.representativeness import (
    Agreement,
    StratumNeed,
    VariableProfile,
    agreements,
    needs,
    profiles,
)
from voicebot.reporting.response_model import ResponseModel, response_model
from voicebot.reporting.satisfaction import Satisfaction, core_questions, headline_of, satisfaction
from voicebot.reporting.trend import Trend, WaveFigures, figures_of, trends
from voicebot.reporting.wave_data import WaveData, load, load_interviews
from voicebot.reporting.wave_facts import WaveFacts
from voicebot.reporting.weights import Weighting, Weights, weigh
from voicebot.store import results as rows

_WAVES_BEFORE = 7
"""How many earlier waves a trend goes back, at most."""


@dataclass(frozen=True, slots=True)
class OutcomeCount:
    """How many cases have an outcome."""

    code: str
    label: str
    cases: int


@dataclass(frozen=True, slots=True)
class GroupRates:
    """The rates of one group of cases, or of calls."""

    group: str
    cases: int
    rates: BothRates


@dataclass(frozen=True, slots=True)
class Funnel:
    """From the frame to the interviews: rows of the frame, then persons."""

    rows_read: int
    eligible: int
    drawn: int
    released: int
    called: int
    reached: int
    interviewed: int
    complete: int


@dataclass(frozen=True, slots=True)
class Results:
    """The results of one wave.

    With fewer than 30 interviews nothing is weighted or estimated: `weighting` is None and what follows from it is
    empty. Under hard quotas (`facts.hard_quotas`) estimates have neither interval nor test. `rates_by_attempt` and
    `rates_by_day_part` are of calls, by their own codes; the other rates are of cases. `notes` are sentences for
    readers about what to bear in mind.
    """

    facts: WaveFacts
    funnel: Funnel
    outcomes: tuple[OutcomeCount, ...]
    rates: BothRates
    rates_by_area: tuple[GroupRates, ...]
    rates_by_victim_group: tuple[GroupRates, ...]
    rates_by_attempt: tuple[GroupRates, ...]
    rates_by_day_part: tuple[GroupRates, ...]
    weighting: Weighting | None
    satisfaction: tuple[Satisfaction, ...]
    distributions: tuple[Distribution, ...]
    trends: tuple[Trend, ...]
    experiment: Experiment | None
    profiles: tuple[VariableProfile, ...]
    agreements: tuple[Agreement, ...]
    response_model: ResponseModel | None
    needs: tuple[StratumNeed, ...]
    prompts: tuple[PromptFigures, ...]
    calls: CallsMade
    notes: tuple[str, ...]

    @property
    def headline(self) -> Satisfaction | None:
        """% satisfied, taking everything together."""
        return headline_of(self.satisfaction)


def results(session: Session, wave_name: str) -> Results:
    """Work out the results of a wave.

    Raises:
        NotFound: there is no such wave, no sample was drawn for it, or a questionnaire version is missing.
        BadQuestionnaire: this release can't read a questionnaire version.
    """
    data = load(session, wave_name)
    return results_of(data, earlier_waves(session, data))


def earlier_waves(session: Session, data: WaveData) -> Sequence[WaveFigures]:
    """The figures of the waves of the same survey before this one, the earliest first."""
    if data.questionnaire is None:
        return ()
    questions = [question.id for question in core_questions(data.questionnaire)]
    names = reversed(rows.names_of_waves_before(session, data.facts.id)[:_WAVES_BEFORE])
    waves = (load_interviews(session, name, questions) for name in names)
    return [figures_of(wave, weigh(wave)) for wave in waves if has_enough(wave)]


def has_enough(data: WaveData) -> bool:
    """Whether there are interviews enough for estimates."""
    return data.cases["interviewed"].sum() >= SMALLEST_BASE


def results_of(data: WaveData, earlier: Sequence[WaveFigures] = ()) -> Results:
    """Work out the results of a wave that was read already."""
    weights = weigh(data) if has_enough(data) else None
    calls = data.attempts.filter(~pl.col("inbound"), pl.col("code") != NOT_ATTEMPTED)
    satisfied = satisfaction(data, weights) if weights else ()
    return Results(
        facts=data.facts,
        funnel=_funnel(data),
        outcomes=_outcomes(data.cases),
        rates=both_rates(_counts(data.cases["outcome"])),
        rates_by_area=_rates_by(data.cases, "area", "outcome"),
        rates_by_victim_group=_rates_by(data.cases, "victim_group", "outcome"),
        rates_by_attempt=_rates_by(calls, "ordinal", "code"),
        rates_by_day_part=_rates_by(calls, "day_part", "code"),
        weighting=weights.weighting if weights else None,
        satisfaction=satisfied,
        distributions=distributions(data, weights) if weights else (),
        trends=trends([*earlier, figures_of(data, weights)]) if weights else (),
        experiment=experiment(data, headline_of(satisfied)),
        profiles=profiles(data),
        agreements=agreements(data),
        response_model=response_model(data),
        needs=needs(data),
        prompts=prompts(data),
        calls=calls_made(data),
        notes=tuple(_notes(data, weights)),
    )


def _funnel(data: WaveData) -> Funnel:
    outcomes = data.cases["outcome"]
    contacted = [code for code in outcomes.unique() if disposition(code) in CONTACTED]
    return Funnel(
        rows_read=data.facts.rows_read,
        eligible=int(data.strata["eligible"].sum()),
        drawn=int(data.strata["drawn"].sum()),
        released=data.cases.height,
        called=data.cases.filter(pl.col("attempts") > 0).height,
        reached=int(outcomes.is_in(contacted).sum()),
        interviewed=int(data.cases["interviewed"].sum()),
        complete=int((outcomes == COMPLETE).sum()),
    )


def _outcomes(cases: pl.DataFrame) -> tuple[OutcomeCount, ...]:
    return tuple(OutcomeCount(code, LABELS[code], number) for code, number in _counts(cases["outcome"]).items())


def _rates_by(table: pl.DataFrame, by: str, codes: str) -> tuple[GroupRates, ...]:
    groups = table.partition_by(by, as_dict=True)
    return tuple(
        GroupRates(str(group), cases.height, both_rates(_counts(cases[codes])))
        for (group,), cases in sorted(groups.items())
    )


def _counts(codes: pl.Series) -> Mapping[str, int]:
    return dict(codes.value_counts().sort(codes.name).iter_rows())


def _notes(data: WaveData, weights: Weights | None) -> Iterator[str]:
    if data.facts.hard_quotas:
        yield "Hard quotas were set, so this is no probability sample: figures have no intervals and are not tested."
    if still_open := int(data.cases["is_open"].sum()):
        yield f"{still_open} cases may still be called: these are interim figures."
    unheard = data.strata.filter(pl.col("eligible") > 0, pl.col("released") == 0)
    if unheard.height:
        yield f"{unheard.height} strata have eligible people, but no released case: the weights can't know them."
    if weights is None:
        yield f"There are fewer than {SMALLEST_BASE} interviews: nothing is estimated."
    else:
        yield from _weighting_notes(weights.weighting)


def _weighting_notes(weighting: Weighting) -> Iterator[str]:
    for variable, cells in weighting.margins.items():
        for cell in cells:
            if len(cell.categories) > 1:
                yield f"Weighted together, for want of interviews: {variable} {', '.join(cell.categories)}."
    if weighting.left_out:
        yield f"Not weighted by {', '.join(weighting.left_out)}: too few interviews, or all alike."
    if not weighting.converged:
        yield (
            "The margins of the frame and the bounds of the weights can't both be met: the bounds are, "
            f"and the worst margin is {weighting.margin_error:.1%} off."
        )
