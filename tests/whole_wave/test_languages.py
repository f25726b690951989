"""A wave in which many choose, or are known to speak, another language than English, called over real HTTP."""

import pytest

from tests.whole_wave import promises
from tests.whole_wave.conftest import CallWave
from tests.whole_wave.promises import Promise
from tests.whole_wave.wave import Wave
from voicebot.outcomes import Result
from voicebot.rehearsal import Habits
from voicebot.store.tables import Attempt

LANGUAGES = ("en-GB", "pl-PL", "bn-IN")
MANY_LANGUAGES = Habits(foreign=0.6, not_now=0.0, hangs_up_at_once=0.0, no_answer=0.1, never_answers=0.05)


@pytest.fixture(scope="module")
def wave(call: CallWave) -> Wave:
    return call("sqlite", seed=3, people=60, habits=MANY_LANGUAGES)


@pytest.mark.slow
@pytest.mark.parametrize("promise", promises.UNDISTURBED, ids=promises.name)
def test_a_wave_in_three_languages(promise: Promise, wave: Wave) -> None:
    promise(wave)


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_people_take_part_in_their_language(language: str, wave: Wave) -> None:
    results = [attempt.result for attempt in wave.rows(Attempt) if attempt.language == language]
    assert results.count(Result.COMPLETE) >= 2
