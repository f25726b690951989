"""The commands that back up and restore."""

from tests.commands.conftest import Terminal, draw
from voicebot.phone import parse_number


def test_a_wave_comes_back_from_a_backup(terminal: Terminal, wave: str) -> None:
    case_id = draw(terminal, wave, parse_number("07700 900123"))
    file = terminal.folder / "one.backup"
    made = terminal.tells("backup", file, "--as", "j.smith")
    assert made["bytes"] == file.stat().st_size
    assert "--yes" in terminal.is_refused("restore", file)
    told = terminal.prints("restore", file, "--yes", "--as", "j.smith")
    assert "sound" in told
    assert terminal.tells("case", "why", typed="reference")["cases"][0]["case_id"] == case_id
    newest = terminal.tells("audit", "list", "--action", "backup_restored")["entries"][0]
    assert (newest["action"], newest["who"], newest["details"]["digest"]) == (
        "backup_restored",
        "j.smith",
        made["digest"],
    )


def test_a_backup_says_where_the_keys_are(terminal: Terminal) -> None:
    told = terminal.prints("backup", "one.backup")
    assert "not in it" in told
    assert str(terminal.folder / "keys") in "".join(told.split())


def test_without_a_database_to_take_opt_outs_from_that_is_said(terminal: Terminal, wave: str) -> None:
    terminal.prints("backup", "one.backup")
    for file in (terminal.folder / "data").iterdir():
        file.unlink()
    assert "Enter again what was asked for" in terminal.prints("restore", "one.backup")
    assert wave in terminal.prints("wave", "list")
