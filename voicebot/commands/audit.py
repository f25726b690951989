"""The commands on the audit trail: read it, and check it."""

from collections.abc import Mapping

import click

from voicebot.commands.output import json_option, print_json, print_table, shown
from voicebot.composition import put_together
from voicebot.errors import Refused
from voicebot.privacy.audit import entries as entries_of
from voicebot.privacy.audit import verify as verify_trail
from voicebot.settings import read_settings
from voicebot.store.engine import reading


@click.group()
def audit() -> None:
    """The audit trail: read it, and check that nobody changed it."""


@audit.command("list")
@click.option("--limit", type=click.IntRange(min=1), default=100, show_default=True, help="How many of the newest.")
@click.option("--action", metavar="WORD", help="Only those of one kind, such as batch_launched.")
@click.option("--subject", metavar="ID", help="Only those on the wave, batch or case of this id.")
@json_option
def list_entries(limit: int, action: str | None, subject: str | None, as_json: bool) -> None:
    """List who did what, the newest first.

    \b
    python -m voicebot audit list --action batch_launched
    """
    with reading(put_together(read_settings()).engine) as session:
        found = entries_of(session, limit=limit, action=action, subject=subject)
    if as_json:
        print_json({"entries": found})
        return
    print_table(
        ("entry", "when", "who", "action", "subject", "details"),
        [
            (entry.sequence, entry.at, entry.who, entry.action, entry.subject, _details(entry.details))
            for entry in found
        ],
    )


@audit.command()
@click.option("--head", metavar="DIGEST", help="A head that was kept elsewhere: without it a cut tail goes unseen.")
@json_option
def verify(head: str | None, as_json: bool) -> None:
    """Check that no entry was changed, removed, added or reordered.

    The head that is printed is to be kept elsewhere.

    \b
    python -m voicebot audit verify
    """
    with reading(put_together(read_settings()).engine) as session:
        verdict = verify_trail(session, head)
    if as_json:
        print_json(verdict)
    if not verdict.ok:
        raise Refused(f"the audit trail breaks at entry {verdict.first_bad}: change nothing, and look into it")
    if not as_json:
        click.echo(f"The audit trail holds: {verdict.entries} entries. Keep its head elsewhere: {verdict.head}")


def _details(details: Mapping[str, object]) -> str:
    return ", ".join(f"{name}: {shown(value)}" for name, value in details.items() if value is not None)
