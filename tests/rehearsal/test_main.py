"""The command that runs a network, as a process of its own."""

import os
import re
import subprocess
import sys

import pytest
import requests
from click.testing import CliRunner

from tests.rehearsal.conftest import ACCOUNT, CALLER, TOKEN
from voicebot.rehearsal.__main__ import main

ENVIRONMENT = {"TWILIO_ACCOUNT_SID": ACCOUNT, "TWILIO_AUTH_TOKEN": TOKEN, "TWILIO_CALLER_ID": CALLER}


def refused(*options: str) -> str:
    result = CliRunner().invoke(main, options, env=ENVIRONMENT)
    assert result.exit_code in {1, 2}
    return result.output


def test_the_network_tells_its_address_and_serves_until_it_is_interrupted():
    command = [sys.executable, "-m", "voicebot.rehearsal", "--bind", "127.0.0.1:0", "--fault", "lose_callback=0.1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ | ENVIRONMENT) as process:
        assert process.stdout is not None
        ready = process.stdout.readline()
        address = re.search(r"http://127\.0\.0\.1:\d+", ready)
        assert address
        assert requests.get(f"{address[0]}/rehearsal/state", timeout=10).json()["idle"]
        process.terminate()


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--bind", "0.0.0.0:8010"], "loopback"),
        (["--habits", "cheerful"], "typical"),
        (["--fault", "rain=1"], "Unknown faults"),
        (["--fault", "lose_callback=often"], "lose_callback=0.1"),
        (["--account-sid", "AC1"], "hexadecimal"),
    ],
)
def test_a_wrong_option_stops_the_start_with_a_sentence(options, says):
    assert says in refused(*options)


def test_habits_may_come_from_a_file(tmp_path):
    path = tmp_path / "habits.json"
    path.write_text('{"sleepy": 1}', encoding="utf-8")
    assert "sleepy" in refused("--habits", str(path))
    path.write_text("sleepy", encoding="utf-8")
    assert "JSON" in refused("--habits", str(path))


def test_the_token_is_not_shown_in_the_help():
    assert TOKEN not in CliRunner().invoke(main, ["--help"], env=ENVIRONMENT).output
