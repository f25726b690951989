"""The command `day`: the day sheet on a terminal."""

from collections.abc import Sequence
from datetime import datetime

import click

from voicebot.clock import in_london
from voicebot.commands.output import json_option, print_facts, print_json, print_table
from voicebot.composition import put_together
from voicebot.fieldwork.day import Day, today
from voicebot.fieldwork.day import day as day_sheet
from voicebot.settings import read_settings
from voicebot.store.engine import reading


@click.command()
@click.argument("date", type=click.DateTime(["%Y-%m-%d"]), required=False)
@json_option
def day(date: datetime | None, as_json: bool) -> None:
    """The day sheet: what was done, and what the next shift has to know. Today's, unless a date is given.

    \b
    python -m voicebot day 2026-11-24
    """
    parts = put_together(read_settings())
    with reading(parts.engine) as session:
        sheet = day_sheet(session, today(parts.clock.now()) if date is None else date.date())
    if as_json:
        print_json(sheet)
    else:
        _print(sheet)


def _print(sheet: Day) -> None:
    print_facts(
        {
            "day": f"{sheet.date:%a %d %b %Y}",
            "calls": sheet.calls,
            "answered": sheet.answered,
            "interviews": sheet.interviews,
            "people who rang us to take part": sheet.rang_us.calls or None,
            "interviews with them": sheet.rang_us.interviews or None,
            "opt-outs": sheet.opt_outs,
            "not settled yet": sheet.unsettled or None,
            "may have been placed": len(sheet.uncertain) or None,
            "appointments": _times(sheet.appointments),
            "appointments tomorrow": _times(sheet.appointments_next_day),
        }
    )
    if sheet.results:
        click.echo()
        print_table(("how calls ended", "calls"), sorted(sheet.results.items()))
    if sheet.brakes:
        click.echo()
        print_table(("paused by itself", "why"), sheet.brakes)
    if sheet.batches:
        click.echo()
        rows = [(one.id[:8], one.wave, one.state, one.reason) for one in sheet.batches]
        print_table(("batch", "wave", "state", "reason"), rows)
    if sheet.spending:
        click.echo()
        print_table(
            ("wave", "spent", "of at most"),
            [(one.wave, f"{one.spent:.2f}", "" if one.cap is None else f"{one.cap:.2f}") for one in sheet.spending],
        )


def _times(instants: Sequence[datetime]) -> str | None:
    return ", ".join(f"{in_london(at):%H:%M}" for at in instants) or None
