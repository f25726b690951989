"""A whole wave that was called over real HTTP, and what both sides know of it afterwards.

`call_wave(database, folder)` draws, launches and calls it; what has to hold of every wave stands in `promises.py`.
"""

import json
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from threading import Event, Timer
from typing import Any

from sqlalchemy import select

from tests.logged import logged
from tests.whole_wave.processes import WebServer
from voicebot.commands import rehearsal
from voicebot.commands.processes import free_address
from voicebot.composition import Parts, put_together
from voicebot.fieldwork.batch_status import BatchStatus
from voicebot.privacy.vault import Person
from voicebot.rehearsal import Faults, Habits, running
from voicebot.rehearsal import Settings as NetworkSettings
from voicebot.reporting.summary import WaveSummary, wave_summary
from voicebot.settings import Settings
from voicebot.store.engine import reading
from voicebot.store.tables import Attempt, Base, Case, Contact
from voicebot.store.tables import Wave as WaveRow

STOPPED, RUNNING = "2026-09-08T10:00:00Z x0", "2026-09-08T10:00:00Z x1"
"""Clocks that begin on a Tuesday and move by jumps, one of them in between like a real one too."""
TYPICAL, NONE = Habits(), Faults()
_ACCOUNT, _TOKEN, _CALLER = "AC" + "0" * 32, "the token of no account", "+442079460000"
SECONDS_AT_MOST = 90
"""Real time after which a wave is given up; it takes some five seconds."""


@dataclass(frozen=True)
class Call:
    """One call as the network saw it. `pressed`: each key (`-` is silence) with the digest of the words it answered."""

    sid: str
    number: str = field(repr=False)
    attempt: int  # the how-manieth dialling of that number; 0: never dialled
    status: str
    ended_by: str
    deleted: bool
    pressed: tuple[tuple[str, str], ...] = field(repr=False)

    @property
    def keys(self) -> str:
        return "".join(key for key, _ in self.pressed)

    @property
    def was_cut(self) -> bool:
        """Whether a fault of ours ended it."""
        return self.ended_by == "fault"


@dataclass(frozen=True)
class Wave:
    """A wave after its last call. `size`: how many were drawn; `state` and `errors` are the network's own account."""

    parts: Parts
    name: str
    size: int
    folder: Path
    log: str
    calls: Sequence[Call]
    state: Mapping[str, Any]
    errors: Sequence[Mapping[str, Any]]

    def rows(self, table: type[Base]) -> Sequence[Any]:
        with reading(self.parts.engine) as session:
            return session.scalars(select(table)).all()

    @cached_property
    def summary(self) -> WaveSummary:
        with reading(self.parts.engine) as session:
            return wave_summary(session, self.name)

    @cached_property
    def cases(self) -> Mapping[str, Case]:
        return {case.id: case for case in self.rows(Case)}

    @cached_property
    def people(self) -> Mapping[str, Person]:
        """Who each case is."""
        keys = {wave.id: wave.key_id for wave in self.rows(WaveRow)}
        return {
            contact.case_id: self.parts.vault.open(
                keys[self.cases[contact.case_id].wave_id], contact.case_id, contact.sealed
            )
            for contact in self.rows(Contact)
        }

    @cached_property
    def attempts(self) -> Mapping[str, Sequence[Attempt]]:
        """The attempts of each case, the first one first."""
        found: dict[str, list[Attempt]] = {case_id: [] for case_id in self.cases}
        for attempt in sorted(self.rows(Attempt), key=lambda attempt: attempt.ordinal):
            found[attempt.case_id].append(attempt)
        return found

    @cached_property
    def call_of(self) -> Mapping[str, Call]:
        """The network's calls by their sid."""
        return {call.sid: call for call in self.calls}


