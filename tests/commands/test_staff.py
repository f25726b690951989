import io
import json

import pyotp
import pytest
import segno
from argon2 import PasswordHasher

from tests.commands.conftest import Terminal
from voicebot import composition
from voicebot.commands import staff as commands
from voicebot.office import programs
from voicebot.office.signing_in import sign_in, who_is
from voicebot.staff.passwords import Passwords
from voicebot.staff.permissions import Role

PASSWORD, NEW_PASSWORD = "four words nobody else thinks of", "another four words for the gate"
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@pytest.fixture(autouse=True)
def _cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(composition, "Passwords", lambda: Passwords(CHEAP))


@pytest.fixture
def ada(terminal: Terminal) -> str:
    terminal.prints("staff", "add", "ada", "--role", "administrator", typed=PASSWORD)
    return "ada"


def listed(terminal: Terminal) -> dict[str, dict[str, object]]:
    return {one["name"]: one for one in terminal.tells("staff", "list")["staff"]}


def test_whoever_was_added_can_sign_in(terminal: Terminal) -> None:
    told = terminal.tells("staff", "add", "ada", "--role", "supervisor", typed=f"{PASSWORD}\n")
    assert (told["name"], told["role"], len(told["recovery_codes"])) == ("ada", "supervisor", 10)
    registry = terminal.parts().registry()
    code = pyotp.parse_uri(told["code_address"]).at(registry.wall_clock.now())  # type: ignore[union-attr]
    found = who_is(registry, sign_in(registry, name="ada", password=PASSWORD, code=code, address="terminal"))
    assert found is not None
    assert (found.account_id, found.role) == (told["id"], Role.SUPERVISOR)


def test_the_codes_are_printed_once_with_what_to_do_with_them(terminal: Terminal) -> None:
    told = terminal.prints("staff", "add", "ada", "--role", "auditor", typed=PASSWORD)
    assert told.startswith(
        "ada is auditor. Read this with the telephone's code app; it is not shown again:\n\notpauth://"
    )
    assert PASSWORD not in told
    assert len(told.strip().splitlines()) == 16
    assert "otpauth" not in terminal.prints("staff", "list")


def test_a_terminal_is_asked_twice_and_shown_a_picture(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands, "_at_terminal", lambda _stream: True)
    result = terminal.run("staff", "add", "ada", "--role", "auditor", typed=f"{PASSWORD}\n{PASSWORD}\n")
    assert result.exit_code == 0
    assert "Password" in result.stderr
    assert PASSWORD not in result.output
    picture = io.StringIO()
    address = next(line for line in result.stdout.splitlines() if line.startswith("otpauth://"))
    segno.make_qr(address).terminal(picture, compact=True)
    assert picture.getvalue() in result.stdout


def test_two_passwords_that_differ_are_asked_for_again(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands, "_at_terminal", lambda _stream: True)
    typed = f"{PASSWORD}\n{NEW_PASSWORD}\n{PASSWORD}\n{PASSWORD}\n"
    assert terminal.run("staff", "add", "ada", "--role", "auditor", typed=typed).exit_code == 0


@pytest.mark.parametrize("typed", ["", "short", "password1234"])
def test_a_bad_password_is_refused_with_advice(terminal: Terminal, typed: str) -> None:
    told = terminal.is_refused("staff", "add", "ada", "--role", "auditor", typed=typed)
    assert "take four words that only you will think of" in told
    assert listed(terminal) == {}


def test_there_is_no_password_and_no_unknown_role_among_the_arguments(terminal: Terminal) -> None:
    assert "No such option" in terminal.is_misused("staff", "add", "ada", "--role", "auditor", "--password", "x")
    assert "owner" in terminal.is_misused("staff", "add", "ada", "--role", "owner")


def test_a_name_is_given_once(terminal: Terminal, ada: str) -> None:
    assert "choose another name" in terminal.is_refused("staff", "add", "ADA", "--role", "auditor", typed=PASSWORD)


