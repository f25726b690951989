"""Whether this machine's clock may be believed, before anybody is rung by it: a wrong one would ring people at night.

The provider's clock is asked at the start, every hour, and whenever ours jumps against time that nobody can set.
"""

import time
from collections.abc import Callable
from datetime import datetime, timedelta

from voicebot.clock import Clock
from voicebot.errors import ProviderError
from voicebot.logs import log_for

_log = log_for(__name__)
OFF_AT_MOST = timedelta(seconds=30)
"""As `doctor` has it; placing stops two minutes before the hours end."""
_JUMP = timedelta(seconds=5)
_ASKED_EVERY, _ASKED_AGAIN_AFTER = 3600.0, 60.0
"""Seconds, while all is well and while it is not."""


class Timekeeper:
    """Compares `clock` with what `time_there` says; `steady` is time in seconds that only goes on.

    `time_there` may raise a `ProviderError`: after a jump the clock is not believed then, else nothing changes.
    """

    def __init__(
        self, clock: Clock, time_there: Callable[[], datetime], steady: Callable[[], float] = time.monotonic
    ) -> None:
        self._clock, self._time_there, self._steady = clock, time_there, steady
        self._right, self._ask_at, self._began = False, steady(), self._beginning()

    def is_right(self) -> bool:
        """Whether people may be rung by this clock."""
        if abs(self._beginning() - self._began) > _JUMP:
            self._right, self._ask_at = False, self._steady()
        if self._steady() >= self._ask_at:
            self._ask()
        return self._right

    def _ask(self) -> None:
        try:
            off = abs(self._time_there() - self._clock.now())
        except ProviderError as fault:
            _log.warning("the provider did not say what time it is", reason=str(fault))
        else:
            self._right = off <= OFF_AT_MOST
            if not self._right:
                _log.error("the clock is wrong by the provider's, and nobody is called", seconds=off.total_seconds())
        self._began = self._beginning()
        self._ask_at = self._steady() + (_ASKED_EVERY if self._right else _ASKED_AGAIN_AFTER)

    def _beginning(self) -> datetime:
        """What the clock showed when steady time began, by what it shows now; the same unless it is set."""
        return self._clock.now() - timedelta(seconds=self._steady())
