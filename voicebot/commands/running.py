"""Commands that stay up: the web server, the dialler, and both together."""

import os
import signal
import threading
from collections.abc import Callable
from contextlib import ExitStack, nullcontext
from types import FrameType

import click
from granian import Granian
from granian.constants import Interfaces

from voicebot import metrics
from voicebot.app import VOICE_ALONE
from voicebot.commands import rehearsal
from voicebot.commands.counts import print_summary
from voicebot.commands.output import print_table
from voicebot.commands.processes import web_server
from voicebot.commands.progress import calling_progress
from voicebot.composition import Parts, make_dialler, put_together
from voicebot.fieldwork import waves
from voicebot.office.rehearsing import make_up_staff
from voicebot.reporting.summary import wave_summary
from voicebot.settings import read_settings
from voicebot.store.engine import reading

_SECONDS_TO_END = 20
"""For the answers that are on their way: the provider waits 15 for one."""

_TOLD_BY = (signal.SIGINT, signal.SIGTERM)
_CODES_TOLD = 2


@click.command()
@click.option("--people", default=60, show_default=True, help="How many people the first rehearsal calls.")
@click.option("--seed", default=1, show_default=True, help="The same seed gives the same people.")
def run(people: int, seed: int) -> None:
    """Set up what is missing, then run web server and dialler together until Ctrl-C.

    Without an account (TWILIO_…) a telephone network is played on this machine, and a first wave is called on it.

    \b
    python -m voicebot run
    """
    stop = _told_to_stop()
    settings, network = read_settings(), None
    with ExitStack() as running:
        if settings.account_sid is None:
            os.environ.setdefault("VOICEBOT_CLOCK", rehearsal.next_tuesday())
            settings, network = running.enter_context(rehearsal.on_this_machine(seed))
        parts = put_together(settings, set_up=True)
        dialler = running.enter_context(make_dialler(parts))
        running.enter_context(web_server(settings, stop))
        if network is not None and not _has_waves(parts):
            _rehearse(parts, network, people, seed, stop)
        click.echo(f"\nUp at http://{settings.bind}, the dialler with it. Ctrl-C ends both.")
        if settings.rehearsal:
            _tell_sign_ins(parts)
        if network is not None and settings.clock is not None and settings.clock.speed == 0:
            rehearsal.call_until(parts, network, stop)
        else:
            dialler.run(stop)


@click.command()
@click.option("--workers", default=1, show_default=True, help="Processes; more than one is for PostgreSQL.")
@click.option("--threads", default=8, show_default=True, help="Requests that a process answers at once.")
@click.option("--voice", is_flag=True, help="Serve what the provider calls, without the pages for staff.")
def serve(workers: int, threads: int, voice: bool) -> None:
    """Run the web server alone.

    \b
    python -m voicebot serve --workers 4
    """
    if voice:
        os.environ[VOICE_ALONE] = "1"
    settings = read_settings()
    put_together(settings).engine.dispose()  # refuses here, once, rather than in every worker
    os.register_at_fork(before=_hold_signals, after_in_parent=_let_signals_in, after_in_child=_end_when_told)
    hung_up = _when_hung_up()
    with metrics.shared() if workers > 1 else nullcontext():
        server = Granian(
            "wsgi:application",
            address=settings.host,
            port=settings.port,
            interface=Interfaces.WSGI,
            workers=workers,
            blocking_threads=threads,
            workers_kill_timeout=_SECONDS_TO_END,
            respawn_failed_workers=True,
            log_enabled=False,
        )
        server.on_startup(hung_up)
        server.serve()


def _hold_signals() -> None:
    """Until a worker knows what to do with them: what it is told before would be lost, and it would not end."""
    signal.pthread_sigmask(signal.SIG_BLOCK, _TOLD_BY)


def _let_signals_in() -> None:
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _TOLD_BY)


def _end_when_told() -> None:
    """In a worker that still starts: it comes with its parent's handlers, which end nothing there.

    Granian sets its own once the application is loaded.
    """
    for name in _TOLD_BY:
        signal.signal(name, signal.SIG_DFL)
    _let_signals_in()


def _when_hung_up() -> Callable[[], None]:
    """Have a terminal that is closed end the server, unless it was started by nohup.

    Granian's own answer, new workers, would bring them up with half of the old code.
    """
    is_ignored = signal.getsignal(signal.SIGHUP) is signal.SIG_IGN

    def set_up() -> None:
        signal.signal(signal.SIGHUP, signal.SIG_IGN if is_ignored else signal.getsignal(signal.SIGTERM))

    return set_up


@click.command()
def dial() -> None:
    """Run a dialler alone; any number of them may work on one PostgreSQL database.

    \b
    python -m voicebot dial
    """
    stop = _told_to_stop()
    with make_dialler(put_together(read_settings())) as dialler:
        dialler.run(stop)


def _told_to_stop() -> threading.Event:
    """Set when somebody presses Ctrl-C, closes the terminal, or the machine ends us; a second time ends at once."""
    stop = threading.Event()

    def told(signal_number: int, _frame: FrameType | None) -> None:
        if stop.is_set():
            raise SystemExit(128 + signal_number)
        stop.set()

    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(name) is not signal.SIG_IGN:  # as nohup has it
            signal.signal(name, told)
    return stop


def _rehearse(parts: Parts, network: rehearsal.Network, people: int, seed: int, stop: threading.Event) -> None:
    click.echo(f"A rehearsal: {people} made-up people on a made-up telephone network. Nobody is really called.\n")
    with calling_progress(quiet=False) as watch:
        wave = rehearsal.call_a_wave(parts, network, people=people, seed=seed, watch=watch, stop=stop)
    with reading(parts.engine) as session:
        print_summary(wave_summary(session, wave))
    rehearsal.require_faultless(network)


def _tell_sign_ins(parts: Parts) -> None:
    """Staff made up for this rehearsal; real staff are added by `staff add`."""
    click.echo("The pages for staff are there, too. People made up for this start, and what they sign in with:\n")
    people = make_up_staff(parts.registry())
    print_table(
        ("name", "role", "password", "codes, each good once"),
        [(one.name, one.role, one.password, "  ".join(one.codes[:_CODES_TOLD])) for one in people],
    )


def _has_waves(parts: Parts) -> bool:
    with reading(parts.engine) as session:
        return bool(waves.list_waves(session))
