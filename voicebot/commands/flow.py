"""The commands on questionnaires: list them, check them, print and draw them. They need no database."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from voicebot import composition
from voicebot.commands.output import json_option, print_json, print_table
from voicebot.composition import flow_source
from voicebot.errors import BadQuestionnaire, NotFound
from voicebot.questionnaire.compile import compile_questionnaire
from voicebot.questionnaire.diagram import draw_diagram
from voicebot.questionnaire.model import Questionnaire
from voicebot.questionnaire.reading import list_flows
from voicebot.questionnaire.script import write_script
from voicebot.questionnaire.timing import expected
from voicebot.settings import Settings, read_settings

_CORE_MINUTES, _ALL_MINUTES = 3, 7
"""Longer than that, and people hang up (facts on what works by keypad)."""


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


@click.group()
def flow() -> None:
    """Questionnaires: list, check, print and draw them."""


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
@click.argument("name", metavar="FLOW")
@click.option("--language", metavar="TAG", help="Such as pl-PL; the questionnaire's own, unless given.")
def script(name: str, language: str | None) -> None:
    """Print the whole call as a text to be approved.

    \b
    python -m voicebot flow script user-satisfaction > script.txt
    """
    questionnaire = _compiled(name)
    chosen = language or questionnaire.languages[0]
    if chosen not in questionnaire.languages:
        raise NotFound(f"{name} is not there in {chosen}, only in {', '.join(questionnaire.languages)}")
    click.echo(write_script(questionnaire, chosen), nl=False)


@flow.command()
@click.argument("name", metavar="FLOW")
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
    picture = draw_diagram(_compiled(name))
    if out is None:
        click.echo(picture)
    else:
        out.write_text(picture, encoding="utf-8")


def _names() -> list[str]:
    return [folder.name for folder in list_flows(composition.FLOWS)]


def _compiled(name: str) -> Questionnaire:
    return compile_questionnaire(flow_source(read_settings(), name))


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
