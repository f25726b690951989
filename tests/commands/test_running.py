import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from voicebot.commands.processes import free_address

ACCOUNT = {"TWILIO_ACCOUNT_SID": "AC" + "0" * 32, "TWILIO_AUTH_TOKEN": "only-for-this-test"}
SECONDS_AT_MOST = 90
SECONDS_TO_END_AT_MOST = 15
"""Less than a worker is given before it is killed."""


@pytest.fixture
def settings(tmp_path: Path) -> dict[str, str]:
    """A database, keys and an address of its own, and no account."""
    address = free_address()
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("TWILIO_", "VOICEBOT_"))}
    return ours | {
        "DATABASE_URL": f"sqlite:///{tmp_path / 'data' / 'voicebot.db'}",
        "VOICEBOT_KEYS": str(tmp_path / "keys"),
        "VOICEBOT_BIND": address,
        "VOICEBOT_PUBLIC_URL": f"http://{address}",
    }


def _run(settings: dict[str, str], *options: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "voicebot", "run", *options]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen(command, env=settings, text=True, start_new_session=True, **pipes)


def _printed_until(process: "subprocess.Popen[str]", last: str) -> str:
    assert process.stdout is not None
    until, printed = time.monotonic() + SECONDS_AT_MOST, ""
    while last not in printed and time.monotonic() < until:
        printed += process.stdout.readline()
    return printed


@pytest.mark.slow
def test_without_an_account_a_wave_is_rehearsed_and_then_everything_stays_up_until_it_is_stopped(
    settings: dict[str, str],
) -> None:
    with _run(settings, "--people", "12", "--seed", "3") as process:
        printed = _printed_until(process, "Up at http://")
        process.send_signal(signal.SIGINT)
        assert process.wait(SECONDS_AT_MOST) == 0
    assert "how 12 cases ended" in printed
    assert "contact_first" in printed


def test_with_an_account_nothing_starts_until_all_is_set_that_calling_takes(settings: dict[str, str]) -> None:
    live = settings | ACCOUNT | {"VOICEBOT_PUBLIC_URL": "https://calls.example.org"}
    with _run(live) as process:
        printed, told = process.communicate(timeout=SECONDS_AT_MOST)
    assert process.returncode == 1
    assert printed == ""
    assert told.strip() == "TWILIO_CALLER_ID: is missing; the provider needs it"


def test_a_web_server_that_still_starts_ends_when_it_is_told_to(settings: dict[str, str]) -> None:
    served = settings | ACCOUNT | {"TWILIO_API_BASE_URL": "http://127.0.0.1:1"}
    subprocess.run([sys.executable, "-m", "voicebot", "db", "upgrade"], env=served, check=True, capture_output=True)
    with subprocess.Popen([sys.executable, "-m", "voicebot", "serve"], env=served, start_new_session=True) as process:
        workers = _workers(process)
        process.terminate()
        process.wait(SECONDS_TO_END_AT_MOST)
        assert not psutil.wait_procs(workers, timeout=1)[1]


def _workers(process: "subprocess.Popen[bytes]") -> list[psutil.Process]:
    """As soon as there are any: before they have loaded the application."""
    until = time.monotonic() + SECONDS_AT_MOST
    while time.monotonic() < until:
        if workers := psutil.Process(process.pid).children():
            return workers
    raise AssertionError("it did not start")
