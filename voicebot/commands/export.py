"""The commands `export` and `approve-export`."""

from pathlib import Path

import click

from voicebot.commands.output import json_option, print_facts, print_json, staff_option, working
from voicebot.composition import put_together
from voicebot.reporting.export_requests import approve
from voicebot.reporting.exporting import ExportOrder, Format
from voicebot.reporting.exporting import export as write_export
from voicebot.settings import read_settings


@click.command()
@click.argument("wave")
@click.option("--format", "form", type=click.Choice([str(one) for one in Format]), required=True, help="What to write.")
@click.option(
    "--out",
    "path",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="The file to make; one that is there is never overwritten.",
)
@click.option(
    "--reason", metavar="TEXT", help="What it is needed for, for the audit trail; asked for where it holds cases."
)
@staff_option
@json_option
def export(wave: str, form: str, path: Path, reason: str | None, who: str, *, as_json: bool) -> None:  # noqa: PLR0913 - one for each option
    """Write a wave to a file.

    tables (.xlsx or .csv) are for publication. csv (a row a case), long (a row a case and question), xlsx and sav hold
    cases: they are not, and need a reason; where the wave's rules want two persons, somebody else has to approve them
    first. codebook (.html or .json) and ddi say what their columns mean.

    \b
    python -m voicebot export autumn-2026 --format sav --out autumn.sav --reason "yearly analysis" --as j.smith
    """
    parts = put_together(read_settings())
    order = ExportOrder(wave, Format(form), path, who, reason)
    with working("Writing"):
        exported = write_export(parts.engine, parts.clock, order)
    if as_json:
        print_json(exported)
    else:
        print_facts({"file": exported.path, "rows": exported.rows or None, "sha256": exported.digest})


@click.command("approve-export")
@click.argument("wave")
@click.argument("request")
@staff_option
@json_option
def approve_export(wave: str, request: str, who: str, *, as_json: bool) -> None:
    """Let somebody else have the file with cases that they asked for, once.

    For waves whose rules want a second person: `export` asks for it, and says the id of the request.

    \b
    python -m voicebot approve-export autumn-2026 mfzwizlttquwo2ihpuvgyyku --as a.jones
    """
    parts = put_together(read_settings())
    approved = approve(parts.engine, parts.clock, wave=wave, request_id=request, who=who)
    if as_json:
        print_json(approved)
    else:
        print_facts({"file": approved.format, "for": approved.asked_by, "approved by": approved.approved_by})
