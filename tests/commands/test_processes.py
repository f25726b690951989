"""Processes that are started with a command, and what becomes of the command when they end by themselves."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event

import pytest

from voicebot.commands import processes
from voicebot.errors import Refused
from voicebot.settings import Settings

SETTINGS = Settings(_env_file=None)  # type: ignore[call-arg]
ENDS_AT_ONCE, STAYS = "pass", "import sys; sys.stdin.read()"


@pytest.fixture
def program(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is run in place of the web server."""
    found: list[str] = []

    @contextmanager
    def run(_arguments: object) -> Iterator["subprocess.Popen[bytes]"]:
        with subprocess.Popen([sys.executable, "-c", found[0]], stdin=subprocess.PIPE) as process:
            yield process

    monkeypatch.setattr(processes, "_process", run)
    monkeypatch.setattr(processes, "_wait_until_ready", lambda *_: None)
    return found


def test_when_the_web_server_ends_by_itself_the_calling_ends_and_says_so(program: list[str]) -> None:
    program.append(ENDS_AT_ONCE)
    stop = Event()
    with pytest.raises(Refused, match="ended by itself"), processes.web_server(SETTINGS, stop):
        assert stop.wait(10)


def test_while_the_web_server_is_up_the_calling_goes_on(program: list[str]) -> None:
    program.append(STAYS)
    stop = Event()
    with processes.web_server(SETTINGS, stop):
        assert not stop.is_set()
