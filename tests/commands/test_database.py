from tests.commands.conftest import Terminal


def test_a_database_is_made_and_then_is_up_to_date(bare_terminal: Terminal) -> None:
    assert bare_terminal.prints("db", "upgrade") == "The database is up to date.\n"
    assert bare_terminal.prints("wave", "list", "--json") == '{\n  "waves": []\n}\n'


def test_upgrading_twice_does_no_harm(terminal: Terminal, wave: str) -> None:
    assert terminal.prints("db", "upgrade") == "The database was up to date already.\n"
    assert wave in terminal.prints("wave", "list")


def test_other_commands_say_how_a_missing_database_is_made(bare_terminal: Terminal) -> None:
    told = bare_terminal.is_refused("wave", "list")
    assert told == "the database is not up to date: run `python -m voicebot db upgrade`\n"
