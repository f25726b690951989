"""The commands on batches, from draft to the end, and the one that stops everything."""

from functools import partial

import click

from voicebot.commands.output import json_option, print_facts, print_json, staff_option
from voicebot.composition import Parts, put_together, wave_source
from voicebot.fieldwork import batches
from voicebot.fieldwork.batch_status import BatchStatus, find_batch_id
from voicebot.fieldwork.batch_status import status as status_of
from voicebot.fieldwork.launching import launch_batch
from voicebot.settings import read_settings
from voicebot.store.engine import reading

_batch_argument = click.argument("beginning", metavar="ID")
"""The id of a batch, or its first letters if they are those of no other."""


@click.group()
def batch() -> None:
    """Batches: cases of a wave that are called together.

    For ID the first letters of a batch's id are enough.
    """


@batch.command()
@click.argument("wave")
@click.option("--size", type=click.IntRange(min=1), help="How many cases; all that are left, unless given.")
@staff_option
@json_option
def create(wave: str, size: int | None, who: str, as_json: bool) -> None:
    """Make a draft of a batch from cases of a wave that have none yet.

    \b
    python -m voicebot batch create autumn-2026 --size 500 --as j.smith
    """
    parts = put_together(read_settings())
    made = batches.create(parts.engine, parts.clock, wave_name=wave, size=size, who=who)
    _print(made, as_json=as_json)


@batch.command()
@_batch_argument
@staff_option
@json_option
def approve(beginning: str, who: str, as_json: bool) -> None:
    """Say that a drafted batch may be launched.

    Where the wave's rules want it, a second person has to say so.

    \b
    python -m voicebot batch approve mfzwizlt --as a.jones
    """
    parts = put_together(read_settings())
    approved = batches.approve(parts.engine, parts.clock, batch_id=_id(parts, beginning), who=who)
    _print(approved, as_json=as_json)


@batch.command()
@_batch_argument
@click.option("--first", type=click.IntRange(min=1), help="Pause for review after so many calls.")
@staff_option
@json_option
def launch(beginning: str, first: int | None, who: str, as_json: bool) -> None:
    """Let the dialler call an approved batch.

    The wave's first launch fixes the questionnaire for all its batches.

    \b
    python -m voicebot batch launch mfzwizlt --first 50 --as a.jones
    """
    settings = read_settings()
    parts = put_together(settings)
    launched = launch_batch(
        parts.engine,
        parts.clock,
        partial(wave_source, settings),
        batch_id=_id(parts, beginning),
        faults=settings.launch_faults(),
        who=who,
        first=first,
    )
    _print(launched, as_json=as_json)


@batch.command()
@_batch_argument
@json_option
def status(beginning: str, as_json: bool) -> None:
    """Show how a batch stands.

    \b
    python -m voicebot batch status mfzwizlt --json
    """
    parts = put_together(read_settings())
    batch_id = _id(parts, beginning)
    with reading(parts.engine) as session:
        found = status_of(session, batch_id)
    _print(found, as_json=as_json)


@batch.command()
@_batch_argument
@click.option("--reason", metavar="TEXT", default="paused by staff", show_default=True, help="Shown with the batch.")
@staff_option
@json_option
def pause(beginning: str, reason: str, who: str, as_json: bool) -> None:
    """Place no more calls of a running batch; those in progress go on.

    \b
    python -m voicebot batch pause mfzwizlt --reason "a complaint is looked into" --as a.jones
    """
    parts = put_together(read_settings())
    paused = batches.pause(parts.engine, parts.clock, batch_id=_id(parts, beginning), reason=reason, who=who)
    _print(paused, as_json=as_json)


@batch.command()
@_batch_argument
@staff_option
@json_option
def resume(beginning: str, who: str, as_json: bool) -> None:
    """Let a paused batch go on; its review is over, and the brakes count anew.

    \b
    python -m voicebot batch resume mfzwizlt --as a.jones
    """
    parts = put_together(read_settings())
    resumed = batches.resume(parts.engine, parts.clock, batch_id=_id(parts, beginning), who=who)
    _print(resumed, as_json=as_json)


@batch.command()
@_batch_argument
@staff_option
@json_option
def stop(beginning: str, who: str, as_json: bool) -> None:
    """End a batch for good.

    Calls that nobody answered yet are cancelled, conversations end by themselves.

    \b
    python -m voicebot batch stop mfzwizlt --as a.jones
    """
    parts = put_together(read_settings())
    stopped = batches.stop(parts.engine, parts.clock, batch_id=_id(parts, beginning), who=who)
    _print(stopped, as_json=as_json)


@click.command("stop-all")
@click.option("--now", "at_once", is_flag=True, help="End conversations too.")
@staff_option
@json_option
def stop_all(at_once: bool, who: str, as_json: bool) -> None:
    """Pause every running batch and cancel the calls that nobody answered yet.

    No dialler places another call. Conversations end by themselves, or at once with --now. Each batch goes on when it
    is resumed.

    \b
    python -m voicebot stop-all --now --as a.jones
    """
    parts = put_together(read_settings())
    paused = batches.stop_all(parts.engine, parts.clock, at_once=at_once, who=who)
    if as_json:
        print_json({"batches_paused": paused})
    else:
        click.echo(f"Stopped: {paused} running batches are paused now, and no new call is placed.")


def _id(parts: Parts, beginning: str) -> str:
    with reading(parts.engine) as session:
        return find_batch_id(session, beginning)


def _print(found: BatchStatus, *, as_json: bool) -> None:
    if as_json:
        print_json(found)
        return
    print_facts(
        {
            "batch": found.id,
            "wave": found.wave,
            "state": found.state,
            "reason": found.reason,
            "made by": found.created_by,
            "approved by": found.approved_by,
            "launched by": found.launched_by,
            "launched": found.launched_at,
            "review after": found.review_after,
            "cases": found.cases or "none",
            "calls": found.attempts,
            "in progress": found.in_progress,
            "results": found.results or None,
            "next due": found.next_due,
        }
    )
