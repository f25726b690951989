"""The command that rings a telephone of our own staff, so that a questionnaire is heard on a real line."""

import sys

import click

from voicebot.commands.output import json_option, print_json, staff_option
from voicebot.composition import flow_source, put_together
from voicebot.errors import BadInput
from voicebot.fieldwork.trial_calls import Wanted, want
from voicebot.phone import PhoneNumber, parse_number
from voicebot.settings import read_settings


@click.group()
def call() -> None:
    """Test calls to a telephone of your own staff."""


@call.command()
@click.option("--flow", required=True, metavar="FLOW", help="The questionnaire to be heard.")
@click.option("--language", metavar="TAG", help="Such as pl-PL; the questionnaire's own, unless given.")
@staff_option
@json_option
def test(flow: str, language: str | None, who: str, as_json: bool) -> None:
    """Ring a telephone of your own staff, with a made-up name.

    The number is read from standard input. The call is real, but belongs to no wave, is in no count and no export, and
    key 0 in it excludes nobody; nothing of it is kept. A running dialler places it within a moment.

    \b
    python -m voicebot call test --flow user-satisfaction --as j.smith < number.txt
    """
    settings = read_settings()
    parts = put_together(settings)
    wanted = Wanted(flow_source(settings, flow), language, _number())
    call_id = want(parts.trials(), wanted, faults=settings.launch_faults(), who=who)
    if as_json:
        print_json({"id": call_id})
    else:
        click.echo("The telephone rings as soon as a dialler takes the call, within five minutes or not at all.")


def _number() -> PhoneNumber:
    if sys.stdin.isatty():
        click.echo("Type the number, Enter, then Ctrl-D:", err=True)
    typed = sys.stdin.read().strip()
    if not typed:
        raise BadInput("no number was given: write one to standard input")
    return parse_number(typed)
