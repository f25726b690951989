"""A wave of people who change their minds, go back, ask for help, opt out, undo it, and withdraw what they said."""

from collections.abc import Mapping

import pytest

from tests.whole_wave import promises
from tests.whole_wave.conftest import CallWave
from tests.whole_wave.promises import Promise
from tests.whole_wave.wave import Wave
from voicebot.outcomes import Result
from voicebot.rehearsal import Habits

SEEDS = {"sqlite": 5, "postgresql": 6}
HABITS = Habits.read("awkward", {"opts_out_at_gate": 0.25, "withdraws": 0.4})
CHANGES_OF_MIND = {"0", "#", "*", "9"}


@pytest.fixture(scope="module")
def waves(call: CallWave) -> Mapping[str, Wave]:
    """Other people on each kind of database."""
    return {kind: call(kind, seed=seed, habits=HABITS) for kind, seed in SEEDS.items()}


@pytest.mark.slow
@pytest.mark.parametrize("promise", promises.UNDISTURBED, ids=promises.name)
@pytest.mark.parametrize("kind", SEEDS)
def test_a_wave_of_awkward_people(kind: str, promise: Promise, waves: Mapping[str, Wave]) -> None:
    promise(waves[kind])


@pytest.mark.slow
def test_these_people_are_awkward_indeed(waves: Mapping[str, Wave]) -> None:
    """Else the test above would show less than it says."""
    calls = [call for wave in waves.values() for call in wave.calls]
    results = {result for wave in waves.values() for result in wave.summary.results}
    assert results >= {Result.OPTED_OUT, Result.OPTED_OUT_BEFORE, Result.WITHDRAWN, Result.COMPLETE}
    assert {key for call in calls for key in call.keys} >= CHANGES_OF_MIND
    assert any(_undoes_an_opt_out(call.keys) for call in calls)


@pytest.mark.slow
def test_another_seed_brings_other_outcomes(waves: Mapping[str, Wave]) -> None:
    one, other = (wave.summary.results for wave in waves.values())
    assert one != other


def _undoes_an_opt_out(keys: str) -> bool:
    """A `0` that was taken back at once, after which the call went on."""
    return "01" in keys[:-1]
