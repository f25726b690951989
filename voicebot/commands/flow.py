"""The commands on questionnaires: list, check, print and draw them; the rest of the group is in modules of their own.

None of them needs a database.
"""

import importlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from voicebot import composition
from voicebot.commands.flow_calls import replay_calls, speak_calls
from voicebot.commands.flow_options import chosen_language, compiled, flow_argument, language_option
from voicebot.commands.flow_recordings import list_recordings, recordings_not_played
from voicebot.commands.output import json_option, print_json, print_table
from voicebot.composition import flow_source
from voicebot.errors import BadQuestionnaire
from voicebot.questionnaire.compile import compile_questionnaire
from voicebot.questionnaire.diagram import draw_diagram
from voicebot.questionnaire.model import Questionnaire
from voicebot.questionnaire.reading import list_flows
from voicebot.questionnaire.script import write_script
from voicebot.questionnaire.timing import expected
from voicebot.settings import Settings, read_settings

_CORE_MINUTES, _ALL_MINUTES = 3, 7
"""Longer than that, and people hang up (facts on what works by keypad)."""
_SPREADSHEETS = ("export-xlsform", "import-xlsform")


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found. `faults` keep a questionnaire from being used, `remarks` do not."""

    id: str
    version: str | None
    languages: Sequence[str]
    questions: int
    core_minutes: float | None
    minutes: float | None
    remarks: Sequence[str]
    faults: Sequence[str]


class _WithSpreadsheets(click.Group):
    """Loads the commands on spreadsheets, and the libraries that they need, only when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The two beside the others."""
        return [*super().list_commands(ctx), *_SPREADSHEETS]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load the room of spreadsheets for one of those."""
        if cmd_name not in _SPREADSHEETS:
            return super().get_command(ctx, cmd_name)
        room = importlib.import_module("voicebot.commands.flow_spreadsheet")
        command: click.Command = getattr(room, cmd_name.replace("-", "_"))
        return command


@click.group(cls=_WithSpreadsheets)
def flow() -> None:
    """Questionnaires: check, print, draw, replay and record them."""


@flow.command("list")
@json_option
def list_all(as_json: bool) -> None:
    """List the questionnaires that are here.

    \b
    python -m voicebot flow list
    """
    names = _names()
    if as_json:
        print_json({"flows": [{"id": name} for name in names]})
    else:
        click.echo("\n".join(names))


@flow.command()
@click.argument("name", metavar="[FLOW]", required=False)
@json_option
def check(name: str | None, as_json: bool) -> None:
    """Check one questionnaire or all.

    Every fault is told with its line, and how long a call is expected to take.

    \b
    python -m voicebot flow check user-satisfaction
    """
    settings = read_settings()
    checked = [_check(settings, one) for one in (_names() if name is None else [name])]
    if as_json:
        print_json({"flows": checked})
    else:
        _print(checked)
    if faults := [fault for one in checked for fault in one.faults]:
        raise BadQuestionnaire(*faults)


@flow.command()
@flow_argument
@language_option
def script(name: str, language: str | None) -> None:
    """Print the whole call as a text to be approved.

    \b
    python -m voicebot flow script user-satisfaction > script.txt
    """
    questionnaire = compiled(name)
    click.echo(write_script(questionnaire, chosen_language(questionnaire, language)), nl=False)


@flow.command()
@flow_argument
@click.option(
    "--out",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where the SVG is written; standard output, unless given.",
)
def diagram(name: str, out: Path | None) -> None:
    """Draw a questionnaire with its branches as an SVG picture.

    \b
    python -m voicebot flow diagram user-satisfaction --out user-satisfaction.svg
    """
    picture = draw_diagram(compiled(name))
    if out is None:
        click.echo(picture)
    else:
        out.write_text(picture, encoding="utf-8")


for command in (replay_calls, list_recordings, speak_calls):
    flow.add_command(command)


def _names() -> list[str]:
    return [folder.name for folder in list_flows(composition.FLOWS)]


def _check(settings: Settings, name: str) -> Checked:
    try:
        questionnaire = compile_questionnaire(flow_source(settings, name))
    except BadQuestionnaire as error:
        return Checked(name, None, (), 0, None, None, (), tuple(f"{name}/{fault}" for fault in error.faults))
    minutes = expected(questionnaire)
    return Checked(
        id=name,
        version=questionnaire.digest,
        languages=questionnaire.languages,
        questions=len(questionnaire.questions),
        core_minutes=round(minutes.core_minutes, 1),
        minutes=round(minutes.total_minutes, 1),
        remarks=tuple(_remarks(questionnaire)),
        faults=(),
    )


def _remarks(questionnaire: Questionnaire) -> Iterator[str]:
    minutes = expected(questionnaire)
    if minutes.core_minutes > _CORE_MINUTES:
        yield f"the core questions take longer than {_CORE_MINUTES} minutes"
    if minutes.total_minutes > _ALL_MINUTES:
        yield f"the whole call takes longer than {_ALL_MINUTES} minutes"
    for script_ in questionnaire.scripts.values():
        if not script_.approved:
            yield f"{script_.language} is not approved by a translator yet"
        if unplayed := recordings_not_played(questionnaire, script_.language):
            where = f"see `flow recordings {questionnaire.name}`"
            yield f"{unplayed} recordings in {script_.language} are not played: {where}"


def _print(checked: Sequence[Checked]) -> None:
    print_table(
        ("questionnaire", "questions", "languages", "core minutes", "minutes", "faults"),
        [
            (one.id, one.questions, ", ".join(one.languages), one.core_minutes, one.minutes, len(one.faults))
            for one in checked
        ],
    )
    for one in checked:
        for remark in one.remarks:
            click.echo(f"{one.id}: {remark}")
