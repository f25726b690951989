"""SPSS files, read back by pyreadstat as SPSS would read them."""

from dataclasses import replace
from pathlib import Path

import pyreadstat
import pytest

from tests.reporting.exports.waves import codebook, in_sav, wave
from voicebot.interview.state import Answer, Status
from voicebot.reporting.exports.case_tables import wide
from voicebot.reporting.exports.codebook import NOT_FOR_PUBLICATION
from voicebot.reporting.exports.spss import write_sav
from voicebot.reporting.wave_data import WaveData

WAYS = (
    {"contact": Answer(Status.REFUSED), "action": Answer(Status.SILENT), "follow_up": Answer(Status.DONT_KNOW, 8)},
    {"contact": Answer(Status.ANSWERED, 2)},
)


def _written(path: Path, data: WaveData) -> Path:
    book = codebook(data)
    write_sav(wide(data, book.columns), book, path)
    return path


def test_labels_and_missing_codes_come_back_as_they_were(tmp_path: Path) -> None:
    path = _written(tmp_path / "cases.sav", wave(*WAYS))
    _, about = pyreadstat.read_sav(path, metadataonly=True, user_missing=True, output_format="polars")
    columns = codebook(wave(*WAYS)).columns
    assert about.column_names == [column.name for column in columns]
    for column in columns:
        assert about.column_names_to_labels[column.name] == column.label
        if column.asked:
            expected = {-9: "prefer not to say", -3: "no answer given", -2: "not asked", -1: "not reached"}
            assert about.variable_value_labels[column.name] == expected | dict(column.values)
            assert about.missing_ranges[column.name] == [{"lo": -9, "hi": -1}]
    assert about.variable_value_labels["outcome"]["2.12"] == "broken off"
    assert set(about.missing_ranges) == {column.name for column in columns if column.asked}
    assert (about.file_label, " ".join(about.notes)) == ("user-satisfaction, wave autumn", NOT_FOR_PUBLICATION)


def test_a_missing_code_is_kept_but_counts_as_missing(tmp_path: Path) -> None:
    path = _written(tmp_path / "cases.sav", wave(*WAYS))
    kept = in_sav(path)
    assert [kept[0][name] for name in ("contact", "action", "follow_up", "contact_problem_wait", "whole")] == [
        *("-9", "-3", "8", "-2", "-1")
    ]
    counted, _ = pyreadstat.read_sav(path, output_format="polars")
    assert counted.select("contact", "action", "follow_up").row(0) == (None, None, 8)
    assert (counted["contact"][1], counted["weight"][1]) == (2, None)


@pytest.mark.parametrize("odd", [0, 1, 2])
def test_a_label_that_is_too_long_is_cut_between_letters(tmp_path: Path, odd: int) -> None:
    data = wave(*WAYS)
    assert data.questionnaire is not None
    question = data.questionnaire.questions["contact"]
    long = replace(question, text="x" * odd + "ł" * 400, labels={1: "x" * odd + "ą" * 100})
    questionnaire = replace(data.questionnaire, questions={**data.questionnaire.questions, "contact": long})
    path = _written(tmp_path / "cases.sav", replace(data, questionnaire=questionnaire))
    _, about = pyreadstat.read_sav(path, metadataonly=True, user_missing=True, output_format="polars")
    labels = [about.column_names_to_labels["contact"] or "", about.variable_value_labels["contact"][1]]
    assert [label[-1] for label in labels] == ["…", "…"]
    assert [len(label.encode()) for label in labels] == [256 - (odd + 1) % 2, 120 - (odd + 1) % 2]
