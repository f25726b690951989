"""All that runs when staff work: network, web server, a dialler that can be let loose, and staff with real codes."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pyotp

from tests.whole_wave.processes import WebServer
from tests.whole_wave.wave import NONE, STOPPED, TYPICAL, environment_for, network_settings, settings_from
from voicebot.commands import rehearsal
from voicebot.composition import Parts, put_together
from voicebot.office import accounts
from voicebot.rehearsal import running
from voicebot.staff.permissions import Role

PASSWORD = "four words nobody else thinks of"
PEOPLE = {"ada": Role.RESEARCHER, "ben": Role.SUPERVISOR, "eva": Role.ADMINISTRATOR, "max": Role.AUDITOR}
_SECONDS_TO_END = 20


@dataclass(frozen=True)
class Stack:
    """What is up. `secrets`: of each person, what their telephone makes codes from."""

    parts: Parts
    network: rehearsal.Network
    address: str
    secrets: dict[str, str] = field(repr=False)

    def code(self, name: str) -> str:
        """What their telephone shows now; each code is good once."""
        return pyotp.TOTP(self.secrets[name]).now()

    @contextmanager
    def dialling(self) -> Iterator[None]:
        """Whatever is launched is called meanwhile."""
        stop = threading.Event()
        dialler = threading.Thread(target=rehearsal.call_until, args=(self.parts, self.network, stop))
        dialler.start()
        try:
            yield
        finally:
            stop.set()
            dialler.join(_SECONDS_TO_END)


@contextmanager
def opened(folder: Path) -> Iterator[Stack]:
    """Everything up on loopback, in a rehearsal's time, with nobody drawn yet."""
    with running(network_settings(1, TYPICAL, NONE)) as network:
        database = f"sqlite:///{folder / 'voicebot.db'}"
        environment = {**environment_for(database, folder, network), "VOICEBOT_CLOCK": STOPPED}
        parts = put_together(settings_from(environment), set_up=True)
        secrets = _staff(parts)
        with WebServer(environment, folder / "server.log"):
            yield Stack(parts, rehearsal.Network(network), environment["VOICEBOT_PUBLIC_URL"], secrets)
        parts.engine.dispose()


def _staff(parts: Parts) -> dict[str, str]:
    add = partial(accounts.add, parts.registry(), password=PASSWORD, who="system")
    made = {name: add(name=name, role=role) for name, role in PEOPLE.items()}
    return {name: parse_qs(urlsplit(one.code_address).query)["secret"][0] for name, one in made.items()}
