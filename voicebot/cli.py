"""The command line: which command is where, and how errors leave it. A command's room is loaded when it is called.

Exit codes: 0 done, 1 refused or failed (the reason on standard error), 2 wrong usage.
"""

import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO, Any

import click

from voicebot import logs
from voicebot.acting import acting_from
from voicebot.errors import VoicebotError

_HELP_OPTIONS = ["-h", "--help"]


@dataclass(frozen=True, slots=True)
class Entry:
    """A command: the module of `commands/` that has it, its name there, and a line of help that loads nothing."""

    module: str
    name: str
    summary: str


_COMMANDS: Mapping[str, Entry] = {
    "run": Entry("running", "run", "Set up what is missing, then run web server and dialler together."),
    "serve": Entry("running", "serve", "Run the web server alone."),
    "dial": Entry("running", "dial", "Run a dialler alone."),
    "rehearse": Entry("rehearsing", "rehearse", "Call a whole wave of made-up people."),
    "db": Entry("database", "db", "The database: bring it up to date."),
    "flow": Entry("flow", "flow", "Questionnaires: check, print, draw, replay and record them."),
    "wave": Entry("wave", "wave", "Waves: one survey in one period."),
    "sample": Entry("sample", "sample", "The sample of a wave: draw it from a frame of incidents."),
    "case": Entry("case", "case", "Cases: one person drawn for one wave."),
    "batch": Entry("batch", "batch", "Batches: cases of a wave that are called together."),
    "call": Entry("call", "call", "Test calls to a telephone of your own staff."),
    "stop-all": Entry("batch", "stop_all", "Stop all calling, now."),
    "day": Entry("day", "day", "The day sheet: what was done, and what the next shift has to know."),
    "exclusions": Entry("exclusions", "exclusions", "The list of numbers that are never called again."),
    "complaint": Entry("complaints", "complaint", "Complaints about calls."),
    "report": Entry("report", "report", "The results of a wave: on the terminal, as a page, as JSON."),
    "export": Entry("export", "export", "Write a wave to a file: its cases, or what their columns mean."),
    "approve-export": Entry("export", "approve_export", "Let somebody else have a file with cases."),
    "person": Entry("person", "person", "One person's own data: what is held, and erasing it."),
    "staff": Entry("staff", "staff", "Staff: their accounts, roles, and tokens for programs."),
    "keys": Entry("keys", "keys", "The key store: what is in it, and new keys."),
    "backup": Entry("backup", "backup", "Copy the database to a file."),
    "restore": Entry("backup", "restore", "Put a backup in the place of the database."),
    "doctor": Entry("doctor", "doctor", "Check this deployment, and say how to mend what is wrong."),
    "audit": Entry("audit", "audit", "The audit trail: read it, and check that nobody changed it."),
}


class Failed(click.ClickException):
    """What the system refused, for the terminal: the reason as it is, and exit code 1."""

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the reason on standard error."""
        click.echo(self.message, file=file, err=True)


class LazyGroup(click.Group):
    """Loads a command only when it is called, so that no one waits for the libraries of another's room."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's form
        """All of them, in the order in which a wave needs them."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's form
        """Load that command's room."""
        entry = _COMMANDS.get(cmd_name)
        if entry is None:
            return None
        command: click.Command = getattr(importlib.import_module(f"voicebot.commands.{entry.module}"), entry.name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's form
        """Write what there is, by the table alone."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.summary) for name, entry in _COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - whatever a command returns
        """Call the command; an error of ours becomes its message and exit code 1."""
        try:
            return super().invoke(ctx)
        except VoicebotError as error:
            raise Failed(str(error)) from error


@click.group(cls=LazyGroup, context_settings={"help_option_names": _HELP_OPTIONS, "max_content_width": 100})
def cli() -> None:
    """Survey people by telephone: draw a sample, call it in batches, keep what they answer.

    \b
    python -m voicebot run                     set up and run everything here
    python -m voicebot rehearse --people 100   a whole wave, against a made-up telephone network
    """
    logs.set_up()
    click.get_current_context().with_resource(acting_from("terminal"))


def main() -> None:
    """Run the command of this process's arguments."""
    cli(prog_name="python -m voicebot")
