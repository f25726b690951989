"""A dialler of its own process is killed again and again while it places calls; the next one goes on."""

import time
from datetime import timedelta
from threading import Event

import pytest
from sqlalchemy import select

from tests.whole_wave import promises
from tests.whole_wave.conftest import KINDS, CallWave
from tests.whole_wave.processes import Process
from tests.whole_wave.promises import Promise
from tests.whole_wave.wave import RUNNING, SECONDS_AT_MOST, Office, Wave
from voicebot.commands import rehearsal
from voicebot.composition import jump, make_dialler
from voicebot.fieldwork.dialler import Dialler
from voicebot.rehearsal import Habits
from voicebot.store.engine import reading
from voicebot.store.states import BatchState
from voicebot.store.tables import Batch

KILLS = 3
_CALLS_BETWEEN = 4
_LOOK_SECONDS = 0.005
_SOON = timedelta(seconds=1)
HABITS = Habits.read("willing", {"opts_out_later": 0.4})


class KilledDiallers:
    """Calls a wave by diallers, each of which is killed after some calls, but for the last."""

    def __init__(self) -> None:
        self.kills = 0
        self._calls_before = 0

    def __call__(self, office: Office) -> str:
        name = _launched(office)
        until = time.monotonic() + SECONDS_AT_MOST
        with (
            make_dialler(office.parts) as planner,
            Process("dial", office.environment, office.folder / "dial.log") as dialler,
        ):
            while not _is_done(office, planner):
                assert time.monotonic() < until, "the wave did not come to an end"
                self._perhaps_kill(office, dialler)
                _let_time_pass(office, planner)
        return name

    def _perhaps_kill(self, office: Office, dialler: Process) -> None:
        calls = sum(office.network.state()["calls"].values())
        if self.kills < KILLS and calls >= self._calls_before + _CALLS_BETWEEN:
            dialler.kill()
            dialler.start()
            self.kills, self._calls_before = self.kills + 1, calls


def _launched(office: Office) -> str:
    """A wave that nobody has begun to call; its name."""
    stop = Event()
    stop.set()
    return rehearsal.call_a_wave(
        office.parts, office.network, people=office.people, seed=office.seed, watch=lambda _: None, stop=stop
    )


def _is_done(office: Office, planner: Dialler) -> bool:
    """Nothing is left to do; `planner` never calls anybody, it only knows what is due."""
    with reading(office.parts.engine) as session:
        states = set(session.scalars(select(Batch.state)))
    return states == {BatchState.FINISHED} and planner.next_due() is None


def _let_time_pass(office: Office, planner: Dialler) -> None:
    """Jump to the next thing to do, once no call is going on; the next turn to place a call comes by itself."""
    due = planner.next_due()
    if due is not None and due > office.parts.clock.now() + _SOON and office.network.is_idle:
        jump(office.parts, due)
        office.network.set_clock(due)
    time.sleep(_LOOK_SECONDS)


@pytest.fixture(scope="module", params=KINDS)
def wave(request: pytest.FixtureRequest, call: CallWave) -> Wave:
    diallers = KilledDiallers()
    wave = call(request.param, seed=8, people=24, habits=HABITS, clock=RUNNING, caller=diallers)
    assert diallers.kills == KILLS
    return wave


@pytest.mark.slow
@pytest.mark.parametrize("promise", promises.UNDISTURBED, ids=promises.name)
def test_a_wave_by_diallers_that_are_killed(wave: Wave, promise: Promise) -> None:
    promise(wave)
