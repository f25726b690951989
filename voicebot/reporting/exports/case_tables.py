"""The rows of the case files: a row a case (wide), or a row a case and question (long).

Both come from one table of every answer of every case, so that they can't disagree. Rows are in the order of the random
case keys, whatever happened when. What the columns mean is `columns.py`.
"""

from collections.abc import Sequence

import polars as pl

from voicebot.interview.state import Status
from voicebot.reporting.exports.columns import MISSING_CODES, Asked, Column, labels_of
from voicebot.reporting.results import has_enough
from voicebot.reporting.wave_data import WaveData
from voicebot.reporting.weights import weigh

_STATUS = pl.Enum([str(status) for status in Status])
_NOT_ASKED, _NOT_REACHED = (pl.lit(str(status), _STATUS) for status in (Status.NOT_ASKED, Status.NOT_REACHED))
_CODES = {str(status): code for status, code in MISSING_CODES.items()}
_WEIGHT_DECIMALS = 9  # as many as every format keeps


def wide(data: WaveData, columns: Sequence[Column]) -> pl.DataFrame:
    """A row a case: all columns of `columns_of`."""
    questions = _questions(columns)
    places = {one.question: place for place, one in enumerate(questions)}
    answers = _every_answer(data, questions)
    values = [
        answers["step" if column.asked.first_step else "code"]
        .gather_every(len(questions), places[column.asked.question])
        .alias(column.name)
        for column in columns
        if column.asked
    ]
    known = _cases(data).select(column.name for column in columns if not column.asked)
    return known.with_columns(values).select(column.name for column in columns)


def long(data: WaveData, columns: Sequence[Column]) -> pl.DataFrame:
    """A row a case and question: `case`, `question`, `section`, `code`, `label`, `status`, `second`.

    `question` is the question's id, whatever its column in the wide file is called.
    """
    questions = _questions(columns)
    answers = _every_answer(data, questions)
    labels = pl.DataFrame(
        [
            (column.asked.question, code, label)
            for column in columns
            if column.asked and not column.asked.first_step
            for code, label in labels_of(column)
        ],
        schema={"question": answers.schema["question"], "code": pl.Int32(), "label": pl.String()},
        orient="row",
    )
    section_of = {one.question: one.section for one in questions}
    sections = pl.Enum(list(dict.fromkeys(section_of.values())))
    return (
        answers.join(labels, on=["question", "code"], how="left", maintain_order="left")
        .with_columns(section=pl.col("question").replace_strict(section_of, return_dtype=sections))
        .select("case", "question", "section", "code", "label", "status", "second")
    )


def _questions(columns: Sequence[Column]) -> Sequence[Asked]:
    """The questions in the order of asking."""
    return [column.asked for column in columns if column.asked and not column.asked.first_step]


def _cases(data: WaveData) -> pl.DataFrame:
    """What is known of each case; the version is that of its calls, or else the one that it would be asked."""
    would_be = pl.col("arm").replace_strict(data.facts.arms, default=data.facts.version, return_dtype=pl.String)
    cases = data.cases.with_columns(version=pl.coalesce("version", would_be))
    if not has_enough(data):
        return cases.with_columns(weight=pl.lit(None, pl.Float64))
    weights = weigh(data).table.select("case", pl.col("weight").round(_WEIGHT_DECIMALS))
    return cases.join(weights, on="case", how="left", maintain_order="left")


def _every_answer(data: WaveData, questions: Sequence[Asked]) -> pl.DataFrame:
    """Every case in turn with every question in the order of asking: `status`, `code`, `step`, `second`?.

    A question that only other arms ask was not asked; of a case without any answer none was reached. `step` is the key
    of the first of two steps; where there is none, the code of what is missing.
    """
    names = pl.Enum([one.question for one in questions])
    keys = pl.Enum(data.cases["case"])
    known = data.answers.filter(pl.col("question").is_in(names.categories.implode()))
    answers = known.cast({"case": keys, "question": names, "status": _STATUS})
    began = pl.col("case").is_in(answers["case"].unique().implode())
    missing = pl.col("status").replace_strict(_CODES, default=None, return_dtype=pl.Int32)
    return (
        data.cases.lazy()
        .select(pl.col("case").cast(keys))
        .with_columns(unstored=pl.when(began).then(_NOT_ASKED).otherwise(_NOT_REACHED))
        .join(names.categories.cast(names).to_frame("question").lazy(), how="cross", maintain_order="left_right")
        .join(answers.lazy(), on=["case", "question"], how="left", maintain_order="left")
        .with_columns(status=pl.coalesce("status", "unstored"))
        .with_columns(code=pl.coalesce(missing, "code"), missing=missing)
        .with_columns(step=pl.coalesce("first", "missing", _CODES[Status.NOT_ASKED]))
        .select("case", "question", "status", "code", "step", "second")
        .collect()
    )
