"""Waves as data without a database: people with what is recorded of them, how their calls ended, what they answered."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import polars as pl

from tests.interview.uss import uss
from voicebot.reporting.frames import FRAME_PREFIX, STRATUM
from voicebot.reporting.outcomes import INTERVIEWED
from voicebot.reporting.wave_data import WaveData
from voicebot.reporting.wave_facts import Eligibility, WaveFacts
from voicebot.store.states import WaveState

FACTS = WaveFacts(
    id="wave",
    name="autumn",
    flow="user-satisfaction",
    state=WaveState.OPEN,
    version=uss().digest,
    arms={},
    reference_date=date(2026, 11, 1),
    since=None,
    until=None,
    first_month="2026-11",
    last_month="2026-11",
    hard_quotas=False,
    method="proportional",
    stratified=True,
    seed="seed",
    frame_digest="0" * 64,
    rows_read=1,
    rows_rejected=0,
    waterfall={},
    drawn=1,
    replicates=1,
    released=1,
    currency=None,
    eligibility=Eligibility(("burglary",), (6, 12), 18),
)
_ATTEMPTS = {
    "case": pl.String,
    "ordinal": pl.Int32,
    "inbound": pl.Boolean,
    "code": pl.String,
    "day_part": pl.String,
    "answered": pl.Boolean,
    "seconds": pl.Int32,
    "price": pl.Float64,
}
_ANSWERS = {"case": pl.String, "question": pl.String, "status": pl.String, "code": pl.Int32, "first": pl.Int32}
_COUNT = pl.Int64
_TALLIES = (
    *("shown", "answered", "refused", "unanswered", "silences"),
    *("invalid", "repeats", "broke_off", "left", "seconds"),
)


def people(*groups: tuple[int, Mapping[str, object]]) -> pl.DataFrame:
    """So many people alike, group by group: outcome and what is recorded (`area`, `victim_group`, `frame_…`).

    By default they are interviewed victims of a burglary in the centre.
    """
    usual = {"area": "CE", "victim_group": "burglary", "outcome": "1.1"}
    rows = [usual | dict(columns) for number, columns in groups for _ in range(number)]
    return pl.DataFrame([{"case": f"case{nth:06}", **row} for nth, row in enumerate(rows)], infer_schema_length=None)


def wave(
    cases: pl.DataFrame,
    *,
    answers: Sequence[tuple[str, str, object]] | pl.DataFrame = (),
    attempts: Sequence[Mapping[str, object]] = (),
    eligible: int | Mapping[tuple[str, str], int] = 10,
    margins: Mapping[str, Mapping[str, int]] | None = None,
    tallies: Sequence[Mapping[str, object]] = (),
    next_cases: int = 0,
    **facts: object,
) -> WaveData:
    """A wave of these cases.

    Args:
        cases: as `people` makes them.
        answers: case, question, and a code or the word of a status.
        attempts: columns of `WaveData.attempts`.
        eligible: persons on the frame for each case, or by stratum.
        margins: of the frame, by variable and category; by default those of the strata and of the cases alike.
        tallies: columns of `WaveData.tallies`.
        next_cases: what the next replicate has in each stratum.
        facts: that differ from the usual ones.
    """
    strata = _strata(cases, eligible, next_cases)
    return WaveData(
        facts=replace(FACTS, **facts),  # type: ignore[arg-type]
        questionnaire=uss(),
        arms={},
        cases=_cases(cases),
        attempts=pl.DataFrame(attempts, schema=_ATTEMPTS),
        answers=answers if isinstance(answers, pl.DataFrame) else _answers(answers),
        strata=strata,
        margins=_margins(cases, strata, margins),
        hours=pl.DataFrame(schema=dict.fromkeys(("weekday", "hour", "placed", "answered", "interviewed"), _COUNT)),
        tallies=pl.DataFrame(
            [{"version": uss().digest, **dict.fromkeys(_TALLIES, 0), **row} for row in tallies],
            schema={"version": pl.String, "step": pl.String} | dict.fromkeys(_TALLIES, _COUNT),
        ),
    )


def _cases(cases: pl.DataFrame) -> pl.DataFrame:
    usual = {"language": "en-GB", "is_open": False, "attempts": 1, "version": uss().digest}
    absent = [pl.lit(value).alias(name) for name, value in usual.items() if name not in cases.columns]
    arm = [] if "arm" in cases.columns else [pl.lit(None, pl.String).alias("arm")]
    return cases.with_columns(pl.col("outcome").is_in(INTERVIEWED).alias("interviewed"), *absent, *arm)


def _answers(answers: Sequence[tuple[str, str, object]]) -> pl.DataFrame:
    return pl.DataFrame([_answer(*one) for one in answers], schema=_ANSWERS, orient="row")


def _answer(case: str, question: str, what: object) -> tuple[object, ...]:
    if isinstance(what, str):
        return case, question, what, None, None
    return case, question, "dont_know" if what == 8 else "answered", what, None


def _strata(cases: pl.DataFrame, eligible: int | Mapping[tuple[str, str], int], next_cases: int) -> pl.DataFrame:
    counts = cases.group_by(STRATUM).agg(pl.len().cast(_COUNT).alias("released")).sort(STRATUM)
    persons = [
        released * eligible if isinstance(eligible, int) else eligible[area, group]
        for area, group, released in counts.iter_rows()
    ]
    return counts.with_columns(
        eligible=pl.Series(persons, dtype=_COUNT), drawn=pl.col("released"), next=pl.lit(next_cases, _COUNT)
    )


def _margins(cases: pl.DataFrame, strata: pl.DataFrame, given: Mapping[str, Mapping[str, int]] | None) -> pl.DataFrame:
    if given is None:
        of_strata = {name: dict(strata.group_by(name).agg(pl.col("eligible").sum()).iter_rows()) for name in STRATUM}
        everybody = int(strata["eligible"].sum())
        variables = [name for name in cases.columns if name.startswith(FRAME_PREFIX)]
        given = of_strata | {
            name.removeprefix(FRAME_PREFIX): {
                category: number * everybody // cases.height
                for category, number in cases[name].value_counts().iter_rows()
            }
            for name in variables
        }
    rows = [(variable, category, persons) for variable, of in given.items() for category, persons in of.items()]
    return pl.DataFrame(rows, schema={"variable": pl.String, "category": pl.String, "persons": _COUNT}, orient="row")
