"""The order in which writers of one process get their turn."""

import threading
from collections.abc import Callable
from functools import partial

import pytest

from voicebot.errors import Busy
from voicebot.store.turnstile import Turnstile


def test_threads_pass_in_the_order_in_which_they_came() -> None:
    turnstile = Turnstile()
    passed: list[int] = []

    def pass_through(name: int) -> None:
        with turnstile.passing(5):
            passed.append(name)

    with turnstile.passing(5):
        for name in range(10):
            queue_up(turnstile, partial(pass_through, name))
    join_all()

    assert passed == list(range(10))


def test_who_waits_too_long_is_told_to_try_again_and_blocks_nobody() -> None:
    turnstile = Turnstile()
    with turnstile.passing(5), pytest.raises(Busy), turnstile.passing(0.01):
        pass

    with turnstile.passing(0.01):
        pass


def test_a_failure_inside_lets_the_next_one_through() -> None:
    turnstile = Turnstile()
    with pytest.raises(RuntimeError), turnstile.passing(5):
        raise RuntimeError

    with turnstile.passing(0.01):
        pass


def test_a_turn_that_is_handed_over_at_the_last_moment_is_taken() -> None:
    Turnstile()._give_up(threading.Lock())


def queue_up(turnstile: Turnstile, task: Callable[[], None]) -> None:
    """Start a thread and go on once it stands in the queue."""
    before = len(turnstile._queue)
    threading.Thread(target=task, name="waiting").start()
    while len(turnstile._queue) == before:
        threading.Event().wait(0.001)


def join_all() -> None:
    for thread in threading.enumerate():
        if thread.name == "waiting":
            thread.join()
