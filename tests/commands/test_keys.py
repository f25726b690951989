"""The commands on the key store."""

from tests.commands.conftest import Terminal, draw
from voicebot.phone import parse_number


def test_the_key_store_is_held_against_the_waves(terminal: Terminal, wave: str) -> None:
    told = terminal.tells("keys", "show")
    assert (told["print_keys"], told["wave_keys"], told["missing"], told["left_over"]) == (1, 1, [], [])
    parts = terminal.parts()
    parts.keys.make_wave_key("strange")
    parts.keys.destroy_wave_key(next(one for one in parts.keys.wave_key_ids() if one != "strange"))
    told = terminal.tells("keys", "show")
    assert (told["missing"], told["left_over"]) == ([wave], ["strange"])
    assert wave in terminal.prints("keys", "show")


def test_a_contact_can_still_be_read_after_the_master_key_was_rotated(terminal: Terminal, wave: str) -> None:
    draw(terminal, wave, parse_number("07700 900123"))
    terminal.prints("keys", "rotate-master", "--as", "j.smith")
    assert terminal.tells("case", "why", typed="reference")["cases"]
    assert terminal.tells("audit", "list", "--action", "master_key_rotated")["entries"][0]["who"] == "j.smith"


def test_a_number_is_still_excluded_after_the_keys_of_the_prints_were_rotated(terminal: Terminal) -> None:
    terminal.prints("exclusions", "add", typed="07700 900123")
    terminal.prints("keys", "rotate-prints")
    assert terminal.run("exclusions", "check", typed="07700 900123").exit_code == 0
