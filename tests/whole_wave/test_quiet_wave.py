"""A wave in which nothing goes wrong, called over real HTTP on both kinds of database."""

from collections.abc import Mapping

import pytest

from tests.whole_wave import promises
from tests.whole_wave.conftest import KINDS, CallWave
from tests.whole_wave.promises import Promise
from tests.whole_wave.wave import Wave


@pytest.fixture(scope="module")
def waves(call: CallWave) -> Mapping[str, Wave]:
    """The same wave on each kind of database."""
    return {kind: call(kind, seed=1) for kind in KINDS}


@pytest.mark.slow
@pytest.mark.parametrize("promise", promises.UNDISTURBED, ids=promises.name)
@pytest.mark.parametrize("kind", KINDS)
def test_a_quiet_wave(kind: str, promise: Promise, waves: Mapping[str, Wave]) -> None:
    promise(waves[kind])


@pytest.mark.slow
def test_the_same_seed_brings_the_same_outcomes_and_answers_on_any_database(waves: Mapping[str, Wave]) -> None:
    one, other = (promises.outcomes(wave) for wave in waves.values())
    assert one == other
