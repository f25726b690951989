"""What was answered to every question, code by code: weighted shares of those who gave one, counts of the rest."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import polars as pl
import svy

from voicebot.interview.state import Status
from voicebot.questionnaire.model import Question, Questionnaire
from voicebot.reporting.estimates import Estimate, shares_of_categories, without_interval
from voicebot.reporting.wave_data import WaveData
from voicebot.reporting.weights import Weights, joined

_PREFIX = "code_"


@dataclass(frozen=True, slots=True)
class CodeShare:
    """One answer: its share among those who gave a code that is a substantive answer."""

    code: int
    label: str
    estimate: Estimate


@dataclass(frozen=True, slots=True)
class Distribution:
    """What was answered to one question by those interviewed.

    `codes` are in their order, without those nobody gave and without "not sure". `statuses`: how many by what became
    of the question (an `interview.state.Status`), unweighted. `half`: how many answered only the first of two steps,
    by the key of that step; they are also among the refused or silent.
    """

    question: str
    section: str
    text: str
    codes: tuple[CodeShare, ...]
    statuses: Mapping[str, int]
    half: Mapping[int, int]


def distributions(data: WaveData, weights: Weights) -> tuple[Distribution, ...]:
    """Each question of the wave in the order of asking."""
    if data.questionnaire is None:
        return ()
    interviewed = data.answers.filter(pl.col("case").is_in(weights.table["case"].implode()))
    given = interviewed.filter(status=Status.ANSWERED).with_columns(pl.col("code").cast(pl.String))
    wide = given.with_columns(column=pl.lit(_PREFIX) + pl.col("question")).pivot("column", index="case", values="code")
    sample = joined(weights.sample, wide)
    found = tuple(_distributions(data.questionnaire, interviewed, sample, set(wide.columns)))
    return tuple(_bare(one) for one in found) if data.facts.hard_quotas else found


def _distributions(
    questionnaire: Questionnaire, interviewed: pl.DataFrame, sample: svy.Sample, given: set[str]
) -> Iterator[Distribution]:
    statuses, half = _counts(interviewed, "status"), _counts(interviewed.filter(pl.col("code").is_null()), "first")
    for question in questionnaire.questions.values():
        if question.information:
            continue
        column = f"{_PREFIX}{question.id}"
        yield Distribution(
            question=question.id,
            section=question.section,
            text=question.text,
            codes=_codes(question, shares_of_categories(sample, column) if column in given else {}),
            statuses=statuses.get(question.id, {}),
            half=half.get(question.id, {}),
        )


def _codes(question: Question, shares: Mapping[str, Estimate]) -> tuple[CodeShare, ...]:
    return tuple(
        CodeShare(code, label, shares[str(code)])
        for code, label in sorted(question.labels.items())
        if str(code) in shares
    )


def _counts(interviewed: pl.DataFrame, column: str) -> Mapping[str, Mapping[Any, int]]:
    """By question, how often each value of the column is there."""
    counts: dict[str, dict[Any, int]] = {}
    by = interviewed.drop_nulls(column).group_by("question", column).len().sort("question", column)
    for question, value, number in by.iter_rows():
        counts.setdefault(question, {})[value] = number
    return counts


def _bare(found: Distribution) -> Distribution:
    return replace(found, codes=tuple(replace(one, estimate=without_interval(one.estimate)) for one in found.codes))
