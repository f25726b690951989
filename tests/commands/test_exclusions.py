import pytest

from tests import factories
from tests.commands.conftest import Terminal, draw

FIRST, SECOND = "07700 900000", "+44 7700 900001"


def test_a_number_that_was_added_is_on_the_list(terminal: Terminal) -> None:
    assert terminal.run("exclusions", "check", typed=FIRST).exit_code == 1
    assert terminal.tells("exclusions", "add", typed=FIRST) == {"given": 1, "added": 1, "cases_closed": 0}
    assert terminal.run("exclusions", "check", typed="+44 (0)7700 900000").exit_code == 0
    assert terminal.prints("exclusions", "count") == "1\n"


def test_of_several_numbers_all_have_to_be_on_the_list(terminal: Terminal) -> None:
    terminal.prints("exclusions", "add", typed=FIRST)
    result = terminal.run("exclusions", "check", "--json", typed=f"{FIRST}\n{SECOND}\n")
    assert result.exit_code == 1
    assert '"listed": 1' in result.stdout


def test_whoever_has_the_number_is_not_called_any_more(terminal: Terminal, wave: str) -> None:
    draw(terminal, wave, factories.number())
    draw(terminal, wave, factories.number(5))
    told = terminal.prints("exclusions", "add", typed=FIRST)
    assert told == "New on the list: 1 numbers. Closed: 1 cases.\n"
    assert terminal.tells("wave", "show", wave)["cases"] == {"closed": 1, "waiting": 1}


def test_a_file_is_imported_with_or_without_a_byte_order_mark(terminal: Terminal) -> None:
    plain = terminal.write("plain.txt", f"# do not call\n\n{FIRST}\n{SECOND}\n{FIRST}\n")
    marked = terminal.write("marked.txt", "\ufeff07700 900002")
    assert terminal.tells("exclusions", "import", plain)["added"] == 2
    assert terminal.tells("exclusions", "import", marked)["added"] == 1
    assert terminal.tells("exclusions", "count") == {"count": 3}


def test_lines_that_are_no_number_keep_no_other_from_the_list(terminal: Terminal) -> None:
    file = terminal.write("mixed.txt", f"{FIRST}\nnone of yours\n+33 1 23 45 67 89\n")
    result = terminal.run("exclusions", "import", file)
    assert result.exit_code == 1
    assert result.stderr.splitlines()[1:] == ["line 2: is not a telephone number", "line 3: is a foreign number"]
    assert terminal.prints("exclusions", "count") == "1\n"


@pytest.mark.parametrize("command", ["add", "check", "remove"])
def test_what_is_no_number_is_refused_without_showing_it(terminal: Terminal, command: str) -> None:
    options = ("--as", "j.smith", "--reason", "asked") if command == "remove" else ()
    told = terminal.is_refused("exclusions", command, *options, typed="077 marker")
    assert "line 1: " in told
    assert "marker" not in told
    assert "no number was given" in terminal.is_refused("exclusions", command, *options, typed="\n")


def test_a_number_is_never_an_argument(terminal: Terminal) -> None:
    for command in ("add", "check"):
        assert "unexpected extra argument" in terminal.is_misused("exclusions", command, FIRST)


def test_taking_a_number_off_needs_a_name_and_a_reason(terminal: Terminal) -> None:
    assert "--as" in terminal.is_misused("exclusions", "remove", "--reason", "asked")
    assert "--reason" in terminal.is_misused("exclusions", "remove", "--as", "j.smith")


def test_a_number_is_taken_off_and_that_is_on_record(terminal: Terminal) -> None:
    terminal.prints("exclusions", "add", typed=FIRST)
    terminal.prints("exclusions", "remove", "--as", "j.smith", "--reason", "asked to be called", typed=FIRST)
    assert terminal.prints("exclusions", "count") == "0\n"
    entry = terminal.tells("audit", "list")["entries"][0]
    assert (entry["who"], entry["action"]) == ("j.smith", "number_readmitted")
    assert entry["details"] == {"reason": "asked to be called", "from": "terminal"}


def test_numbers_are_taken_off_one_at_a_time(terminal: Terminal) -> None:
    terminal.prints("exclusions", "add", typed=f"{FIRST}\n{SECOND}")
    told = terminal.is_refused(
        "exclusions", "remove", "--as", "j.smith", "--reason", "asked", typed=f"{FIRST}\n{SECOND}"
    )
    assert "one at a time" in told
    assert terminal.prints("exclusions", "count") == "2\n"
