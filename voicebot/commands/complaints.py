"""The commands on complaints. Who complains comes by standard input: a number or a reference, never as an argument."""

from typing import TextIO

import click

from voicebot.commands.case import find_one_case
from voicebot.commands.output import json_option, print_facts, print_json, print_table, staff_option
from voicebot.composition import put_together
from voicebot.office import complaints
from voicebot.office.complaints import ALWAYS_SERIOUS, Action, Category, Ending, Summary
from voicebot.settings import read_settings
from voicebot.store.engine import reading

_SERIOUS = ", ".join(sorted(ALWAYS_SERIOUS))


@click.group()
def complaint() -> None:
    """Complaints about calls.

    Nobody is called for a case while a complaint about it is open.
    """


@complaint.command("open")
@click.option("--case", "case_id", metavar="ID", help="The case's own id, instead of a number.")
@click.option("--wave", "wave_name", metavar="WAVE", help="Look in this wave only.")
@click.option("--category", type=click.Choice([one.value for one in Category]), required=True, help="What it is about.")
@click.option("--serious", is_flag=True, help=f"Pause the batch, too. Always so: {_SERIOUS}.")
@click.option(
    "--note", type=click.File(encoding="utf-8"), help="A file with what has to be known; no names, no numbers."
)
@staff_option
@json_option
def open_(  # noqa: PLR0913 - its options
    case_id: str | None,
    wave_name: str | None,
    category: str,
    serious: bool,
    note: TextIO | None,
    who: str,
    as_json: bool,
) -> None:
    """Log a complaint of somebody whose telephone number or reference is read from standard input.

    \b
    python -m voicebot complaint open --category too_often --as j.smith < number.txt
    """
    parts = put_together(read_settings())
    made = complaints.open_complaint(
        parts.engine,
        parts.clock,
        parts.vault,
        case_id=find_one_case(parts, case_id, wave_name, who),
        category=Category(category),
        serious=serious,
        note="" if note is None else note.read(),
        who=who,
    )
    _tell(made, as_json=as_json)


@complaint.command()
@click.argument("complaint_id", metavar="ID")
@click.option(
    "--action", type=click.Choice([one.value for one in Action]), required=True, help="What was done about it."
)
@click.option(
    "--ending",
    type=click.Choice([one.value for one in Ending]),
    required=True,
    help="Whether the case may be called again, or never.",
)
@staff_option
@json_option
def close(complaint_id: str, action: str, ending: str, who: str, as_json: bool) -> None:
    """Close a complaint: say what was done, and what becomes of the case.

    \b
    python -m voicebot complaint close k3vq7 --action apologised --ending withdrawn --as j.smith
    """
    parts = put_together(read_settings())
    _tell(
        complaints.close_complaint(
            parts.engine, parts.clock, complaint_id=complaint_id, action=Action(action), ending=Ending(ending), who=who
        ),
        as_json=as_json,
    )


@complaint.command("list")
@click.option("--closed", is_flag=True, help="Those that are closed, instead of those that are open.")
@json_option
def list_(closed: bool, as_json: bool) -> None:
    """List the complaints that are open, serious ones first.

    \b
    python -m voicebot complaint list
    """
    with reading(put_together(read_settings()).engine) as session:
        found = complaints.list_complaints(session, is_open=not closed)
    if as_json:
        print_json({"complaints": found})
        return
    print_table(
        ("complaint", "wave", "about", "serious", "opened", "done"),
        [(one.id, one.wave, one.category, "yes" if one.serious else "", one.opened_at, one.action) for one in found],
    )


def _tell(found: Summary, *, as_json: bool) -> None:
    if as_json:
        print_json(found)
        return
    print_facts(
        {
            "complaint": found.id,
            "wave": found.wave,
            "about": found.category,
            "serious": "yes" if found.serious else None,
            "state": "open: nobody is called for this case" if found.ending is None else f"closed, {found.ending}",
        }
    )
