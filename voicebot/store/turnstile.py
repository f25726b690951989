"""A lock that lets threads through in the order in which they came; Python's own, and SQLite's, let the lucky pass."""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from voicebot.errors import Busy


class Turnstile:
    """Lets one thread through at a time, first come, first served."""

    def __init__(self) -> None:
        self._guard = Lock()
        self._taken = False
        self._queue: deque[Lock] = deque()

    @contextmanager
    def passing(self, seconds: float) -> Iterator[None]:
        """Hold the turnstile; whoever waits longest is next.

        Raises:
            Busy: it was not this thread's turn within so many seconds.
        """
        self._enter(seconds)
        try:
            yield
        finally:
            self._leave()

    def _enter(self, seconds: float) -> None:
        with self._guard:
            if not self._taken:
                self._taken = True
                return
            turn = Lock()
            turn.acquire()
            self._queue.append(turn)
        if not turn.acquire(timeout=seconds):
            self._give_up(turn)

    def _give_up(self, turn: Lock) -> None:
        with self._guard:
            if turn not in self._queue:  # it was handed over at the last moment
                return
            self._queue.remove(turn)
        raise Busy("the database is busy: try again in a moment")

    def _leave(self) -> None:
        with self._guard:
            if self._queue:
                self._queue.popleft().release()
            else:
                self._taken = False
