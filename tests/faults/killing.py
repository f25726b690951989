"""Calling a wave while its processes are killed at random: dialler, web server, and PostgreSQL itself.

Everything runs as a process of its own and is started again at once, as a service manager would; the dice are seeded.
"""

import os
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from random import Random

from sqlalchemy import select

from tests.postgres import KillableServer
from tests.whole_wave.processes import Process
from tests.whole_wave.wave import Office, launched
from voicebot.composition import jump, make_dialler
from voicebot.errors import Busy
from voicebot.fieldwork import batches
from voicebot.fieldwork.dialler import Dialler
from voicebot.store.engine import reading
from voicebot.store.states import BatchState
from voicebot.store.tables import Batch

KILLS = int(os.environ.get("VOICEBOT_KILLS", "5"))
"""How many kills a database has to live through: 5 in `make test`, 50 in `make faults`, 1,000 in `make proofs`."""
KILLS_A_WAVE = 25
_SECONDS_A_KILL, _SECONDS_A_WAVE = 15, 90
_EVENTS_BETWEEN = (2, 10)
_LOOK_SECONDS = 0.005


def rounds() -> list[int]:
    """How many kills each wave has to live through, for all of them together."""
    whole, rest = divmod(KILLS, KILLS_A_WAVE)
    return [KILLS_A_WAVE] * whole + ([rest] if rest else [])


class KilledProcesses:
    """Calls a wave, and kills something at random after some more calls and keys, so many times."""

    def __init__(self, kills: int, seed: int, database: KillableServer | None) -> None:
        self.wanted, self.killed = kills, Counter[str]()
        self._dice, self._database = Random(seed), database
        self._next_at = self._dice.randint(*_EVENTS_BETWEEN)

    def __call__(self, office: Office) -> str:
        name = launched(office)
        until = time.monotonic() + _SECONDS_A_WAVE + _SECONDS_A_KILL * self.wanted
        with (
            make_dialler(office.parts) as planner,
            Process("dial", office.environment, office.folder / "dial.log") as dialler,
        ):
            targets = self._targets(office, dialler)
            while not _is_done(office, planner):
                assert time.monotonic() < until, "the wave did not come to an end"
                self._perhaps_kill(office, targets)
                dialler.revive()
                office.server.revive()
                _let_time_pass(office, planner)
        return name

    @property
    def kills(self) -> int:
        """How many there were."""
        return self.killed.total()

    def _targets(self, office: Office, dialler: Process) -> dict[str, Callable[[], None]]:
        targets = {"dialler": _again(dialler), "web server": _again(office.server)}
        if self._database is not None:
            targets["database"] = self._database.kill_and_start
        else:
            targets["both"] = _both(dialler, office.server)
        return targets

    def _perhaps_kill(self, office: Office, targets: dict[str, Callable[[], None]]) -> None:
        if self.kills == self.wanted or _events(office) < self._next_at:
            return
        missing = [name for name in targets if not self.killed[name]]
        name = self._dice.choice(missing or list(targets))
        targets[name]()
        self.killed[name] += 1
        self._next_at = _events(office) + self._dice.randint(*_EVENTS_BETWEEN)


def _again(process: Process) -> Callable[[], None]:
    def kill_and_start() -> None:
        process.kill()
        process.start()

    return kill_and_start


def _both(one: Process, other: Process) -> Callable[[], None]:
    def kill_and_start() -> None:
        one.kill()
        other.kill()
        other.start()
        one.start()

    return kill_and_start


def _events(office: Office) -> int:
    """Calls and keys so far, as the telephone network counts them."""
    state = office.network.state()
    return sum(state["calls"].values()) + int(state["webhooks"].get("action", 0))


def _is_done(office: Office, planner: Dialler) -> bool:
    """Nothing is left to do. A batch that paused itself, as dropped calls make it, is resumed as staff would."""
    with _outliving_the_database(), reading(office.parts.engine) as session:
        found = {batch.id: batch.state for batch in session.scalars(select(Batch))}
        for batch_id, state in found.items():
            if state == BatchState.PAUSED:
                batches.resume(office.parts.engine, office.parts.clock, batch_id=batch_id, who="supervisor")
        return set(found.values()) == {BatchState.FINISHED} and planner.next_due() is None
    return False


def _let_time_pass(office: Office, planner: Dialler) -> None:
    """Jump to the next thing to do, once no call is going on; the next turn to place a call comes by itself."""
    with _outliving_the_database():
        due = planner.next_due()
        now = office.parts.clock.now()
        if due is not None and (due - now).total_seconds() > 1 and office.network.is_idle:
            jump(office.parts, due)
            office.network.set_clock(due)
    time.sleep(_LOOK_SECONDS)


@contextmanager
def _outliving_the_database() -> Iterator[None]:
    """The one who watches looks again if the database was killed under it."""
    with suppress(Busy):
        yield
