"""Small waves of any questionnaire, as data; and what is in the files that they are written to."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import polars as pl
import pyreadstat

from tests.interview.uss import uss
from tests.reporting import made
from voicebot.interview.state import Answer
from voicebot.questionnaire.model import Questionnaire
from voicebot.reporting.exports.codebook import Codebook, codebook_of
from voicebot.reporting.routes import with_unstored
from voicebot.reporting.wave_data import WaveData

_ANSWERS = {
    "case": pl.String,
    "question": pl.String,
    "status": pl.String,
    "code": pl.Int32,
    "first": pl.Int32,
    "second": pl.Int32,
}
_CALL = {"month": pl.lit("2026-11"), "day_part": pl.lit("weekday_evening"), "seconds": pl.lit(420, pl.Int32)}

Row = dict[str, str]
"""What stands in each column; nothing is an empty text, a number has no decimals that are nought."""


def wave(
    *ways: Mapping[str, Answer],
    questionnaire: Questionnaire | None = None,
    arms: Mapping[str, Questionnaire] | None = None,
    asked_in: Sequence[str] = (),
    **columns: pl.Series,
) -> WaveData:
    """A case for each of these ways through a questionnaire; with arms, `asked_in` says which arm each case is of.

    Cases are called `case000000` and so on, and have these columns.
    """
    arms = arms or {}
    asked = questionnaire or next(iter(arms.values()), uss())
    data = made.wave(made.people((len(ways), {})).with_columns(**_CALL).with_columns(**columns))
    of = [arms[arm] for arm in asked_in] or [asked] * len(ways)
    answers = [_answers(case, way, one) for case, way, one in zip(data.cases["case"], ways, of, strict=True)]
    cases = data.cases.with_columns(
        version=pl.Series([one.digest for one in of], dtype=pl.String),
        arm=pl.Series(asked_in or [None] * len(ways), dtype=pl.String),
    )
    facts = replace(data.facts, version=asked.digest, arms={arm: one.digest for arm, one in arms.items()})
    return replace(
        data, facts=facts, questionnaire=asked, arms=arms, cases=cases, answers=pl.concat([_stored({}), *answers])
    )


def _answers(case: str, way: Mapping[str, Answer], questionnaire: Questionnaire) -> pl.DataFrame:
    stored = _stored({(case, name): answer for name, answer in sorted(way.items())})
    return with_unstored(stored, questionnaire) if way else stored


def _stored(answers: Mapping[tuple[str, str], Answer]) -> pl.DataFrame:
    rows = [
        (case, name, str(answer.status), answer.code, answer.first, 30 + place)
        for place, ((case, name), answer) in enumerate(answers.items())
    ]
    return pl.DataFrame(rows, schema=_ANSWERS, orient="row")


def codebook(data: WaveData) -> Codebook:
    return codebook_of(data, date(2026, 12, 1))


def in_csv(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def in_sheet(path: Path, name: str, head: int = 0) -> list[Row]:
    """The rows of a sheet below the one that has the names of the columns."""
    book = openpyxl.load_workbook(path, read_only=True)
    rows = [[_plain(value) for value in row] for row in book[name].iter_rows(values_only=True)]
    book.close()
    return [dict(zip(rows[head], row, strict=True)) for row in rows[head + 1 :]]


def in_sav(path: Path) -> list[Row]:
    table, _ = pyreadstat.read_sav(path, user_missing=True, output_format="polars")
    return [{name: _plain(value) for name, value in row.items()} for row in table.iter_rows(named=True)]


def _plain(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)
