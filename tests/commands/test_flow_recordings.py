import csv
import io
import shutil
from pathlib import Path

import pytest

from tests.commands.conftest import Terminal
from tests.questionnaire.flows import FLOWS
from tests.questionnaire.recordings.sounds import record, tone


@pytest.fixture
def small(bare_terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = shutil.copytree(FLOWS, bare_terminal.folder / "flows")
    monkeypatch.setattr("voicebot.composition.FLOWS", folder)
    return folder / "small"


@pytest.mark.usefixtures("small")
def test_the_sheet_for_a_voice_artist_has_every_line_its_words_and_where_they_are_said(bare_terminal: Terminal) -> None:
    told = bare_terminal.prints("flow", "recordings", "small", "--language", "en-GB")
    assert "contact.ask (en-GB, about 5 s): missing\n    How satisfied are you with how easy" in told
    assert "    said at contact; contact, in short\n" in told
    assert "pl-PL" not in told.replace("offers.pl-PL", "")
    assert told.endswith(" missing; 2 always spoken\n")


@pytest.mark.usefixtures("small")
def test_the_sheet_can_be_opened_as_a_spreadsheet(bare_terminal: Terminal) -> None:
    rows = list(csv.DictReader(io.StringIO(bare_terminal.prints("flow", "recordings", "small", "--csv"))))
    assert {row["language"] for row in rows} == {"en-GB", "pl-PL"}
    assert rows[0]["name"] == "right_person.ask"
    assert rows[0]["standing"] == "missing"


def test_recordings_are_played_once_they_are_accepted(bare_terminal: Terminal, small: Path) -> None:
    before = bare_terminal.tells("flow", "check", "small")["flows"][0]
    record(small, "contact.ask", "whole.ask")
    found = bare_terminal.tells("flow", "recordings", "small", "--language", "en-GB")["lines"]
    assert [line["name"] for line in found if line["standing"] == "not accepted yet"] == ["contact.ask", "whole.ask"]
    assert "2 in use" in bare_terminal.prints("flow", "recordings", "small", "--accept")
    after = bare_terminal.tells("flow", "check", "small")["flows"][0]
    assert before["version"] != after["version"]
    assert after["remarks"] == before["remarks"]


def test_a_check_tells_of_recordings_that_are_not_played(bare_terminal: Terminal, small: Path) -> None:
    record(small, "contact.ask", "whole.ask")
    (checked,) = bare_terminal.tells("flow", "check", "small")["flows"]
    assert "2 recordings in en-GB are not played: see `flow recordings small`" in checked["remarks"]


def test_a_recording_that_is_not_fit_keeps_all_from_being_accepted(bare_terminal: Terminal, small: Path) -> None:
    record(small, "contact.ask", "whole.ask")
    folder = small / "audio" / "en-GB"
    (folder / "contact.ask.wav").write_bytes(tone(4.0, rate=16_000))
    (folder / "contcat.ask.wav").write_bytes(tone(4.0))
    told = bare_terminal.is_refused("flow", "recordings", "small", "--accept").splitlines()
    assert told == [
        "en-GB/contcat.ask.wav: there is no such line; did you mean “contact.ask”?",
        "en-GB/contact.ask: it has 16,000 samples a second: save it with 8,000",
    ]
    assert not (small / "audio" / "recordings.yaml").exists()
    listed = bare_terminal.prints("flow", "recordings", "small")
    assert "    NOT FIT: it has 16,000 samples a second" in listed
    assert "NOT USED: en-GB/contcat.ask.wav" in listed


@pytest.mark.usefixtures("small")
def test_there_is_nothing_to_accept_without_a_recording(bare_terminal: Terminal) -> None:
    assert "audio/LANGUAGE/NAME.wav" in bare_terminal.is_refused("flow", "recordings", "small", "--accept")
