from datetime import UTC, datetime

import pytest

from voicebot.rehearsal.clock import NetworkClock

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


class Monotonic:
    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


@pytest.mark.parametrize(("speed", "minutes"), [(0, 0), (1, 1), (60, 60)])
def test_a_clock_that_was_set_runs_on_at_the_speed_of_the_conversation(speed, minutes):
    monotonic = Monotonic()
    clock = NetworkClock(speed, monotonic)
    clock.set(NOON)
    monotonic.seconds += 60
    assert (clock.now() - NOON).total_seconds() == 60 * minutes


def test_until_then_it_shows_an_aware_instant():
    assert NetworkClock(0).now().tzinfo is UTC


def test_an_instant_without_time_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        NetworkClock(0).set(NOON.replace(tzinfo=None))
