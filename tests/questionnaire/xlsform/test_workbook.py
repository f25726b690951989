from pathlib import Path

import openpyxl
import pytest

from tests.questionnaire.xlsform.forms import form
from voicebot.errors import BadInput
from voicebot.questionnaire.xlsform.workbook import read_workbook, write_workbook


def workbook(file: Path, **sheets: list[list[object]]) -> Path:
    """A workbook as another program writes it."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(file)
    return file


def test_a_form_is_read_as_it_was_written(tmp_path: Path) -> None:
    written = form(
        "begin_group | core", "note | heard | First.\nSecond.", "end_group", "", "note | last | =1+1 http://x"
    )
    write_workbook(written, tmp_path / "form.xlsx")
    read = read_workbook(tmp_path / "form.xlsx")
    assert [row for row in written.survey if row.cells] == list(read.survey)
    assert (read.choices, read.settings) == (written.choices, written.settings)


def test_rows_keep_the_numbers_that_the_spreadsheet_shows(tmp_path: Path) -> None:
    file = workbook(
        tmp_path / "form.xlsx",
        Survey=[
            [],
            ["Type", " Name ", "Label::English (en-GB)"],
            [],
            ["note", "x", "Hello."],
            [None, None, None],
            ["note", "y"],
        ],
        choices=[["list name", "name"], ["how", 1], ["how", 2]],
        other=[["anything"]],
    )
    read = read_workbook(file)
    assert [(row.number, row.get("name")) for row in read.survey] == [(4, "x"), (6, "y")]
    assert read.survey[0].get("label::English (en-GB)") == "Hello."
    assert [row.get("name") for row in read.choices] == ["1", "2"]
    assert [row.get("list_name") for row in read.choices] == ["how", "how"]
    assert read.settings.cells == {}


def test_what_is_no_spreadsheet_is_refused(tmp_path: Path) -> None:
    (tmp_path / "form.xlsx").write_bytes(b"no spreadsheet")
    with pytest.raises(BadInput, match=r"form\.xlsx: this is no spreadsheet; save the form as \.xlsx"):
        read_workbook(tmp_path / "form.xlsx")


def test_a_workbook_without_a_survey_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="there is no sheet “survey”"):
        read_workbook(workbook(tmp_path / "form.xlsx", choices=[["list_name"]]))