@dataclass(frozen=True)
class Office:
    """All that a wave is called with. `environment`: the settings of our processes."""

    parts: Parts
    network: rehearsal.Network
    server: WebServer
    environment: Mapping[str, str] = field(repr=False)
    folder: Path
    people: int
    seed: int

    def is_rung(self, number: str, script: str) -> None:
        """Somebody rings our number, and does as the script says."""
        inbound = f"{self.parts.settings.public_url}/voice/inbound"
        order = {
            "from": number,
            "to": _CALLER,
            "url": inbound,
            "script": script,
            "status_callback": f"{inbound}/status",
        }
        asked = urllib.request.Request(f"{self.network.address}/rehearsal/inbound", json.dumps(order).encode())  # noqa: S310 - http on this machine
        urllib.request.urlopen(asked, timeout=10).close()  # noqa: S310 - likewise


Watcher = Callable[[Office, BatchStatus], None]
Caller = Callable[[Office], str]


def call_here(office: Office, watch: Watcher = lambda *_: None) -> str:
    """Draw, launch and call a wave with a dialler in this process; its name. `watch` is told how it stands."""
    stop = Event()
    too_long = Timer(SECONDS_AT_MOST, stop.set)
    too_long.start()
    try:
        name = rehearsal.call_a_wave(
            office.parts,
            office.network,
            people=office.people,
            seed=office.seed,
            watch=lambda status: watch(office, status),
            stop=stop,
        )
    finally:
        too_long.cancel()
    assert not stop.is_set(), "the wave did not come to an end"
    return name


def launched(office: Office) -> str:
    """Draw and launch a wave that nobody has begun to call; its name."""
    stop = Event()
    stop.set()
    return rehearsal.call_a_wave(
        office.parts, office.network, people=office.people, seed=office.seed, watch=lambda _: None, stop=stop
    )


def call_wave(
    database: str,
    folder: Path,
    *,
    seed: int,
    people: int = 40,
    habits: Habits = TYPICAL,
    faults: Faults = NONE,
    clock: str = STOPPED,
    caller: Caller = call_here,
) -> Wave:
    """Call a wave of made-up people on an empty database to its end; `caller` does the calling."""
    with logged() as log, running(network_settings(seed, habits, faults)) as address:
        environment = {**environment_for(database, folder, address), "VOICEBOT_CLOCK": clock}
        parts = put_together(settings_from(environment), set_up=True)
        network = rehearsal.Network(address)
        with WebServer(environment, folder / "server.log") as server:
            name = caller(Office(parts, network, server, environment, folder, people, seed))
        written = log.getvalue() + "".join(path.read_text() for path in folder.glob("*.log"))
        calls = [_call(told) for told in _told(address, "calls")]
        return Wave(parts, name, people, folder, written, calls, network.state(), _told(address, "errors"))


def network_settings(seed: int, habits: Habits, faults: Faults) -> NetworkSettings:
    numbers = frozenset({_CALLER})
    return NetworkSettings(_ACCOUNT, _TOKEN, numbers, seed=seed, concurrent_calls=1000, habits=habits, faults=faults)


def settings_from(environment: Mapping[str, str]) -> Settings:
    return Settings(_env_file=None, **environment)  # type: ignore[call-arg, arg-type]


def environment_for(database: str, folder: Path, network: str) -> dict[str, str]:
    address = free_address()
    return {
        "DATABASE_URL": database,
        "VOICEBOT_KEYS": str(folder / "keys"),
        "VOICEBOT_BIND": address,
        "VOICEBOT_PUBLIC_URL": f"http://{address}",
        "VOICEBOT_CALLS_PER_SECOND": "20",
        "VOICEBOT_CONCURRENT_CALLS": "50",
        "TWILIO_ACCOUNT_SID": _ACCOUNT,
        "TWILIO_AUTH_TOKEN": _TOKEN,
        "TWILIO_CALLER_ID": _CALLER,
        "TWILIO_API_BASE_URL": network,
    }


def _told(network: str, path: str) -> Any:
    with urllib.request.urlopen(f"{network}/rehearsal/{path}", timeout=10) as answer:  # noqa: S310 - http on this machine
        return json.load(answer)


def _call(told: Mapping[str, Any]) -> Call:
    return Call(
        sid=told["sid"],
        number=told["number"],
        attempt=told["attempt"],
        status=told["status"],
        ended_by=told["ended_by"],
        deleted=told["deleted"],
        pressed=tuple((key["key"], key["prompt"]) for key in told["pressed"]),
    )
