"""The commands on waves: make, show, list and freeze them."""

from pathlib import Path

import click

from voicebot.commands.output import json_option, print_facts, print_json, print_table, staff_option
from voicebot.composition import flow_source, put_together
from voicebot.fieldwork import waves
from voicebot.fieldwork.rules import WaveRules
from voicebot.fieldwork.rules_file import read_rules
from voicebot.fieldwork.waves import WaveSummary
from voicebot.questionnaire.compile import compile_questionnaire
from voicebot.settings import read_settings
from voicebot.store.engine import reading


@click.group()
def wave() -> None:
    """Waves: one survey in one period."""


@wave.command()
@click.argument("name")
@click.option("--flow", required=True, metavar="FLOW", help="The questionnaire; see `flow list`.")
@click.option(
    "--rules",
    "rules_file",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="A YAML file with the rules that differ from the defaults.",
)
@staff_option
@json_option
def create(name: str, flow: str, rules_file: Path | None, who: str, as_json: bool) -> None:
    """Make a wave.

    Its rules stay as they are now, and its contacts are sealed with a key of its own.

    \b
    python -m voicebot wave create autumn-2026 --flow user-satisfaction --rules autumn.yaml --as j.smith
    """
    settings = read_settings()
    rules = WaveRules() if rules_file is None else read_rules(rules_file)
    compile_questionnaire(flow_source(settings, flow))
    parts = put_together(settings)
    made = waves.create_wave(parts.engine, parts.clock, parts.keys, name=name, flow=flow, rules=rules, who=who)
    _print(made, as_json=as_json)


@wave.command()
@click.argument("name")
@json_option
def show(name: str, as_json: bool) -> None:
    """Show a wave with its batches.

    \b
    python -m voicebot wave show autumn-2026
    """
    with reading(put_together(read_settings()).engine) as session:
        found = waves.summary(session, waves.find_wave(session, name))
    _print(found, as_json=as_json)


@wave.command("list")
@json_option
def list_all(as_json: bool) -> None:
    """List all waves, the newest first.

    \b
    python -m voicebot wave list
    """
    with reading(put_together(read_settings()).engine) as session:
        found = waves.list_waves(session)
    if as_json:
        print_json({"waves": found})
        return
    print_table(
        ("wave", "questionnaire", "state", "made", "cases", "batches"),
        [(one.name, one.flow, one.state, one.created_at, sum(one.cases.values()), len(one.batches)) for one in found],
    )


@wave.command()
@click.argument("name")
@staff_option
@json_option
def freeze(name: str, who: str, as_json: bool) -> None:
    """Make the figures of a wave final: nobody is called for it any more.

    \b
    python -m voicebot wave freeze autumn-2026 --as j.smith
    """
    parts = put_together(read_settings())
    _print(waves.freeze_wave(parts.engine, parts.clock, name=name, who=who), as_json=as_json)


def _print(found: WaveSummary, *, as_json: bool) -> None:
    if as_json:
        print_json(found)
        return
    print_facts(
        {
            "wave": found.name,
            "id": found.id,
            "state": found.state,
            "questionnaire": found.flow,
            "version": found.version or "fixed by the first launch",
            "made": found.created_at,
            "last day": found.last_day,
            "cases": found.cases or "none yet",
        }
    )
    if found.batches:
        click.echo()
        print_table(("batch", "state"), list(found.batches.items()))
