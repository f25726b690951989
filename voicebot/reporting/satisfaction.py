"""% satisfied: codes 1-3 of 1-7 of each core question, overall and by domain; and the gap that was published."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl
import svy

from voicebot.questionnaire.model import Question, Questionnaire, Role
from voicebot.reporting.comparisons import Difference, pairwise
from voicebot.reporting.domains import Domain, domain_table, domains
from voicebot.reporting.estimates import ALL, Estimate, mean_by_group, without_interval
from voicebot.reporting.said import ETHNIC_GAP
from voicebot.reporting.wave_data import WaveData
from voicebot.reporting.weights import Weights, joined

SATISFIED, RATED = range(1, 4), range(1, 8)
"""Codes of the seven-point scale; "not sure, or it does not apply" is none of them."""


@dataclass(frozen=True, slots=True)
class GroupEstimate:
    """The estimate for one group of a domain."""

    group: str
    estimate: Estimate


@dataclass(frozen=True, slots=True)
class DomainEstimates:
    """One domain: its groups in their order, those nobody is in left out, and the pairs that could be compared."""

    domain: Domain
    groups: tuple[GroupEstimate, ...]
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Satisfaction:
    """% satisfied with one core question."""

    question: str
    text: str
    is_headline: bool
    overall: Estimate
    domains: tuple[DomainEstimates, ...]

    @property
    def ethnic_gap(self) -> Difference | None:
        """White less minority ethnic people, where both can be told."""
        gap = next((one for one in self.domains if one.domain.name == ETHNIC_GAP), None)
        return gap.differences[0] if gap and gap.differences else None


def core_questions(questionnaire: Questionnaire) -> tuple[Question, ...]:
    """The core questions that are answered on the seven-point scale, in one step or in two."""
    return tuple(
        question
        for question in questionnaire.questions.values()
        if questionnaire.sections[question.section].role is Role.CORE and set(RATED) <= set(question.labels)
    )


def mark_of(question: str) -> str:
    """The column that says whether somebody is satisfied with what a question asks about."""
    return f"satisfied_{question}"


def marks_by_case(answers: pl.DataFrame, questions: Sequence[str]) -> pl.DataFrame:
    """A row a case and a column a question (`mark_of`): 1.0 satisfied, 0.0 not, null without a code of 1-7."""
    rated = answers.filter(pl.col("question").is_in(questions), pl.col("code").is_in(RATED))
    columns = {name: mark_of(name) for name in questions}
    marked = rated.with_columns(
        mark=pl.col("code").is_in(SATISFIED).cast(pl.Float64), column=pl.col("question").replace(columns)
    )
    wide = marked.pivot("column", index="case", values="mark")
    unrated = [name for name in columns.values() if name not in wide.columns]
    return wide.with_columns(pl.lit(None, pl.Float64).alias(name) for name in unrated)


def satisfaction(data: WaveData, weights: Weights) -> tuple[Satisfaction, ...]:
    """Each core question that anybody has rated, in the order of asking."""
    if data.questionnaire is None:
        return ()
    questions = core_questions(data.questionnaire)
    marks = marks_by_case(data.answers, [question.id for question in questions])
    sample = joined(joined(weights.sample, domain_table(data)), marks)
    known, headline = domains(data), data.questionnaire.headline
    found = (_satisfaction(sample, known, question, headline) for question in questions)
    return tuple(_bare(one) if data.facts.hard_quotas else one for one in found if one is not None)


def headline_of(found: Sequence[Satisfaction]) -> Satisfaction | None:
    """That of the question on everything together."""
    return next((one for one in found if one.is_headline), None)


def overall_satisfaction(data: WaveData, weights: Weights) -> Mapping[str, Estimate]:
    """The estimate for everybody alone, by core question."""
    if data.questionnaire is None:
        return {}
    questions = [question.id for question in core_questions(data.questionnaire)]
    sample = joined(weights.sample, marks_by_case(data.answers, questions))
    found = {name: mean_by_group(sample, mark_of(name)) for name in questions}
    overall = {name: measured.estimates[ALL] for name, measured in found.items() if measured is not None}
    return {name: without_interval(one) for name, one in overall.items()} if data.facts.hard_quotas else overall


def _satisfaction(
    sample: svy.Sample, known: Sequence[Domain], question: Question, headline: str
) -> Satisfaction | None:
    overall = mean_by_group(sample, mark_of(question.id))
    if overall is None:
        return None
    return Satisfaction(
        question=question.id,
        text=question.text,
        is_headline=question.id == headline,
        overall=overall.estimates[ALL],
        domains=tuple(_by_domain(sample, mark_of(question.id), known)),
    )


def _by_domain(sample: svy.Sample, column: str, known: Sequence[Domain]) -> Iterator[DomainEstimates]:
    for domain in known:
        measured = mean_by_group(sample, column, domain.column)
        if measured is not None:
            groups = [GroupEstimate(one, measured.estimates[one]) for one in domain.groups if one in measured.estimates]
            yield DomainEstimates(domain, tuple(groups), pairwise(measured, domain.groups))


def _bare(found: Satisfaction) -> Satisfaction:
    """Without intervals and tests: with hard quotas there is no chance to reckon with."""
    return replace(
        found,
        overall=without_interval(found.overall),
        domains=tuple(
            DomainEstimates(
                one.domain,
                tuple(GroupEstimate(of.group, without_interval(of.estimate)) for of in one.groups),
                differences=(),
            )
            for one in found.domains
        ),
    )
