"""The web server is killed again and again while people are answering, and started anew; the wave goes on."""

from functools import partial

import pytest

from tests.whole_wave import promises
from tests.whole_wave.conftest import KINDS, CallWave
from tests.whole_wave.promises import Promise
from tests.whole_wave.wave import Office, Wave, call_here
from voicebot.fieldwork.batch_status import BatchStatus
from voicebot.rehearsal import Habits

KILLS = 5
_KEYS_BETWEEN = 15
HABITS = Habits.read("willing", {"no_answer": 0.4, "opts_out_at_gate": 0.25, "goes_back": 0.3, "wants_repeats": 0.3})


class Killer:
    """Kills the web server while calls are in progress, each time after some more keys."""

    def __init__(self) -> None:
        self.kills = 0
        self._keys_before = 0

    def __call__(self, office: Office, status: BatchStatus) -> None:
        if not status.in_progress or self.kills == KILLS:
            return
        keys = office.network.state()["webhooks"].get("action", 0)
        if keys >= self._keys_before + _KEYS_BETWEEN:
            office.server.kill()
            office.server.start()
            self.kills, self._keys_before = self.kills + 1, keys


@pytest.fixture(scope="module", params=KINDS)
def wave(request: pytest.FixtureRequest, call: CallWave) -> Wave:
    killer = Killer()
    wave = call(request.param, seed=7, people=60, habits=HABITS, caller=partial(call_here, watch=killer))
    assert killer.kills == KILLS
    return wave


@pytest.mark.slow
@pytest.mark.parametrize("promise", promises.ALWAYS, ids=promises.name)
def test_a_wave_with_kills(wave: Wave, promise: Promise) -> None:
    promise(wave)


@pytest.mark.slow
def test_the_kills_cut_calls_off(wave: Wave) -> None:
    """Else the test above would show less than it says."""
    assert any(call.was_cut and call.pressed for call in wave.calls)
