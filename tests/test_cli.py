"""The command line as a whole: what it loads, and how errors leave it."""

import json
import subprocess
import sys
from inspect import cleandoc
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from voicebot.cli import cli
from voicebot.errors import BadSettings, Busy, VoicebotError

ROOT = Path(__file__).parent.parent
HEAVY = {"polars", "granian", "twilio", "aiohttp", "sqlalchemy", "flask", "phonenumbers", "yaml"}

_LOADED = """
import json, sys
from click.testing import CliRunner
from voicebot.cli import cli
result = CliRunner().invoke(cli, sys.argv[1:])
print(json.dumps([result.exit_code, result.stdout, sorted(sys.modules)]))
"""


def loaded_by(*arguments: str) -> tuple[str, set[str]]:
    """What a command prints, and the modules that it has loaded."""
    command = [sys.executable, "-c", _LOADED, *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True)
    code, printed, modules = json.loads(done.stdout)
    assert code == 0
    return printed, set(modules)


def test_help_shows_every_command_and_loads_none_of_them() -> None:
    printed, modules = loaded_by("--help")
    assert "exclusions      The list of numbers that are never called again." in printed
    assert not HEAVY & modules
    assert not {name for name in modules if name.startswith("voicebot.commands")}


def test_a_command_loads_its_own_libraries_only() -> None:
    _, modules = loaded_by("batch", "--help")
    assert "sqlalchemy" in modules
    assert not {"polars", "granian"} & modules


def test_the_summaries_of_groups_are_those_of_the_groups_themselves() -> None:
    context = click.Context(cli)
    printed = " ".join(CliRunner().invoke(cli, ["--help"]).stdout.split())
    for name in cli.list_commands(context):
        command = cli.get_command(context, name)
        if isinstance(command, click.Group):
            assert f"{name} {cleandoc(command.help or '').splitlines()[0]}" in printed


def test_an_unknown_command_is_a_wrong_use() -> None:
    result = CliRunner().invoke(cli, ["wvae"])
    assert result.exit_code == 2
    assert "No such command 'wvae'" in result.stderr


@pytest.mark.parametrize("error", [Busy("try again"), BadSettings("ONE: is wrong", "TWO: is wrong")])
def test_what_the_system_refuses_is_told_on_standard_error(
    monkeypatch: pytest.MonkeyPatch, error: VoicebotError
) -> None:
    @click.command()
    def refused() -> None:
        raise error

    monkeypatch.setattr(type(cli), "get_command", lambda group, context, name: refused)
    monkeypatch.setattr("voicebot.logs.set_up", lambda: None)
    result = CliRunner().invoke(cli, ["refused"])
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", f"{error}\n")
