"""docs/commands.md is what the commands say of themselves."""

import os
from collections.abc import Iterator
from inspect import cleandoc
from pathlib import Path

import click
import pytest

from voicebot.cli import cli

DOCUMENT = Path(__file__).parents[2] / "docs" / "commands.md"
BEGIN, END = "<!-- commands: made from their help -->", "<!-- commands: end -->"
WIDTH = 100
PROGRAM = "python -m voicebot"


def commands(group: click.Group = cli, parent: click.Context | None = None) -> Iterator[click.Context]:
    """Every command that does something, in the order in which they are listed."""
    settings = cli.context_settings | {"terminal_width": WIDTH}
    context = click.Context(group, parent, group.name if parent else PROGRAM, **settings)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from commands(command, context)
        elif command is not None:
            yield click.Context(command, context, name)


@pytest.mark.parametrize("context", list(commands()), ids=lambda context: context.command_path)
def test_every_command_has_an_example(context: click.Context) -> None:
    assert f"\b\n{context.command_path}" in cleandoc(context.command.help or "")


def test_every_command_is_documented() -> None:
    """The reference is made anew by `UPDATE_DOCS=1 pytest tests/commands/test_reference.py`."""
    before, _, rest = DOCUMENT.read_text(encoding="utf-8").partition(BEGIN)
    made = f"{before}{BEGIN}\n\n{''.join(map(section, commands()))}{END}{rest.partition(END)[2]}"
    if os.environ.get("UPDATE_DOCS"):
        DOCUMENT.write_text(made, encoding="utf-8")
    assert DOCUMENT.read_text(encoding="utf-8") == made


def section(context: click.Context) -> str:
    title = context.command_path.removeprefix(f"{PROGRAM} ")
    return f"### {title}\n\n```text\n{context.command.get_help(context)}\n```\n\n"
