"""Results on a terminal and in files."""

import json

import pytest

from tests.commands.conftest import Terminal
from tests.reporting.synthetic import SyntheticWave
from voicebot.store.engine import transaction

WAVE = SyntheticWave(cases=200, response=0.5)


@pytest.fixture
def called(terminal: Terminal) -> Terminal:
    """A terminal with a wave that was called."""
    with transaction(terminal.parts().engine) as session:
        WAVE.keep(session)
    return terminal


def test_the_text_has_the_headline_outcomes_and_rates(called: Terminal) -> None:
    printed = called.prints("report", WAVE.name)
    for part in ("interviews", "Satisfied with the service", "How the cases ended", "RR6", "Rates by victim group"):
        assert part in printed
    assert "Differences" not in printed


def test_the_release_is_in_the_audit_trail_with_who_asked(called: Terminal) -> None:
    called.prints("report", WAVE.name, "--as", "j.smith")
    called.prints("report", WAVE.name, "--as", "a.jones")
    (entry,) = called.tells("audit", "list")["entries"]
    assert (entry["action"], entry["who"]) == ("tables_released", "j.smith")


def test_all_tables_are_one_object(called: Terminal) -> None:
    told = json.loads(called.prints("report", WAVE.name, "--format", "json"))
    assert told["facts"]["wave"] == WAVE.name
    assert {"headline", "release", "tables"} <= told.keys()


def test_the_page_is_written_to_a_file_and_nothing_is_printed(called: Terminal) -> None:
    path = called.folder / "autumn.html"
    assert called.prints("report", WAVE.name, "--format", "html", "--out", path) == ""
    assert path.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_plain_counts_are_for_staff_and_release_nothing(called: Terminal) -> None:
    assert "how 200 cases ended" in called.prints("report", WAVE.name, "--counts")
    assert json.loads(called.prints("report", WAVE.name, "--counts", "--format", "json"))["cases"] == 200
    assert called.tells("audit", "list")["entries"] == []
    assert "--counts" in called.is_misused("report", WAVE.name, "--counts", "--format", "html")


def test_nothing_is_reported_of_a_handful_of_interviews(terminal: Terminal) -> None:
    with transaction(terminal.parts().engine) as session:
        SyntheticWave(cases=20).keep(session)
    assert "more are needed" in terminal.is_refused("report", WAVE.name)
