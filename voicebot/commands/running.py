"""Commands that stay up: the web server, the dialler, and both together."""

import os
import signal
import threading
from contextlib import ExitStack
from types import FrameType

import click
from granian import Granian
from granian.constants import Interfaces

from voicebot import logs
from voicebot.commands import rehearsal
from voicebot.commands.processes import web_server
from voicebot.composition import Parts, make_dialler, put_together
from voicebot.fieldwork import waves
from voicebot.settings import Settings, read_settings
from voicebot.store.engine import reading


@click.command()
@click.option("--people", default=60, show_default=True, help="How many people the first rehearsal calls.")
@click.option("--seed", default=1, show_default=True, help="The same seed gives the same people.")
def run(people: int, seed: int) -> None:
    """Set up what is missing, then run web server and dialler together until Ctrl-C.

    Without an account (TWILIO_…) a telephone network is rehearsed on this machine, and a first wave is called on it.

    \b
    python -m voicebot run
    """
    logs.set_up()
    settings = read_settings()
    with ExitStack() as running:
        if settings.account_sid is None:
            settings = running.enter_context(rehearsal.on_this_machine(seed))
        parts = put_together(settings, set_up=True)
        running.enter_context(web_server(f"http://{settings.bind}", {}))
        if settings.rehearsal and not _has_waves(parts):
            click.echo(f"A rehearsal: {people} made-up people, a made-up telephone network, nobody is really called.")
            rehearsal.call_a_wave(parts, people=people, seed=seed, limits=rehearsal.UNHURRIED)
        click.echo(f"Up at http://{settings.bind}, the dialler with it. Ctrl-C ends both.")
        _dial_until_stopped(parts)


@click.command()
@click.option("--voice", is_flag=True, help="Only the provider's webhooks, for workers that do nothing else.")
@click.option("--workers", default=1, show_default=True, help="Processes; more than one is for PostgreSQL.")
@click.option("--threads", default=8, show_default=True, help="Requests that a process answers at once.")
def serve(voice: bool, workers: int, threads: int) -> None:  # noqa: FBT001 - a click option
    """Run the web server alone.

    \b
    python -m voicebot serve --workers 4
    """
    settings = read_settings()
    Granian(
        "wsgi:application",
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        log_enabled=False,
    ).serve()


@click.command()
def dial() -> None:
    """Run a dialler alone; any number of them may work on one PostgreSQL database.

    \b
    python -m voicebot dial
    """
    logs.set_up()
    _dial_until_stopped(put_together(read_settings()))


def _dial_until_stopped(parts: Parts) -> None:
    stop = threading.Event()

    def told_to_stop(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, told_to_stop)
    with make_dialler(parts) as dialler:
        dialler.run(stop)


def _has_waves(parts: Parts) -> bool:
    with reading(parts.engine) as session:
        return bool(waves.list_waves(session))
