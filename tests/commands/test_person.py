"""The commands for one person's own data."""

from tests.commands.conftest import Terminal, draw
from voicebot.phone import parse_number

NUMBER = "07700 900123"


def test_what_is_held_of_a_person_is_shown_and_erased(terminal: Terminal, wave: str) -> None:
    draw(terminal, wave, parse_number(NUMBER))
    assert terminal.tells("person", "held", "--as", "j.smith", typed=NUMBER)["cases"][0]["first_name"] == "Sam"
    assert "Sam" in terminal.prints("person", "held", typed=NUMBER)
    assert "say --yes" in terminal.is_refused("person", "erase", typed=NUMBER)
    assert "1 cases" in terminal.prints("person", "erase", "--yes", typed=NUMBER)
    assert "nothing that could be erased" in terminal.is_refused("person", "erase", "--yes", typed=NUMBER)


def test_a_number_never_is_an_argument(terminal: Terminal) -> None:
    assert "unexpected extra argument" in terminal.is_misused("person", "held", NUMBER)
    assert "standard input" in terminal.is_refused("person", "held", typed="")
