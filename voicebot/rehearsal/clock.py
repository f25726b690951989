"""The network's clock: real time until somebody sets it, from then on rehearsal time.

Seconds of a conversation are not kept here but by the line of each call.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta


class NetworkClock:
    """Aware UTC now; once set it runs on at `speed` conversation seconds a real second (0: it stands still)."""

    def __init__(self, speed: float, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._speed = speed
        self._monotonic = monotonic
        self._origin: datetime | None = None
        self._set_at = 0.0

    def now(self) -> datetime:
        """The instant that call records and callbacks bear."""
        if self._origin is None:
            return datetime.now(UTC)
        return self._origin + timedelta(seconds=(self._monotonic() - self._set_at) * self._speed)

    def set(self, now: datetime) -> None:
        """Make `now` (aware) the present instant.

        Raises:
            ValueError: `now` bears no time zone.
        """
        if now.tzinfo is None:
            raise ValueError("The clock is set to an instant with a time zone, such as 2026-11-25T11:00:00Z.")
        self._origin = now.astimezone(UTC)
        self._set_at = self._monotonic()
