"""What the network sees of itself: webhooks and how long they took, errors by code, the busiest moment.

Nothing here holds a number, a name or an answer.
"""

import math
from collections import Counter, deque
from dataclasses import dataclass
from datetime import datetime

STEPS_A_DOUBLING = 8  # the width of a latency class: 9 %
SHORTEST = 1e-5
ERRORS_KEPT = 1_000


class Latencies:
    """Counts of latencies in classes of equal ratio, so that a year of them takes a few hundred numbers."""

    def __init__(self) -> None:
        self._classes: Counter[int] = Counter()
        self._count = 0
        self.longest = 0.0

    def add(self, seconds: float) -> None:
        """Count one latency."""
        self._classes[max(0, math.ceil(math.log2(max(seconds, SHORTEST) / SHORTEST) * STEPS_A_DOUBLING))] += 1
        self._count += 1
        self.longest = max(self.longest, seconds)

    def quantile(self, share: float) -> float:
        """Seconds that this share of all latencies did not exceed (upper bound of the class)."""
        wanted = share * self._count
        for step in sorted(self._classes):
            wanted -= self._classes[step]
            if wanted <= 0:
                return min(SHORTEST * math.exp2(step / STEPS_A_DOUBLING), self.longest)
        return self.longest


@dataclass(frozen=True, slots=True)
class NetworkError:
    """An error as Twilio's debugger would list it; the address bears only what the application put there."""

    code: int
    message: str
    call_sid: str
    url: str


@dataclass(slots=True)
class Peak:
    """The most calls that were going on at once, and when."""

    calls: int = 0
    at: datetime | None = None


class Sight:
    """Counts what happens on the network."""

    def __init__(self) -> None:
        self.webhooks: Counter[str] = Counter()
        self.latencies = Latencies()
        self.errors: Counter[int] = Counter()
        self.recent_errors: deque[NetworkError] = deque(maxlen=ERRORS_KEPT)
        self.peak = Peak()
        self.rung_twice_at_once = 0

    def note_webhook(self, kind: str, seconds: float) -> None:
        """Count a webhook that was sent and answered, or given up."""
        self.webhooks[kind] += 1
        self.latencies.add(seconds)

    def note_error(self, error: NetworkError) -> None:
        """List an error."""
        self.errors[error.code] += 1
        self.recent_errors.append(error)

    def note_calls(self, going_on: int, now: datetime) -> None:
        """Remember the busiest moment."""
        if going_on > self.peak.calls:
            self.peak = Peak(going_on, now)
