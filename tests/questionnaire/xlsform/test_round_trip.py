from dataclasses import fields, replace
from pathlib import Path

import pytest

from tests.questionnaire.flows import FLOWS, REAL_FLOWS, SENTENCES, changed, source
from voicebot.questionnaire.compile import compile_questionnaire
from voicebot.questionnaire.model import Questionnaire
from voicebot.questionnaire.reading import read_folder
from voicebot.questionnaire.source import Source
from voicebot.questionnaire.xlsform.exporting import export_form
from voicebot.questionnaire.xlsform.importing import import_form
from voicebot.questionnaire.xlsform.workbook import read_workbook, write_workbook

EVERY_FLOW = [
    FLOWS / "small",
    FLOWS / "two-steps",
    *sorted(path.parent for path in REAL_FLOWS.glob("*/questionnaire.yaml")),
]


def through_a_spreadsheet(before: Source, file: Path) -> Source:
    """The same questionnaire, written to a workbook and made again out of it."""
    write_workbook(export_form(before).form, file)
    imported = import_form(read_workbook(file))
    assert imported.notes == ()
    forbidden = {name: text for name, text in before.files.items() if name.startswith("forbidden/")}
    return replace(before, files={**forbidden, **imported.files})


def same_call(one: Source, other: Source) -> None:
    """All that can be said, and all routing, is the same; only the version's name differs with the files."""
    before, after = compile_questionnaire(one), compile_questionnaire(other)
    for part in fields(Questionnaire):
        if part.name != "digest":
            assert getattr(before, part.name) == getattr(after, part.name), part.name


@pytest.mark.parametrize("flow", EVERY_FLOW, ids=lambda flow: flow.name)
def test_a_questionnaire_comes_back_from_a_spreadsheet_as_it_was(flow: Path, tmp_path: Path) -> None:
    before = read_folder(flow, SENTENCES)
    after = through_a_spreadsheet(before, tmp_path / "form.xlsx")
    same_call(before, after)
    assert through_a_spreadsheet(after, tmp_path / "again.xlsx").digest == after.digest


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("when: {waited: 1}", "when: {contact: [5, 6], waited: [0, 1]}"),
        ("id: problems, ask", "id: problems, when: {waited: 0}, ask"),
        ("8: not sure}", "8: {label: not sure, dont_know: false}}"),
        (
            "1: minutes, 2: hours, 8: not sure",
            "1: {label: minutes, dont_know: true}, 2: {label: hours, say: If for hours, code: 20}",
        ),
        ("{yes: To go on}}", "{yes: To go on, stop: To stop for good}}"),
    ],
)
def test_what_a_question_can_have_comes_back(old: str, new: str, tmp_path: Path) -> None:
    before = changed(old, new)
    before = replace(before, files={name: text for name, text in before.files.items() if name != "pl-PL.yaml"})
    same_call(before, through_a_spreadsheet(before, tmp_path / "form.xlsx"))


def test_conditions_on_items_and_on_second_steps_come_back(tmp_path: Path) -> None:
    last = '      - {id: last, when: {background: [1, 3], problems_phone: 1}, ask: "Why?", yes_no: true}\n'
    before = changed("\nclosing:", f"{last}\nclosing:")
    before = replace(before, files={name: text for name, text in before.files.items() if name != "pl-PL.yaml"})
    same_call(before, through_a_spreadsheet(before, tmp_path / "form.xlsx"))


def test_a_form_says_what_other_tools_will_not_do_with_it() -> None:
    notes = export_form(source()).notes
    assert "age: that key 3 ends the call stands in a column of ours" in notes
    assert any("recordings" in note for note in notes)


def test_a_form_reads_like_one() -> None:
    form = export_form(source()).form
    rows = {row.get("name"): row for row in form.survey}
    assert rows["waited"].get("type") == "select_one yes_no"
    assert rows["waited"].get("label::en-GB (en)") == "Did you have to wait?"
    assert rows["waited"].get("label::pl-PL (pl)") == "Czy trzeba było czekać?"
    assert rows["waited"].get("relevant") == "(${contact} = '5' or ${contact} = '6' or ${contact} = '7')"
    assert rows["problems"].get("type") == "select_multiple problems.options"
    assert rows["background.1"].get("relevant") == "${background} = 'key1'"
    assert form.settings.get("default_language") == "en-GB (en)"
    assert [row.get("name") for row in form.choices if row.get("list_name") == "age.options"] == ["1", "2", "key3"]
