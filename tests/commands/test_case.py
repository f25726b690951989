"""The commands on one case, and the list of whom a wrong file called."""

import pytest

from tests.commands.conftest import Terminal, draw
from voicebot.phone import parse_number

NUMBER = "07700 900123"


@pytest.fixture
def case_id(terminal: Terminal, wave: str) -> str:
    return draw(terminal, wave, parse_number(NUMBER))


def test_why_somebody_was_called_is_asked_by_number(terminal: Terminal, case_id: str) -> None:
    (told,) = terminal.tells("case", "why", "--as", "j.smith", typed=NUMBER)["cases"]
    assert (told["case_id"], told["state"], told["calls"]) == (case_id, "waiting", [])
    assert told["wave"] in terminal.prints("case", "why", typed=NUMBER)


def test_a_case_is_found_by_its_reference_too(terminal: Terminal, case_id: str, wave: str) -> None:
    assert terminal.tells("case", "why", "--wave", wave, typed="reference")["cases"][0]["case_id"] == case_id


def test_neither_a_number_nor_a_reference_ever_is_an_argument(terminal: Terminal) -> None:
    assert "unexpected extra argument" in terminal.is_misused("case", "why", NUMBER)


def test_a_number_that_nobody_has_is_told_so(terminal: Terminal, case_id: str) -> None:
    assert "no case that is still kept" in terminal.is_refused("case", "why", typed="07700 900999")
    assert "one number or one reference" in terminal.is_refused("case", "why", typed="")


def test_somebody_is_taken_out_with_a_reason(terminal: Terminal, case_id: str) -> None:
    terminal.prints("case", "withdraw", "--reason", "asked by the police", "--as", "j.smith", typed=NUMBER)
    assert "closed already" in terminal.is_refused("case", "withdraw", "--case", case_id, "--reason", "again")
    entry = terminal.tells("audit", "list", "--action", "case_withdrawn")["entries"][0]
    assert (entry["who"], entry["subject"], entry["details"]["reason"]) == ("j.smith", case_id, "asked by the police")


def test_nobody_was_called_for_a_wave_that_was_never_launched(terminal: Terminal, case_id: str, wave: str) -> None:
    assert terminal.tells("wave", "incident", wave)["called"] == []
    assert "not rung" in terminal.prints("wave", "incident", wave)


def test_the_day_sheet_of_a_quiet_day(terminal: Terminal) -> None:
    sheet = terminal.tells("day")
    assert (sheet["date"], sheet["calls"], sheet["batches"]) == ("2026-11-25", 0, [])
    assert "calls" in terminal.prints("day", "2026-11-24")


def test_a_frozen_wave_goes_on_once_it_is_unfrozen(terminal: Terminal, wave: str) -> None:
    terminal.prints("wave", "freeze", wave, "--reason", "a wrong file")
    assert terminal.tells("wave", "unfreeze", wave)["state"] == "open"


def test_a_search_by_reference_opens_contacts_and_is_kept(terminal: Terminal, case_id: str) -> None:
    terminal.prints("case", "why", "--as", "j.smith", typed="reference")
    entry = terminal.tells("audit", "list", "--action", "contacts_searched")["entries"][0]
    assert (entry["who"], entry["details"]["cases"]) == ("j.smith", 1)
