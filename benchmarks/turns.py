"""Turns a second, each answer committed, against a Flask view that only checks the signature; in one run.

    python -m benchmarks.turns --turns 20000 --rounds 3

Server, database and load generator share this machine's cores. Both servers are the same: one process, as many threads.
"""

import os
import secrets
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from statistics import median
from urllib.parse import urlencode

import click

from benchmarks.calls_in_progress import begin_calls
from benchmarks.load import Measured, http_request, send
from tests import postgres
from voicebot.commands.processes import free_address
from voicebot.composition import put_together
from voicebot.settings import read_settings
from voicebot.telephony.signature import sign

_KEYS = "1" * 3 + "2" * 8 + "1" * 8
"""A call by its keys: both gates, agreement, the core questions, some details. None of them ends it."""
_THREADS = 8
FLOOR = "signature only"


@click.command()
@click.option("--turns", default=20_000, show_default=True, help="Requests a round.")
@click.option("--rounds", default=3, show_default=True, help="Rounds of each server, in turn; medians are printed.")
@click.option("--in-flight", default=16, show_default=True, help="Requests at once.")
def main(turns: int, rounds: int, in_flight: int) -> None:
    """Measure and print one table."""
    _print(measure(turns, rounds, in_flight))


def measure(turns: int, rounds: int, in_flight: int) -> dict[str, list[Measured]]:
    """So many rounds of each server, in turn, by its name."""
    token = secrets.token_hex(16)
    runs: dict[str, list[Measured]] = {FLOOR: [], "SQLite": [], "PostgreSQL": []}
    with tempfile.TemporaryDirectory() as folder, postgres.server("benchmark") as server:
        for nth in range(rounds):
            databases = {
                "SQLite": f"sqlite:///{folder}/{nth}/voicebot.db",
                "PostgreSQL": postgres.make_database(server, f"turns_{nth}").render_as_string(hide_password=False),
            }
            runs[FLOOR].append(_measure_floor(token, turns, in_flight))
            for name, url in databases.items():
                runs[name].append(_measure_voicebot(url, folder, token, turns, in_flight))
    return runs


def _measure_floor(token: str, turns: int, in_flight: int) -> Measured:
    address = free_address()
    lanes = _lanes(address, token, [secrets.token_hex(12) for _ in range(_calls_for(turns))], in_flight)
    granian = ["granian", "--interface", "wsgi", "--blocking-threads", str(_THREADS), "--no-log", "--port"]
    command = [*granian, address.split(":")[1], "benchmarks.floor:application"]
    with _server(command, address, {"TWILIO_AUTH_TOKEN": token, "VOICEBOT_PUBLIC_URL": f"http://{address}"}):
        return send(int(address.split(":")[1]), lanes)


def _measure_voicebot(database: str, folder: str, token: str, turns: int, in_flight: int) -> Measured:
    address = free_address()
    settings = {
        "DATABASE_URL": database,
        "VOICEBOT_KEYS": f"{folder}/keys-{secrets.token_hex(4)}",
        "VOICEBOT_BIND": address,
        "VOICEBOT_PUBLIC_URL": f"http://{address}",
        "TWILIO_ACCOUNT_SID": "AC" + secrets.token_hex(16),
        "TWILIO_AUTH_TOKEN": token,
        "TWILIO_API_BASE_URL": "http://127.0.0.1:1",
    }
    os.environ |= settings
    parts = put_together(read_settings(), set_up=True)
    calls = begin_calls(parts, _calls_for(turns))
    parts.engine.dispose()
    port, starts, lanes = (
        int(address.split(":")[1]),
        _starts(address, token, calls, in_flight),
        _lanes(address, token, calls, in_flight),
    )
    with _server(["voicebot", "serve", "--threads", str(_THREADS)], address, settings):
        send(port, starts)
        return send(port, lanes)


def _calls_for(turns: int) -> int:
    return max(turns // len(_KEYS), 1)


def _starts(address: str, token: str, calls: Sequence[str], in_flight: int) -> list[list[bytes]]:
    """The first webhook of each call."""
    lanes: list[list[bytes]] = [[] for _ in range(in_flight)]
    for nth, call in enumerate(calls):
        lanes[nth % in_flight].append(_request(address, token, call, "start", {}))
    return lanes


def _lanes(address: str, token: str, calls: Sequence[str], in_flight: int) -> list[list[bytes]]:
    """The calls' turns, one call after the other in each lane, signed beforehand."""
    lanes: list[list[bytes]] = [[] for _ in range(in_flight)]
    for nth, call in enumerate(calls):
        lanes[nth % in_flight].extend(
            _request(address, token, call, f"turns/{number}", {"Digits": key, "msg": "Gather End"})
            for number, key in enumerate(_KEYS, start=1)
        )
    return lanes


def _request(address: str, token: str, call: str, place: str, more: dict[str, str]) -> bytes:
    path, form = f"/voice/calls/{call}/{place}", {"CallSid": f"CA{call}", "CallStatus": "in-progress", **more}
    return http_request(path, urlencode(form), sign(token, f"http://{address}{path}", form))


@contextmanager
def _server(module: Sequence[str], address: str, settings: dict[str, str]) -> Iterator[None]:
    process = subprocess.Popen([sys.executable, "-m", *module], env={**os.environ, **settings})
    try:
        _wait_for(f"http://{address}/healthz")
        yield
    finally:
        process.terminate()
        process.wait(20)


def _wait_for(url: str) -> None:
    for _ in range(200):
        try:
            with urllib.request.urlopen(url, timeout=1):  # noqa: S310 - http on this machine
                return
        except urllib.error.HTTPError:  # it answers, if not with what was asked for
            return
        except OSError:
            time.sleep(0.05)
    raise SystemExit(f"the server did not start: {url}")


def _print(runs: dict[str, list[Measured]]) -> None:
    floor = median(run.rate for run in runs[FLOOR])
    print(f"{'':16}{'turns/s':>10}{'of the floor':>14}{'p50 ms':>9}{'p99 ms':>9}{'failed':>8}")
    for name, measured in runs.items():
        rate = median(run.rate for run in measured)
        p50, p99 = median(run.p50 for run in measured), median(run.p99 for run in measured)
        print(f"{name:16}{rate:10.0f}{rate / floor:14.2f}{p50:9.1f}{p99:9.1f}{sum(run.failed for run in measured):8}")


if __name__ == "__main__":
    main()
