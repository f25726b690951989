"""Every file of a wave says the same of every answer, and says of it what the conversation does."""

import tempfile
from math import isnan
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.interview.any_flow import any_flow
from tests.reporting import made
from tests.reporting.exports.waves import codebook, in_csv, in_sav, in_sheet, wave
from voicebot.interview.routing import status_of
from voicebot.interview.state import Answer, Status
from voicebot.questionnaire.model import Questionnaire
from voicebot.reporting.exports.case_tables import long, wide
from voicebot.reporting.exports.delimited import write_csv
from voicebot.reporting.exports.formulas import harmless
from voicebot.reporting.exports.spss import write_sav
from voicebot.reporting.exports.workbook import write_xlsx
from voicebot.reporting.weights import weigh

CODES = {"refused": "-9", "silent": "-3", "not_asked": "-2", "not_reached": "-1"}
AREAS = ("Camden", "=1+1", "-2", 'São "Ü", Łódź', "@SUM(A1)")


@st.composite
def _answers(draw: st.DrawFn, questionnaire: Questionnaire) -> dict[str, Answer]:
    """What one person said, in any order and to anything, as nobody would; nothing, for some."""
    heard = {question.id for question in questionnaire.questions.values() if question.information}
    names = [name for name in questionnaire.places if name not in heard]
    return {name: draw(_answer(questionnaire, name)) for name in draw(st.sets(st.sampled_from(names)))}


def _answer(questionnaire: Questionnaire, name: str) -> st.SearchStrategy[Answer]:
    question = questionnaire.questions.get(name)
    if question is None:  # the offer of a section
        return st.sampled_from([Answer(Status.ANSWERED, 1), Answer(Status.REFUSED)])
    firsts = st.sampled_from(sorted(question.firsts)) if question.firsts else st.none()
    given_ = st.builds(Answer, st.sampled_from([Status.ANSWERED, Status.DONT_KNOW]), st.integers(0, 8), firsts)
    return given_ | st.builds(Answer, st.sampled_from([Status.REFUSED, Status.SILENT]), st.none(), firsts | st.none())


@settings(max_examples=15, deadline=None)
@given(any_flow(), st.data())
def test_every_format_has_the_same_answers_and_they_are_those_of_the_conversation(
    questionnaire: Questionnaire, data: st.DataObject
) -> None:
    ways = data.draw(st.lists(_answers(questionnaire), min_size=1, max_size=5))
    areas = data.draw(st.lists(st.sampled_from(AREAS), min_size=len(ways), max_size=len(ways)))
    of = wave(*ways, questionnaire=questionnaire, area=pl.Series(areas))
    book = codebook(of)
    table = wide(of, book.columns)
    with tempfile.TemporaryDirectory() as folder:
        files = {name: Path(folder) / name for name in ("wide.csv", "long.csv", "cases.xlsx", "cases.sav")}
        write_csv(table, files["wide.csv"])
        write_csv(long(of, book.columns), files["long.csv"])
        write_xlsx(table, book, files["cases.xlsx"])
        write_sav(table, book, files["cases.sav"])
        cases, answers = in_csv(files["wide.csv"]), in_csv(files["long.csv"])
        assert in_sheet(files["cases.xlsx"], "data") == cases
        assert [row | {"area": harmless(row["area"])} for row in in_sav(files["cases.sav"])] == cases

    asked = [one.id for one in questionnaire.questions.values() if not one.information]
    assert [row["case"] for row in cases] == sorted(row["case"] for row in cases)
    assert [(row["case"], row["question"]) for row in answers] == [(row["case"], one) for row in cases for one in asked]
    for answer in answers:
        way = ways[int(answer["case"].removeprefix("case"))]
        status = status_of(questionnaire, way, answer["question"]) if way else Status.NOT_REACHED
        code = CODES.get(status) or str(way[answer["question"]].code)
        assert (answer["status"], answer["code"]) == (status, code)
    by_case = {row["case"]: row for row in cases}
    assert all(by_case[answer["case"]][answer["question"]] == answer["code"] for answer in answers)


def test_weights_are_the_same_to_the_last_digit_in_every_format(tmp_path: Path) -> None:
    cases = made.people(
        (40, {"area": "CE", "frame_age": "18-24"}),
        (35, {"area": "EA", "frame_age": "75+"}),
        (5, {"outcome": "3.13", "frame_age": "75+"}),
    ).with_columns(month=pl.lit("2026-11"), day_part=pl.lit("weekend"), seconds=pl.lit(60))
    of = made.wave(cases, answers=wave({}).answers, eligible={("CE", "burglary"): 700, ("EA", "burglary"): 200})
    book = codebook(of)
    table = wide(of, book.columns)
    write_csv(table, tmp_path / "wide.csv")
    write_xlsx(table, book, tmp_path / "cases.xlsx")
    write_sav(table, book, tmp_path / "cases.sav")
    of_each = [in_csv(tmp_path / "wide.csv"), in_sheet(tmp_path / "cases.xlsx", "data"), in_sav(tmp_path / "cases.sav")]
    weights, *others = [[float(row["weight"] or "nan") for row in rows] for rows in of_each]
    assert weights[:75] == pytest.approx(weigh(of).table["weight"].to_list(), abs=1e-9)
    assert others == [pytest.approx(weights, rel=0, abs=0, nan_ok=True)] * 2
    assert [isnan(weight) for weight in weights] == [False] * 75 + [True] * 5
