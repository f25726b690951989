from pathlib import Path

import pytest

from tests.commands.conftest import Terminal
from voicebot.composition import FLOWS


def test_a_questionnaire_goes_to_a_spreadsheet_and_back(
    bare_terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    book, out = bare_terminal.folder / "form.xlsx", bare_terminal.folder / "flows" / "user-satisfaction"
    told = bare_terminal.prints("flow", "export-xlsform", "user-satisfaction", "--out", book)
    assert told.startswith(f"written: {book}\nnote: ")
    told = bare_terminal.prints("flow", "import-xlsform", book, "--out", out)
    assert told.startswith(f"written: {out / 'questionnaire.yaml'}")
    assert "note" not in told
    (out.parent / "forbidden").symlink_to(FLOWS / "forbidden")
    before = bare_terminal.tells("flow", "check", "user-satisfaction")["flows"][0]
    monkeypatch.setattr("voicebot.composition.FLOWS", out.parent)
    after = bare_terminal.tells("flow", "check", "user-satisfaction")["flows"][0]
    assert after["faults"] == []
    assert {**after, "version": ""} == {**before, "version": ""}


def test_a_questionnaire_that_is_there_is_written_over_only_when_told(bare_terminal: Terminal) -> None:
    book, out = bare_terminal.folder / "form.xlsx", bare_terminal.folder / "survey"
    bare_terminal.prints("flow", "export-xlsform", "user-satisfaction", "--out", book)
    bare_terminal.prints("flow", "import-xlsform", book, "--out", out)
    assert "add --replace" in bare_terminal.is_refused("flow", "import-xlsform", book, "--out", out)
    bare_terminal.prints("flow", "import-xlsform", book, "--out", out, "--replace", "--like", "user-satisfaction")


def test_a_file_that_is_no_form_is_refused_and_nothing_is_written(bare_terminal: Terminal) -> None:
    path: Path = bare_terminal.write("form.xlsx", "text")
    out = bare_terminal.folder / "survey"
    assert "this is no spreadsheet" in bare_terminal.is_refused("flow", "import-xlsform", path, "--out", out)
    assert not out.exists()


def test_the_commands_on_spreadsheets_are_listed_beside_the_others(bare_terminal: Terminal) -> None:
    told = bare_terminal.prints("flow", "--help")
    assert "export-xlsform" in told
    assert "  check " in told
