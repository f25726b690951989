"""A wave over a network that loses, doubles, delays and reorders what it tells, and fails when it is asked to dial."""

import pytest

from tests.whole_wave import promises
from tests.whole_wave.conftest import KINDS, CallWave
from tests.whole_wave.promises import Promise
from tests.whole_wave.wave import Wave
from voicebot.outcomes import Result
from voicebot.rehearsal import Faults

FAULTS = Faults(
    lose_callback=0.15,
    double_callback=0.15,
    delay_callback=0.15,
    callback_delay_seconds=0.05,
    repeat_action=0.2,
    refuse_create=0.1,
    fail_create=0.05,
    fail_after_dialling=0.08,
    drop_after_dialling=0.08,
)


@pytest.fixture(scope="module", params=KINDS)
def wave(request: pytest.FixtureRequest, call: CallWave) -> Wave:
    return call(request.param, seed=4, people=30, faults=FAULTS)


@pytest.mark.slow
@pytest.mark.parametrize("promise", promises.UNDISTURBED, ids=promises.name)
def test_a_wave_with_faults(wave: Wave, promise: Promise) -> None:
    promise(wave)


@pytest.mark.slow
def test_what_was_uncertain_is_found_or_counts_as_unknown(wave: Wave) -> None:
    """A call that was dialled though we were told otherwise is found; one that nobody knows of is not dialled again."""
    unfound = [attempt for attempts in wave.attempts.values() for attempt in attempts if attempt.sid is None]
    assert unfound
    assert {attempt.result for attempt in unfound} == {Result.UNKNOWN}


@pytest.mark.slow
def test_faults_are_logged(wave: Wave) -> None:
    """So that the silence of the logs about persons, above, means something."""
    assert "a call was not placed" in wave.log
