"""The commands on the key store: show what is in it, and rotate its keys. No key is ever shown."""

import click

from voicebot.commands.output import json_option, print_facts, print_json, staff_option
from voicebot.composition import put_together
from voicebot.fieldwork.key_care import key_status, rotate_master, rotate_prints
from voicebot.settings import read_settings
from voicebot.store.engine import reading


@click.group()
def keys() -> None:
    """The key store: what is in it, and new keys.

    Back it up apart from the database, so that neither tells anything without the other.
    """


@keys.command()
@json_option
def show(as_json: bool) -> None:
    """Show which keys there are, and whether any is missing or too many.

    \b
    python -m voicebot keys show
    """
    parts = put_together(read_settings())
    with reading(parts.engine) as session:
        status = key_status(session, parts.keys)
    if as_json:
        print_json(status)
        return
    print_facts(
        {
            "key store": status.place,
            "fingerprint": status.fingerprint[:16],
            "keys of the prints": status.print_keys,
            "keys of waves": status.wave_keys,
            "waves whose key is missing": ", ".join(status.missing) or "none",
            "keys that should be gone": ", ".join(status.left_over) or "none",
        }
    )


@keys.command("rotate-master")
@staff_option
def rotate_master_key(who: str) -> None:
    """Wrap all keys by a new master key. Nothing is encrypted anew, nothing stops, and cut off it can be done again.

    \b
    python -m voicebot keys rotate-master --as j.smith
    """
    parts = put_together(read_settings())
    rotate_master(parts.engine, parts.clock, parts.keys, who=who)
    click.echo("Every key is wrapped by a new master key. Back up the key store, and destroy its older backups.")


@keys.command("rotate-prints")
@staff_option
def rotate_print_keys(who: str) -> None:
    """Put every print of a number through one more key. Web servers and diallers have to be started again afterwards.

    \b
    python -m voicebot keys rotate-prints --as j.smith
    """
    parts = put_together(read_settings())
    rotate_prints(parts.engine, parts.clock, parts.keys, who=who)
    click.echo("Every print was renewed. Start web servers and diallers again, and back up the key store.")
