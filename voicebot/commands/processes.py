"""Other processes of ours, started and ended with a command: the web server and the rehearsal's telephone network.

Only our own modules are started, with this Python, and nothing goes through a shell.
"""

import os
import socket
import subprocess  # nosec B404
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

import requests

from voicebot.errors import Refused
from voicebot.settings import Settings

_SECONDS_TO_START = 30.0
_SECONDS_TO_END = 25.0
"""More than the web server gives its own workers: killed before, it would leave them behind."""


@contextmanager
def web_server(settings: Settings, stop: threading.Event) -> Iterator[None]:
    """A web server where the settings bind it, ready when entered and ended afterwards.

    Should it end by itself, `stop` is set: nobody is to be called when nobody answers.

    Raises:
        Refused: it did not get ready, or has ended by itself.
    """
    with _process(["voicebot", "serve"]) as server:
        _wait_until_ready(server, f"http://{settings.bind}/readyz")
        threading.Thread(target=_tell_of_end, args=(server, stop), daemon=True).start()
        yield
        if server.poll() is not None:
            raise Refused("the web server has ended by itself, and the calling with it: see the lines above")


@contextmanager
def telephone_network(options: Sequence[str], environment: Mapping[str, str]) -> Iterator[str]:
    """A rehearsal network on a free port of this machine; its address.

    Raises:
        Refused: it did not start.
    """
    arguments = ["voicebot.rehearsal", "--bind", "127.0.0.1:0", *options]
    with _process(arguments, environment, stdout=subprocess.PIPE) as network:
        ready = network.stdout.readline().decode() if network.stdout else ""
        if "http://" not in ready:
            raise Refused("the rehearsal's telephone network did not start: see the lines above")
        yield ready[ready.index("http://") :].strip()


def free_address() -> str:
    """A free host:port of this machine."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{probe.getsockname()[1]}"


@contextmanager
def _process(
    arguments: Sequence[str], environment: Mapping[str, str] | None = None, stdout: int | None = None
) -> Iterator["subprocess.Popen[bytes]"]:
    """A Python module as a process of its own, in a group of its own so that Ctrl-C reaches us first."""
    process = subprocess.Popen(  # noqa: S603  # nosec B603
        [sys.executable, "-m", *arguments],
        env={**os.environ, **(environment or {})},
        stdout=stdout,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(_SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _tell_of_end(process: "subprocess.Popen[bytes]", stop: threading.Event) -> None:
    process.wait()
    stop.set()


def _wait_until_ready(process: "subprocess.Popen[bytes]", url: str) -> None:
    until = time.monotonic() + _SECONDS_TO_START
    while time.monotonic() < until and process.poll() is None:
        try:
            if requests.get(url, timeout=2).ok:
                return
        except requests.RequestException:
            time.sleep(0.05)
    raise Refused(f"the web server did not get ready at {url}: see the lines above")