def test_the_list_shows_who_there_is(terminal: Terminal, ada: str) -> None:
    terminal.prints("staff", "add", "ben", "--role", "researcher", typed=PASSWORD)
    terminal.prints("staff", "disable", "ben")
    lines = [line.split() for line in terminal.prints("staff", "list").splitlines()]
    assert lines[1][:4] == ["ada", "administrator", "in", "use"]
    assert lines[2][:3] == ["ben", "researcher", "disabled"]


def test_somebody_gets_another_role_and_is_told_to_sign_in_again(terminal: Terminal, ada: str) -> None:
    terminal.prints("staff", "add", "ben", "--role", "researcher", typed=PASSWORD)
    told = terminal.prints("staff", "role", "ben", "supervisor", "--as", "ada")
    assert told == "ben is supervisor now, and has to sign in again.\n"
    assert listed(terminal)["ben"]["role"] == "supervisor"


def test_the_last_administrator_is_not_disabled(terminal: Terminal, ada: str) -> None:
    assert "last administrator" in terminal.is_refused("staff", "disable", ada)


def test_an_account_is_disabled_and_enabled(terminal: Terminal, ada: str) -> None:
    terminal.prints("staff", "add", "ben", "--role", "researcher", typed=PASSWORD)
    assert terminal.prints("staff", "disable", "ben") == "ben is signed out, and can't sign in any more.\n"
    assert listed(terminal)["ben"]["disabled"] is True
    assert terminal.prints("staff", "enable", "ben") == "ben can sign in again.\n"
    assert listed(terminal)["ben"]["disabled"] is False


def test_a_reset_gives_new_codes(terminal: Terminal) -> None:
    before = terminal.tells("staff", "add", "ada", "--role", "auditor", typed=PASSWORD)
    after = terminal.tells("staff", "reset", "ada", typed=NEW_PASSWORD)
    assert after["id"] == before["id"]
    assert after["code_address"] != before["code_address"]
    assert not set(after["recovery_codes"]) & set(before["recovery_codes"])


def test_whoever_is_not_there_is_not_found(terminal: Terminal) -> None:
    for command in (["role", "zoe", "auditor"], ["disable", "zoe"], ["enable", "zoe"], ["reset", "zoe"]):
        assert "see `staff list`" in terminal.is_refused("staff", *command, typed=PASSWORD)


def test_a_token_is_printed_once_and_works_until_it_is_taken_back(terminal: Terminal, ada: str) -> None:
    token = terminal.prints("staff", "token", ada, "--label", "weekly figures", "--role", "auditor").strip()
    registry = terminal.parts().registry()
    assert programs.who_bears(registry, token).name == ada
    assert "weekly figures (until" in terminal.prints("staff", "list")
    assert token not in json.dumps(listed(terminal))
    assert terminal.prints("staff", "revoke-token", ada, "--label", "weekly figures") == "Taken back: 1 tokens.\n"
    with pytest.raises(programs.NotSignedIn):
        programs.who_bears(registry, token)


def test_a_token_is_told_to_programs_too(terminal: Terminal, ada: str) -> None:
    told = terminal.tells("staff", "token", ada, "--label", "figures", "--days", "7")
    assert told["token"].startswith("vb_")
    assert "range" in terminal.is_misused("staff", "token", ada, "--label", "figures", "--days", "0")


def test_what_is_done_to_staff_stands_in_the_trail_with_who_did_it_and_from_where(terminal: Terminal, ada: str) -> None:
    terminal.prints("staff", "add", "ben", "--role", "researcher", "--as", "ada", typed=PASSWORD)
    entries = terminal.tells("audit", "list", "--action", "staff_added")["entries"]
    newest = entries[0]
    assert (newest["who"], newest["details"]["name"], newest["details"]["from"]) == ("ada", "ben", "terminal")
