"""The command that looks over a deployment."""

import json
from pathlib import Path

import pytest

from tests.commands.conftest import Terminal
from voicebot.commands.processes import free_address


def verdicts(terminal: Terminal) -> dict[str, str]:
    told = json.loads(terminal.run("doctor", "--json").stdout)
    return {finding["check"]: finding["verdict"] for finding in told["findings"]}


def test_what_is_broken_fails_and_says_how_it_is_mended(
    terminal: Terminal, wave: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No web server is up where ours would be, whatever else runs on this machine."""
    address = free_address()
    monkeypatch.setenv("VOICEBOT_BIND", address)
    monkeypatch.setenv("VOICEBOT_PUBLIC_URL", f"http://{address}")
    result = terminal.run("doctor")
    assert result.exit_code == 1
    assert "start the web server" in " ".join(result.stdout.split())
    assert result.stderr == "1 of 11 checks failed: mend what is wrong, then run this again\n"
    found = verdicts(terminal)
    assert (found["keys"], found["database"], found["public URL"]) == ("ok", "ok", "fail")


def test_all_faults_of_the_settings_are_told(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOICEBOT_BIND", "nowhere")
    monkeypatch.setenv("VOICEBOT_PUBLIC_URL", "nowhere")
    result = terminal.run("doctor", "--json")
    told = json.loads(result.stdout)
    assert (result.exit_code, told["ok"], len(told["findings"])) == (1, False, 2)
    assert all(finding["mend"] for finding in told["findings"])


def test_a_database_that_is_not_there_is_not_made(bare_terminal: Terminal) -> None:
    assert verdicts(bare_terminal)["database"] == "fail"
    assert not (bare_terminal.folder / "data").exists()


def test_a_database_that_is_damaged_is_told_of(terminal: Terminal) -> None:
    Path(terminal.folder, "data", "voicebot.db").write_bytes(b"garbage " * 1000)
    assert verdicts(terminal)["database"] == "fail"


def test_a_server_that_is_out_of_reach_is_told_of(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nothing")
    assert verdicts(terminal)["database"] == "fail"


def test_what_a_launch_needs_is_told_of(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
        "TWILIO_AUTH_TOKEN": "only-for-this-test",
        "VOICEBOT_PUBLIC_URL": "https://127.0.0.1:1",
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("VOICEBOT_CLOCK")
    told = json.loads(terminal.run("doctor", "--json").stdout)
    mends = [finding["mend"] for finding in told["findings"] if finding["check"] == "settings"]
    assert "name the agency that calls" in mends
    assert "only-for-this-test" not in str(told)
