"""While a database is out of reach nobody queues for it: one looks whether it is back, all others are told at once.

Otherwise every thread of a web server would stand waiting, and none be left to say goodbye to callers.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock

from voicebot.errors import Busy

_LONG = 1.0
"""Seconds; whoever was told sooner that the database is out of reach has held up nobody."""
_LOOK_EVERY = 1.0
_A_LOOK_TAKES = 15.0
"""Seconds, at most: connecting, then asking."""


class OutOfReach(Busy):
    """The database could not be reached, or did not answer."""


class Outage:
    """What this process knows of a database that may be out of reach.

    `look` asks it anything, and raises `OutOfReach`. `real` is real time in seconds.
    """

    def __init__(self, look: Callable[[], None], real: Callable[[], float] = time.monotonic) -> None:
        self._look, self._real, self._lock = look, real, Lock()
        self._next_look: float | None = None

    @contextmanager
    def noticing(self) -> Iterator[None]:
        """Use the database; that it is out of reach is noticed.

        Raises:
            OutOfReach: it was a moment ago, and nobody is to wait for it.
        """
        began = self._real()
        if self._next_look is not None:
            self._look_or_leave(began)
        try:
            yield
        except OutOfReach:
            if self._real() - began >= _LONG:
                self._next_look = self._real() + _LOOK_EVERY
            raise

    def _look_or_leave(self, now: float) -> None:
        with self._lock:
            if self._next_look is None:
                return
            if now < self._next_look:
                raise OutOfReach("the database is out of reach: try again in a moment")
            self._next_look = now + _A_LOOK_TAKES
        try:
            self._look()
        except OutOfReach:
            self._next_look = self._real() + _LOOK_EVERY
            raise
        self._next_look = None
