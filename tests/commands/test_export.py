"""The command `export`, from a wave to a file."""

import csv
import json

import pytest

from tests.commands.conftest import Terminal
from tests.reporting.synthetic import SyntheticWave
from voicebot.fieldwork.rules import WaveRules
from voicebot.store.engine import transaction

WAVE = SyntheticWave(cases=200)


@pytest.fixture
def made(terminal: Terminal) -> str:
    """The name of a finished wave."""
    with transaction(terminal.parts().engine) as session:
        WAVE.keep(session)
    return WAVE.name


def test_cases_are_written_for_a_reason_and_it_is_in_the_trail(terminal: Terminal, made: str) -> None:
    path = terminal.folder / "autumn.csv"
    ordered = ("export", made, "--format", "csv", "--out", path)
    assert terminal.is_refused(*ordered) == "csv holds cases: give the reason why they are needed (--reason TEXT)\n"
    told = terminal.tells(*ordered, "--reason", "yearly analysis", "--as", "j.smith")
    assert (told["path"], told["rows"], told["format"]) == (str(path), 200, "csv")
    with path.open(newline="", encoding="utf-8") as file:
        assert len(list(csv.DictReader(file))) == 200
    [entry] = terminal.tells("audit", "list")["entries"]
    assert (entry["who"], entry["action"]) == ("j.smith", "exported")
    assert entry["details"]["digest"] == told["digest"]
    assert "is there already" in terminal.is_refused(*ordered, "--reason", "again")


def test_the_codebook_is_written_for_people_or_programs_by_the_name_of_the_file(terminal: Terminal, made: str) -> None:
    page, told = terminal.folder / "codebook.html", terminal.folder / "codebook.json"
    assert "sha256" in terminal.prints("export", made, "--format", "codebook", "--out", page)
    terminal.prints("export", made, "--format", "codebook", "--out", told)
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert json.loads(told.read_text(encoding="utf-8"))["wave"] == made


def test_the_public_tables_are_written_without_a_reason(terminal: Terminal, made: str) -> None:
    path = terminal.folder / "tables.csv"
    assert "nothing was released" in terminal.is_refused("export", made, "--format", "tables", "--out", path)
    terminal.prints("report", made)
    assert terminal.tells("export", made, "--format", "tables", "--out", path)["rows"] == 0
    with path.open(newline="", encoding="utf-8-sig") as file:
        assert {line["wave"] for line in csv.DictReader(file)} == {made}
    assert "exported" in [entry["action"] for entry in terminal.tells("audit", "list")["entries"]]
    assert "ends in .xlsx or .csv" in terminal.is_refused(
        "export", made, "--format", "tables", "--out", terminal.folder / "tables.pdf"
    )


def test_where_two_persons_are_wanted_another_approves_first(terminal: Terminal) -> None:
    with transaction(terminal.parts().engine) as session:
        SyntheticWave(name="winter", cases=10, rules=WaveRules(second_person=True)).keep(session)
    ordered = ("export", "winter", "--format", "csv", "--out", terminal.folder / "winter.csv", "--reason", "analysis")
    request = terminal.is_refused(*ordered, "--as", "j.smith").partition("request ")[2].partition(",")[0]
    assert "can't approve it" in terminal.is_refused("approve-export", "winter", request, "--as", "j.smith")
    assert terminal.tells("approve-export", "winter", request, "--as", "a.jones")["approved_by"] == "a.jones"
    assert terminal.tells(*ordered, "--as", "j.smith")["rows"] == 10


def test_a_format_that_there_is_not_is_misuse(terminal: Terminal) -> None:
    assert "Invalid value for '--format'" in terminal.is_misused("export", "autumn", "--format", "pdf", "--out", "x")
