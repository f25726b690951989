import shutil
from pathlib import Path

import pytest

from tests.commands.conftest import Terminal

SMALL = Path(__file__).parents[1] / "flows"
INBOUND = Path(__file__).parents[2] / "flows" / "inbound"


@pytest.fixture
def small_flows(bare_terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of questionnaires, which holds small ones only."""
    folder = shutil.copytree(SMALL, bare_terminal.folder / "flows")
    monkeypatch.setattr("voicebot.composition.FLOWS", folder)
    return folder


def break_twice(folder: Path) -> None:
    """Give a questionnaire two faults."""
    path = folder / "small" / "questionnaire.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "\nonething: 1\nanother: 2\n", encoding="utf-8")


@pytest.mark.usefixtures("small_flows")
def test_questionnaires_are_listed(bare_terminal: Terminal) -> None:
    assert bare_terminal.prints("flow", "list") == "small\ntwo-steps\n"
    assert bare_terminal.tells("flow", "list") == {"flows": [{"id": "small"}, {"id": "two-steps"}]}


def test_every_questionnaire_that_is_here_passes_its_check(bare_terminal: Terminal) -> None:
    checked = bare_terminal.tells("flow", "check")["flows"]
    assert "user-satisfaction" in [one["id"] for one in checked]
    assert [one["faults"] for one in checked] == [[]] * len(checked)
    assert all(0 < one["core_minutes"] < 3 for one in checked if one["questions"])


def test_what_people_hear_who_ring_us_is_checked_in_every_language(bare_terminal: Terminal) -> None:
    (checked,) = bare_terminal.tells("flow", "check", "inbound")["flows"]
    assert (checked["languages"], checked["faults"]) == (["en-GB", "pl-PL", "bn-IN"], [])
    assert "pl-PL is not approved by a translator yet" in checked["remarks"]


def test_a_fault_in_a_translation_for_callers_is_told_with_its_line(
    bare_terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = shutil.copytree(INBOUND, bare_terminal.folder / "flows" / "inbound")
    shutil.copytree(INBOUND.parent / "forbidden", folder.parent / "forbidden")
    monkeypatch.setattr("voicebot.composition.INBOUND", folder)
    polish = folder / "pl-PL.yaml"
    polish.write_text(polish.read_text(encoding="utf-8").replace("undone: Dobrze.", "undone: Policja."), "utf-8")
    result = bare_terminal.run("flow", "check", "inbound")
    assert result.exit_code == 1
    assert result.stderr.startswith("inbound/pl-PL.yaml:")
    assert "-policj-" in result.stderr


def test_a_call_that_takes_too_long_is_remarked(bare_terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("voicebot.questionnaire.checked.CORE_MINUTES", 0)
    monkeypatch.setattr("voicebot.questionnaire.checked.ALL_MINUTES", 0)
    told = bare_terminal.prints("flow", "check", "user-satisfaction")
    assert "user-satisfaction: the core questions take longer than 0 minutes" in told
    assert "user-satisfaction: the whole call takes longer than 0 minutes" in told


def test_every_fault_of_a_questionnaire_is_told_with_its_line(bare_terminal: Terminal, small_flows: Path) -> None:
    break_twice(small_flows)
    result = bare_terminal.run("flow", "check")
    assert result.exit_code == 1
    told = result.stderr.splitlines()
    assert len(told) == 2
    assert all(line.startswith("small/questionnaire.yaml:") for line in told)
    assert "two-steps" in result.stdout


def test_a_faulty_questionnaire_gets_no_wave(bare_terminal: Terminal, small_flows: Path) -> None:
    bare_terminal.prints("db", "upgrade")
    break_twice(small_flows)
    assert "questionnaire.yaml:" in bare_terminal.is_refused("wave", "create", "autumn", "--flow", "small")


def test_the_whole_call_is_printed(bare_terminal: Terminal) -> None:
    script = bare_terminal.prints("flow", "script", "user-satisfaction")
    assert "Gate 1: the right person" in script
    assert script.endswith("\n")


@pytest.mark.usefixtures("small_flows")
def test_a_script_is_printed_in_a_language_that_there_is(bare_terminal: Terminal) -> None:
    assert "small in pl-PL" in bare_terminal.prints("flow", "script", "small", "--language", "pl-PL")
    told = bare_terminal.is_refused("flow", "script", "small", "--language", "cy-GB")
    assert told == "small is not there in cy-GB, only in en-GB, pl-PL\n"


def test_a_questionnaire_is_drawn_to_a_file_or_to_standard_output(bare_terminal: Terminal) -> None:
    file = bare_terminal.folder / "drawn.svg"
    assert bare_terminal.prints("flow", "diagram", "user-satisfaction", "--out", file) == ""
    assert bare_terminal.prints("flow", "diagram", "user-satisfaction") == file.read_text(encoding="utf-8") + "\n"
    assert file.read_text(encoding="utf-8").rstrip().endswith("</svg>")


@pytest.mark.parametrize("command", ["check", "script", "diagram"])
def test_a_questionnaire_that_is_not_there_is_told(bare_terminal: Terminal, command: str) -> None:
    told = bare_terminal.is_refused("flow", command, "nothing")
    assert told == "there is no questionnaire called nothing: see `flow list`\n"
