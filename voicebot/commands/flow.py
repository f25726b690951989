"""The commands on questionnaires: list, check, print and draw them; the rest of the group is in modules of their own.

None of them needs a database.
"""

import importlib
from collections.abc import Sequence
from pathlib import Path

import click

from voicebot import composition
from voicebot.commands.flow_calls import replay_calls, speak_calls
from voicebot.commands.flow_options import chosen_language, compiled, flow_argument, language_option
from voicebot.commands.flow_recordings import list_recordings
from voicebot.commands.output import json_option, print_json, print_table
from voicebot.composition import INBOUND, flow_source, inbound_source
from voicebot.errors import BadQuestionnaire
from voicebot.questionnaire.checked import Checked, not_approved, not_passed, passed
from voicebot.questionnaire.compile import compile_questionnaire
from voicebot.questionnaire.diagram import draw_diagram
from voicebot.questionnaire.inbound_words import compile_inbound
from voicebot.questionnaire.reading import list_flows
from voicebot.questionnaire.recordings.folder import read_sheets
from voicebot.questionnaire.recordings.sheet import not_played
from voicebot.questionnaire.script import write_script
from voicebot.settings import Settings, read_settings

_SPREADSHEETS = ("export-xlsform", "import-xlsform")


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
    """Check one questionnaire or all; `inbound` is what people hear who ring us.

    Every fault is told with its line, and how long a call is expected to take.

    \b
    python -m voicebot flow check user-satisfaction
    """
    settings = read_settings()
    checked = [_check(settings, one) for one in ([*_names(), INBOUND.name] if name is None else [name])]
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
        return _check_inbound(settings) if name == INBOUND.name else _check_questionnaire(settings, name)
    except BadQuestionnaire as error:
        return not_passed(name, error)


def _check_inbound(settings: Settings) -> Checked:
    source = inbound_source(settings)
    languages = tuple(compile_inbound(source, unapproved=True).scripts)
    spoken = compile_inbound(source, unapproved=False).scripts
    remarks = tuple(not_approved(language) for language in languages if language not in spoken)
    return Checked(INBOUND.name, source.digest, languages, 0, None, None, remarks, ())


def _check_questionnaire(settings: Settings, name: str) -> Checked:
    questionnaire = compile_questionnaire(flow_source(settings, name))
    sheets = read_sheets(composition.FLOWS / name, questionnaire)
    return passed(questionnaire, {language: not_played(rows) for language, rows in sheets.items()})


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
