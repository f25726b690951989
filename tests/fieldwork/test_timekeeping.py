"""Nobody is rung by a clock that the provider's contradicts."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from tests.factories import NOON
from tests.fieldwork.office import StoppedClock
from voicebot.errors import ProviderTryLater
from voicebot.fieldwork.timekeeping import Timekeeper


@dataclass
class World:
    """Time as it is; `clock` shows it until somebody sets it."""

    passed: float = 0
    clock: StoppedClock = field(default_factory=lambda: StoppedClock(NOON))
    asked: int = 0
    silent: bool = False

    def goes_on(self, seconds: float) -> None:
        self.passed += seconds
        self.clock.pass_(seconds=seconds)

    def time_there(self) -> datetime:
        self.asked += 1
        if self.silent:
            raise ProviderTryLater("no answer")
        return NOON + timedelta(seconds=self.passed)

    def keeper(self) -> Timekeeper:
        return Timekeeper(self.clock, self.time_there, lambda: self.passed)


@pytest.fixture
def world() -> World:
    return World()


def test_a_clock_that_is_right_is_asked_about_once_an_hour(world: World) -> None:
    keeper = world.keeper()
    for _ in range(61):
        assert keeper.is_right()
        world.goes_on(60)
    assert world.asked == 2


@pytest.mark.parametrize("hours", [-12, -1, 1, 12])
def test_a_clock_that_is_set_wrong_is_not_believed_until_it_is_right_again(world: World, hours: int) -> None:
    keeper = world.keeper()
    assert keeper.is_right()
    world.clock.pass_(hours=hours)
    assert not keeper.is_right()
    world.clock.pass_(hours=-hours)
    assert keeper.is_right()


def test_a_machine_that_slept_wakes_up_with_the_right_time(world: World) -> None:
    """Steady time stood still meanwhile, so that the clock seems to jump."""
    keeper, asleep = world.keeper(), 3600
    assert keeper.is_right()
    keeper._steady = lambda: world.passed - asleep
    world.goes_on(asleep)
    assert keeper.is_right()
    assert world.asked == 2


def test_a_clock_that_was_wrong_from_the_start_is_not_believed(world: World) -> None:
    world.clock.pass_(minutes=1)
    assert not world.keeper().is_right()


def test_a_clock_that_drifts_is_found_out_within_the_hour(world: World) -> None:
    keeper = world.keeper()
    for _ in range(61):
        believed = keeper.is_right()
        world.goes_on(60)
        world.clock.pass_(seconds=1)
    assert not believed


def test_while_the_provider_is_silent_a_clock_that_did_not_jump_is_believed_as_before(world: World) -> None:
    keeper = world.keeper()
    assert keeper.is_right()
    world.silent = True
    world.goes_on(3700)
    assert keeper.is_right()
    world.clock.pass_(hours=1)
    assert not keeper.is_right()


def test_a_wrong_clock_is_asked_about_every_minute(world: World) -> None:
    world.clock.pass_(hours=1)
    keeper = world.keeper()
    for _ in range(120):
        assert not keeper.is_right()
        world.goes_on(1)
    assert world.asked == 2
