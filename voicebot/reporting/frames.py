"""Rows of the database as tables in columns, the way `wave_data.WaveData` describes them. Nothing is read here."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import polars as pl

from voicebot.outcomes import AAPOR, Result
from voicebot.questionnaire.model import Questionnaire
from voicebot.reporting.outcomes import INTERVIEWED, Decision, decide
from voicebot.reporting.routes import with_unstored
from voicebot.sampling.codes import NOT_RECORDED
from voicebot.store.chunks import chunks
from voicebot.store.results import Rows
from voicebot.store.states import CaseState
from voicebot.store.tables import QuestionTally, Stratum

STRATUM = ("area", "victim_group")
FRAME_PREFIX = "frame_"
_LONDON = "Europe/London"

_CASES = {
    "case": pl.String,
    "area": pl.String,
    "victim_group": pl.String,
    "codes": pl.String,
    "arm": pl.String,
    "replicate": pl.Int32,
    "probability": pl.Float64,
    "multiplicity": pl.Int32,
    "state": pl.String,
    "closed_for": pl.String,
}
_ATTEMPTS = {
    "case": pl.String,
    "ordinal": pl.Int32,
    "result": pl.String,
    "version": pl.String,
    "language": pl.String,
    "at": pl.Datetime("us", "UTC"),
    "day_part": pl.String,
    "stage": pl.Int32,
    "step": pl.String,
    "rang": pl.Boolean,
    "answered": pl.Boolean,
    "seconds": pl.Int32,
    "price": pl.String,
    "currency": pl.String,
    "inbound": pl.Boolean,
}
_ANSWERS = {
    "case": pl.String,
    "question": pl.String,
    "status": pl.String,
    "code": pl.Int32,
    "first": pl.Int32,
    "second": pl.Int32,
}
_COUNT = pl.Int64
_MARGINS = {"variable": pl.String, "category": pl.String, "persons": _COUNT}
_HOURS = pl.Schema({"weekday": pl.Int8, "hour": pl.Int8, "placed": _COUNT, "answered": _COUNT, "interviewed": _COUNT})
_TALLIES = (
    *("version", "step", "shown", "answered", "refused", "unanswered"),
    *("silences", "invalid", "repeats", "broke_off", "left", "seconds"),
)


def _table(rows: Iterable[tuple[Any, ...]], schema: Mapping[str, Any]) -> pl.DataFrame:
    """Made piece by piece: as columns they take a tenth of the memory."""
    nothing = pl.DataFrame(schema=dict(schema))
    return pl.concat([nothing, *(pl.DataFrame(some, schema=dict(schema), orient="row") for some in chunks(rows))])


def margins(rows: Rows) -> pl.DataFrame:
    """`WaveData.margins`."""
    return _table(rows, _MARGINS)


def attempts(rows: Rows, *, exact_times: bool) -> pl.DataFrame:
    """`WaveData.attempts`, with `at` (London) and `currency`; without exact times no hour of the week is told."""
    table = _table(rows, _ATTEMPTS).with_columns(
        pl.col("at").dt.convert_time_zone(_LONDON),
        code=pl.col("result").replace_strict(
            {str(result): code for result, code in AAPOR.items()}, return_dtype=pl.String
        ),
        price=pl.col("price").cast(pl.Float64, strict=False).abs(),
    )
    known = pl.lit(exact_times)
    return table.with_columns(
        month=pl.col("at").dt.strftime("%Y-%m"),
        weekday=pl.when(known).then(pl.col("at").dt.weekday() - 1),
        hour=pl.when(known).then(pl.col("at").dt.hour()),
    )


def cases(rows: Rows, margins: pl.DataFrame, attempts: pl.DataFrame) -> pl.DataFrame:
    """`WaveData.cases`: each with its outcome, and with what is known of the attempt that decided it."""
    table = _decided(_with_codes(_table(rows, _CASES), margins), attempts)
    deciding = attempts.select("case", "ordinal", "language", "month", "day_part", "seconds")
    return (
        table.with_columns(
            is_open=pl.col("state") != CaseState.CLOSED, interviewed=pl.col("outcome").is_in(INTERVIEWED)
        )
        .drop("state", "closed_for")
        .join(deciding, on=["case", "ordinal"], how="left", maintain_order="left")
    )


def _with_codes(table: pl.DataFrame, margins: pl.DataFrame) -> pl.DataFrame:
    """A column for each variable of the frame, out of the JSON that a case keeps."""
    variables = sorted(set(margins["variable"]) - set(STRATUM))
    if not variables:
        return table.drop("codes")
    codes = table["codes"].str.json_decode(pl.Struct(dict.fromkeys(variables, pl.String))).struct.unnest()
    recorded = codes.select(pl.all().fill_null(NOT_RECORDED).name.prefix(FRAME_PREFIX))
    return pl.concat([table.drop("codes"), recorded], how="horizontal")


def _decided(table: pl.DataFrame, attempts: pl.DataFrame) -> pl.DataFrame:
    by_case = attempts.group_by("case").agg(
        results=pl.col("result"), ordinals=pl.col("ordinal"), version=pl.col("version").last()
    )
    joined = table.join(by_case, on="case", how="left", maintain_order="left")
    decisions = [
        (_decision(results, closed_for), ordinals)
        for results, closed_for, ordinals in joined.select("results", "closed_for", "ordinals").iter_rows()
    ]
    return joined.drop("results", "ordinals").with_columns(
        outcome=pl.Series([one.code for one, _ in decisions], dtype=pl.String),
        attempts=pl.Series([len(ordinals or ()) for _, ordinals in decisions], dtype=pl.Int32),
        ordinal=pl.Series(
            [None if one.attempt is None else ordinals[one.attempt] for one, ordinals in decisions], dtype=pl.Int32
        ),
    )


def _decision(results: Sequence[str] | None, closed_for: str | None) -> Decision:
    return decide([Result(result) for result in results or ()], None if closed_for is None else Result(closed_for))


def answers(rows: Rows, cases: pl.DataFrame, questionnaires: Mapping[str, Questionnaire]) -> pl.DataFrame:
    """`WaveData.answers`: those that are stored, and what became of the other questions of the same cases.

    `questionnaires` has every version that a case was asked.
    """
    stored = _table(rows, _ANSWERS)
    of = {digest: cases.filter(version=digest)["case"].implode() for digest in questionnaires}
    parts = [
        with_unstored(stored.filter(pl.col("case").is_in(of[digest])), questionnaire)
        for digest, questionnaire in questionnaires.items()
    ]
    return pl.concat([stored.clear(), *parts]).sort("case", maintain_order=True)


def strata(found: Iterable[Stratum], by_replicate: Rows, released: int) -> pl.DataFrame:
    """`WaveData.strata`."""
    columns = {"area": pl.String, "victim_group": pl.String}
    table = _table(
        [(one.area, one.victim_group, one.eligible, one.drawn) for one in found],
        columns | {"eligible": _COUNT, "drawn": _COUNT},
    )
    cases = _table(by_replicate, columns | {"replicate": _COUNT, "cases": _COUNT})
    counts = cases.group_by(STRATUM).agg(
        released=pl.col("cases").filter(pl.col("replicate") <= released).sum(),
        next=pl.col("cases").filter(pl.col("replicate") == released + 1).sum(),
    )
    return table.join(counts, on=STRATUM, how="left", maintain_order="left").fill_null(0)


def hours_of(attempts: pl.DataFrame) -> pl.DataFrame:
    """`WaveData.hours` from the attempts, counted as `fieldwork.destroying` counts them for later."""
    interviews = pl.col("code").is_in(INTERVIEWED)
    counts = attempts.group_by("weekday", "hour").agg(
        placed=pl.len(), answered=pl.col("answered").sum(), interviewed=interviews.sum()
    )
    return counts.sort("weekday", "hour").cast(_HOURS)


def hours_kept(rows: Rows) -> pl.DataFrame:
    """`WaveData.hours` from what was kept when the wave was destroyed."""
    return _table(rows, _HOURS)


def tallies(rows: Iterable[QuestionTally]) -> pl.DataFrame:
    """`WaveData.tallies`."""
    words = ("version", "step")
    return _table(
        [tuple(getattr(row, name) for name in _TALLIES) for row in rows],
        {name: pl.String if name in words else _COUNT for name in _TALLIES},
    )
