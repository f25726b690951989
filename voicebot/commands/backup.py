"""The commands that copy the database to a file, and put such a file in its place. No key is in it, ever."""

from functools import partial
from pathlib import Path

import click

from voicebot.commands.output import json_option, print_facts, print_json, staff_option, working
from voicebot.composition import clock_of, put_together
from voicebot.operations.backup import back_up
from voicebot.operations.restoring import Restored, RestoreOrder
from voicebot.operations.restoring import restore as put_back
from voicebot.settings import read_settings

_file = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.argument("path", type=_file)
@staff_option
@json_option
def backup(path: Path, who: str, as_json: bool) -> None:
    """Copy the database to a new file, while everybody goes on working.

    The keys are not in it: back up the key store to another place, see docs/keys.md.

    \b
    python -m voicebot backup /backups/2026-11-25.backup --as j.smith
    """
    settings = read_settings()
    parts = put_together(settings)
    with working("Copying"):
        made = back_up(parts.engine, parts.clock, path=path, keys_place=settings.keys_place, who=who)
    if as_json:
        print_json(made)
        return
    print_facts(
        {
            "backup": made.path,
            "bytes": f"{made.bytes:,}",
            "SHA-256": made.digest,
            "audit trail": f"{made.entries} entries up to {made.head}",
            "keys": f"not in it; they are at {parts.keys.shelf}",
        }
    )


@click.command()
@click.argument("path", type=_file)
@click.option("--yes", is_flag=True, help="Even if there is something in the database.")
@staff_option
@json_option
def restore(path: Path, yes: bool, who: str, as_json: bool) -> None:
    """Put a backup in the place of the database. End web servers and diallers first.

    Opt-outs and erasures that are in the database which is replaced are done again, whoever was called since is not
    called again, and running batches come back paused. All staff sign in anew, and programs need new tokens.

    \b
    python -m voicebot restore /backups/2026-11-25.backup --yes --as j.smith
    """
    settings = read_settings()
    order = RestoreOrder(
        url=settings.database_url.get_secret_value(),
        path=path,
        keys_place=settings.keys_place,
        clock_of=partial(clock_of, settings=settings),
        real=not settings.rehearsal,
        over_data=yes,
        who=who,
    )
    with working("Restoring"):
        restored = put_back(order)
    print_json(restored) if as_json else _print(restored)


def _print(restored: Restored) -> None:
    carried = restored.carried
    print_facts(
        {
            "audit trail": f"sound, {restored.entries} entries",
            "batches paused": restored.paused,
            "sessions and tokens ended": restored.signed_out,
            "waves destroyed again": ", ".join(restored.destroyed) or "none",
            "numbers excluded since": carried and carried.excluded,
            "cases closed since": carried and carried.closed,
            "people erased since": carried and carried.erased,
            "people called since, not to be called again": carried and carried.called,
            "staff accounts disabled since": carried and carried.disabled,
        }
    )
    if carried is None:
        click.echo(
            "\nThere was no database to take later opt-outs and erasures from. Enter again what was asked for since "
            "the backup, before any batch is resumed."
        )
