"""The line of one call: how many seconds of conversation have passed, and who ends it.

At speed 0 the seconds are counted and never waited for.
"""

import asyncio
import math
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from voicebot.rehearsal.errors import RehearsalError


class LineClosed(RehearsalError):
    """The call is over: whoever waits on its line stops."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something that happens at a given second of the call."""

    second: float
    ring: Callable[[], Awaitable[None]]


class Line:
    """Seconds of one call. `limit` ends it; `close` and `interrupt` are heard by whoever waits."""

    __slots__ = ("_alarm", "_speed", "_stir", "closed", "limit", "seconds")

    def __init__(self, speed: float) -> None:
        self._speed = speed
        self._alarm: Alarm | None = None
        self._stir = asyncio.Event()
        self.seconds = 0.0
        self.limit = math.inf
        self.closed = False

    def set_alarm(self, alarm: Alarm) -> None:
        """Let something happen while others wait (the verdict of machine detection)."""
        self._alarm = alarm

    def close(self) -> None:
        """End the call for everybody on the line."""
        self.closed = True
        self.interrupt()

    def interrupt(self) -> None:
        """Wake whoever waits, and let nobody wait until `resume`."""
        self._stir.set()

    def resume(self) -> None:
        """Let seconds pass again."""
        self._stir.clear()

    def check(self) -> None:
        """Raise LineClosed if the call is over."""
        if self.closed:
            raise LineClosed

    async def hold(self, real_seconds: float) -> None:
        """Wait in real time until it is over or somebody interrupts."""
        try:
            async with asyncio.timeout(real_seconds):
                await self._stir.wait()
        except TimeoutError:
            return

    async def wait(self, seconds: float) -> None:
        """Let seconds of the conversation pass, or fewer when interrupted.

        Raises:
            LineClosed: the call was ended meanwhile, or reached its time limit.
        """
        until = min(self.seconds + seconds, self.limit)
        if self._alarm is not None and self._alarm.second <= until:
            alarm, self._alarm = self._alarm, None
            await self._pass(alarm.second - self.seconds)
            await alarm.ring()
        await self._pass(until - self.seconds)
        self.closed = self.closed or self.seconds >= self.limit
        self.check()

    async def _pass(self, seconds: float) -> None:
        if seconds <= 0 or self._stir.is_set():
            return
        if not self._speed:
            self.seconds += seconds
            return
        began = time.monotonic()
        await self.hold(seconds / self._speed)
        self.seconds += min(seconds, (time.monotonic() - began) * self._speed)
