"""What became of the questions of which no answer is stored: not asked, not reached, or skipped with their section.

How a questionnaire is walked is `interview/routing.py`'s. It is asked once for each way that people have taken through
it, of which there are few, not once for each person.
"""

from collections.abc import Iterator

import polars as pl

from voicebot.interview import routing
from voicebot.interview.state import Answer, Status
from voicebot.questionnaire.model import Questionnaire

_BETWEEN, _WITHIN = "|", ":"
_UNSTORED = {"way": pl.String, "question": pl.String, "status": pl.String}


def with_unstored(stored: pl.DataFrame, questionnaire: Questionnaire) -> pl.DataFrame:
    """A row for every question of every case that has stored answers.

    Args:
        stored: a row an answer (offers of sections included), case by case and within one by question; the columns of
            `WaveData.answers`.
        questionnaire: that all these cases were asked.
    """
    ways = stored.with_columns(mark=_mark(questionnaire)).group_by("case", maintain_order=True)
    taken = ways.agg(way=pl.col("mark").str.join(_BETWEEN))
    unstored = pl.DataFrame(
        [(way, *row) for way in taken["way"].unique() for row in _unstored(questionnaire, way)],
        schema=_UNSTORED,
        orient="row",
    )
    added = taken.join(unstored, on="way").drop("way")
    asked = stored.filter(pl.col("question").is_in(_asked(questionnaire)))
    return pl.concat([asked, added], how="diagonal")


def _asked(questionnaire: Questionnaire) -> list[str]:
    return [question.id for question in questionnaire.questions.values() if not question.information]


def _mark(questionnaire: Questionnaire) -> pl.Expr:
    """What of an answer can decide about another question: that there is one; where others hang on it, also which."""
    deciding = {condition.question for question in questionnaire.questions.values() for condition in question.when}
    offers = {section.id for section in questionnaire.sections.values() if section.offer}
    answer = pl.concat_str("question", "status", pl.col("code").cast(pl.String).fill_null(""), separator=_WITHIN)
    return pl.when(pl.col("question").is_in(deciding | offers)).then(answer).otherwise("question")


def _unstored(questionnaire: Questionnaire, way: str) -> Iterator[tuple[str, Status]]:
    answers = dict(_read(mark) for mark in way.split(_BETWEEN))
    for question in _asked(questionnaire):
        if question not in answers:
            yield question, routing.status_of(questionnaire, answers, question)


def _read(mark: str) -> tuple[str, Answer]:
    question, *answer = mark.split(_WITHIN)
    if not answer:
        return question, Answer(Status.ANSWERED)
    status, code = answer
    return question, Answer(Status(status), int(code) if code else None)
