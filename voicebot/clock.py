"""Time: always aware UTC inside, Europe/London at the edge, always from a clock that is handed in.

Here are the clocks and the conversion to London; the hours of calling are rules and live in `fieldwork/`.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


class Clock(Protocol):
    """Anything that knows the time."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        ...

    def refresh(self) -> None:
        """Look whether somebody else has moved it; only a rehearsal's can be."""
        ...


class SystemClock:
    """Real time."""

    def refresh(self) -> None:
        """Nobody moves it."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class ClockOrigin:
    """Where a rehearsal's time stands: `instant` was shown when the real time was `anchor` (UNIX seconds).

    `speed` is how many rehearsed seconds pass in a real one; 0 stands still.
    """

    instant: datetime
    anchor: float
    speed: float


class RehearsalClock:
    """A clock that all processes of a rehearsal share by reading the same origin.

    `read_origin` is asked once at the start and again whenever `refresh` is called.
    """

    def __init__(self, read_origin: Callable[[], ClockOrigin], real: Callable[[], float] = time.time) -> None:
        self._read_origin = read_origin
        self._real = real
        self._origin = read_origin()

    def now(self) -> datetime:
        """The rehearsed instant, aware, in UTC."""
        passed = (self._real() - self._origin.anchor) * self._origin.speed
        return self._origin.instant + timedelta(seconds=passed)

    def refresh(self) -> None:
        """Read the origin again, since another process may have moved it."""
        self._origin = self._read_origin()


def in_london(instant: datetime) -> datetime:
    """The same instant as people in London read it from the wall."""
    return instant.astimezone(LONDON)


def utc_from_text(text: str) -> datetime:
    """Read an ISO 8601 instant that names its offset, such as `2026-11-25T11:00:00Z`.

    Raises:
        ValueError: it is no instant, or it names no offset.
    """
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError(f"{text} has no time zone: end it with Z for UTC")
    return instant.astimezone(UTC)
