"""The command `rehearse`: a whole wave on a database of its own, as fast as the machine goes."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event

import click

from voicebot import logs
from voicebot.commands import rehearsal
from voicebot.commands.counts import print_summary
from voicebot.commands.output import json_option, print_json
from voicebot.commands.processes import free_address, web_server
from voicebot.commands.progress import calling_progress
from voicebot.composition import put_together
from voicebot.errors import Refused
from voicebot.reporting.summary import wave_summary
from voicebot.store.engine import reading

_BEGINS = "2026-09-08T10:00:00Z x0"
"""A Tuesday far from any bank holiday, on a clock that only jumps: the same seed gives the same calls on any day."""


@click.command()
@click.option("--people", default=100, show_default=True, type=click.IntRange(min=1), help="How many are drawn.")
@click.option("--seed", default=1, show_default=True, help="The same seed gives the same people and outcomes.")
@click.option(
    "--keep",
    type=click.Path(file_okay=False, path_type=Path),
    help="A folder that is not there yet, in which database, keys and exports stay.",
)
@click.option("--database", metavar="URL", help="An empty database to rehearse on, instead of a SQLite file.")
@json_option
def rehearse(people: int, seed: int, keep: Path | None, database: str | None, as_json: bool) -> None:
    """Call a whole wave of made-up people on a made-up telephone network.

    It has a database and keys of its own, which are gone afterwards unless they are to be kept.

    \b
    python -m voicebot rehearse --people 500 --seed 1
    """
    logs.set_up()
    with _apart(keep, database), rehearsal.on_this_machine(seed) as (settings, network):
        parts = put_together(settings, set_up=True)
        rehearsal.require_unused(parts)
        stop = Event()
        with web_server(settings, stop), calling_progress(quiet=as_json) as watch:
            wave = rehearsal.call_a_wave(parts, network, people=people, seed=seed, watch=watch, stop=stop)
        with reading(parts.engine) as session:
            summary = wave_summary(session, wave)
        (print_json if as_json else print_summary)(summary)
        rehearsal.require_faultless(network)


@contextmanager
def _apart(keep: Path | None, database: str | None) -> Iterator[None]:
    """Set this process and its children up for a rehearsal that touches nothing else."""
    with tempfile.TemporaryDirectory(prefix="rehearsal-") as fleeting:
        folder = Path(fleeting) if keep is None else _new_folder(keep)
        address = free_address()
        os.environ |= {
            "DATABASE_URL": database or f"sqlite:///{folder / 'data' / 'voicebot.db'}",
            "VOICEBOT_KEYS": str(folder / "keys"),
            "VOICEBOT_BIND": address,
            "VOICEBOT_PUBLIC_URL": f"http://{address}",
            "VOICEBOT_CLOCK": _BEGINS,
        }
        yield


def _new_folder(folder: Path) -> Path:
    try:
        folder.mkdir(mode=0o700, parents=True)
    except FileExistsError:
        raise Refused(f"{folder} is there already: name one that is not, so that nothing gets mixed up") from None
    return folder.resolve()
