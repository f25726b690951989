"""Workbooks, opened by another library than the one that wrote them."""

from pathlib import Path

import openpyxl
import polars as pl
import pytest

from tests.reporting.exports.waves import codebook, in_sheet, wave
from voicebot.errors import Refused
from voicebot.interview.state import Answer, Status
from voicebot.reporting.exports import workbook
from voicebot.reporting.exports.case_tables import wide
from voicebot.reporting.exports.codebook import NOT_FOR_PUBLICATION
from voicebot.reporting.exports.workbook import write_xlsx
from voicebot.reporting.wave_data import WaveData

WAYS = ({"contact": Answer(Status.ANSWERED, 2)}, {})


def _written(path: Path, data: WaveData) -> Path:
    book = codebook(data)
    write_xlsx(wide(data, book.columns), book, path)
    return path


def test_numbers_are_numbers_and_what_is_missing_leaves_a_cell_empty(tmp_path: Path) -> None:
    path = _written(tmp_path / "cases.xlsx", wave(*WAYS, language=pl.lit(None, pl.String)))
    sheet = openpyxl.load_workbook(path)["data"]
    names = [cell.value for cell in sheet[1]]
    row = dict(zip(names, [cell.value for cell in sheet[2]], strict=True))
    assert (row["contact"], row["action"], row["seconds"]) == (2, -1, 420)
    assert (row["language"], row["weight"]) == (None, None)
    assert sheet.freeze_panes == "A2"


def test_text_that_looks_like_a_formula_is_no_formula(tmp_path: Path) -> None:
    path = _written(tmp_path / "cases.xlsx", wave(*WAYS, area=pl.lit("=cmd|' /C calc'!A0")))
    cell = openpyxl.load_workbook(path)["data"]["B2"]
    assert (cell.data_type, cell.value) == ("s", "'=cmd|' /C calc'!A0")


def test_the_labels_and_the_codebook_have_a_sheet_each(tmp_path: Path) -> None:
    path = _written(tmp_path / "cases.xlsx", wave(*WAYS))
    labels = {(row["column"], row["value"]): row["label"] for row in in_sheet(path, "labels")}
    assert labels["contact", "1"] == "completely satisfied"
    assert labels["contact", "-9"] == "prefer not to say"
    assert labels["outcome", "2.12"] == "broken off"
    columns = {row["column"]: row for row in in_sheet(path, "codebook", head=1)}
    assert list(columns) == [column.name for column in codebook(wave(*WAYS)).columns]
    assert columns["contact"]["asked of"] == "everybody"
    assert columns["contact_problem_wait"]["asked of"] == "contact is 5 or 6 or 7"
    assert columns["weight"]["question"] == ""


def test_it_says_that_it_is_not_for_publication(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(_written(tmp_path / "cases.xlsx", wave(*WAYS)))
    assert book["codebook"]["A1"].value == NOT_FOR_PUBLICATION
    assert book.properties.description == NOT_FOR_PUBLICATION
    assert {sheet.oddFooter.left.text for sheet in book} == {"Not for publication"}


def test_more_cases_than_a_sheet_has_rows_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "_MOST_CASES", 1)
    with pytest.raises(Refused, match="export csv or sav"):
        _written(tmp_path / "cases.xlsx", wave(*WAYS))


def test_the_same_wave_gives_the_same_bytes(tmp_path: Path) -> None:
    one, other = (_written(tmp_path / f"{name}.xlsx", wave(*WAYS)) for name in ("one", "other"))
    assert one.read_bytes() == other.read_bytes()
