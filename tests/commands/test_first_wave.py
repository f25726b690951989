"""The way of the data by commands alone: from an empty folder to a batch that the dialler may call."""

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

from tests.commands.conftest import Terminal
from voicebot.sampling.example import write_example_frame

ROOT = Path(__file__).parents[2]


def test_a_first_wave_is_set_up_by_commands(bare_terminal: Terminal) -> None:
    frame = bare_terminal.folder / "incidents.csv"
    write_example_frame(frame, 30, 1, date(2026, 11, 25))
    rules = bare_terminal.write("rules.yaml", "second_person: true")

    bare_terminal.prints("db", "upgrade")
    bare_terminal.prints("wave", "create", "autumn", "--flow", "user-satisfaction", "--rules", rules)
    bare_terminal.prints("sample", "draw", "autumn", "--frame", frame, "--size", 30, "--as", "j.smith")
    batch = bare_terminal.tells("batch", "create", "autumn", "--size", 20, "--as", "j.smith")["id"]
    bare_terminal.prints("batch", "approve", batch, "--as", "a.jones")
    bare_terminal.prints("batch", "launch", batch, "--first", 10, "--as", "a.jones")

    status = bare_terminal.tells("batch", "status", batch)
    assert (status["state"], status["cases"], status["attempts"]) == ("running", {"waiting": 20}, 0)
    assert json.loads(bare_terminal.prints("report", "autumn", "--counts", "--format", "json"))["cases"] == 30
    actions = [entry["action"] for entry in bare_terminal.tells("audit", "list")["entries"]]
    assert actions == ["batch_launched", "batch_approved", "batch_created", "sample_drawn", "wave_created"]
    assert bare_terminal.tells("audit", "verify")["ok"]


def test_a_process_says_by_its_exit_code_what_came_of_it(bare_terminal: Terminal) -> None:
    def ends(*arguments: str, **environment: str) -> tuple[int, str, str]:
        done = _process(*arguments, **environment)
        return done.returncode, done.stdout, done.stderr

    assert ends("db", "upgrade") == (0, "The database is up to date.\n", "")
    code, listed, _ = ends("wave", "list", "--json")
    assert (code, json.loads(listed)) == (0, {"waves": []})
    assert ends("wave", "show", "spring") == (1, "", "there is no wave called spring: see `wave list`\n")
    code, _, usage = ends("wave", "shwo")
    assert code == 2
    assert "No such command 'shwo'" in usage
    code, nothing, faults = ends("wave", "list", VOICEBOT_BIND="somewhere", VOICEBOT_CALLS_PER_SECOND="0")
    assert (code, nothing) == (1, "")
    assert [line.split(":")[0] for line in faults.splitlines()] == ["VOICEBOT_BIND", "VOICEBOT_CALLS_PER_SECOND"]


def _process(*arguments: str, **environment: Any) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "voicebot", *arguments],
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
