"""A telephone exchange in memory that stands in for the provider: it dials, or fails in the way it was told to."""

from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from threading import Lock

from voicebot.errors import ProviderError, ProviderKnowsNoCall, ProviderUnfinished
from voicebot.phone import PhoneNumber
from voicebot.telephony.client import CallFacts, CallOrder
from voicebot.telephony.status import CallStatus


class Killed(BaseException):
    """The process ends here, as by kill -9: nothing below gets to tidy up."""


class Exchange:
    """What was dialled, and what is told of it. `refuse` and `lose` say what befalls the next order."""

    def __init__(self, clock) -> None:
        self._clock = clock
        self._lock = Lock()
        self._next: deque[tuple[bool, BaseException]] = deque()
        self.calls: dict[str, CallFacts] = {}
        self.orders: list[CallOrder] = []
        self.told: list[tuple[str, str]] = []
        self.unreachable: ProviderError | None = None

    def refuse(self, fault: BaseException) -> None:
        """The next order is not dialled, and fails so."""
        self._next.append((False, fault))

    def lose(self, fault: BaseException) -> None:
        """The next order is dialled, and fails so all the same."""
        self._next.append((True, fault))

    def is_back(self) -> None:
        """Nothing befalls orders or questions any more."""
        self.unreachable = None
        self._next.clear()

    def place(self, order: CallOrder) -> str:
        with self._lock:
            dials, fault = self._next.popleft() if self._next else (True, None)
            sid = f"CA{len(self.orders):032d}"
            if dials:
                self.orders.append(order)
                self.calls[sid] = CallFacts(
                    sid, order.to, CallStatus.QUEUED, None, "-0.01", "GBP", self._clock.now(), None, None
                )
        if fault is not None:
            raise fault
        return sid

    def is_rung(self, sid: str) -> None:
        """Somebody has rung us, and the call is over."""
        now = self._clock.now()
        self.calls[sid] = CallFacts(sid, None, CallStatus.COMPLETED, 20, None, None, now, now, None)

    def fetch(self, sid: str) -> CallFacts:
        self._reach()
        if sid not in self.calls:
            raise ProviderKnowsNoCall("no such call")
        return self.calls[sid]

    def placed_since(self, day: date) -> Iterator[CallFacts]:
        self._reach()
        since = datetime.combine(day, datetime.min.time(), tzinfo=UTC)
        yield from [facts for facts in self.calls.values() if facts.started_at is None or facts.started_at >= since]

    def cancel(self, sid: str) -> None:
        self._tell("cancel", sid)
        self.goes(sid, CallStatus.CANCELED)

    def hang_up(self, sid: str) -> None:
        self._tell("hang_up", sid)
        self.goes(sid, CallStatus.COMPLETED)

    def delete(self, sid: str) -> None:
        self._tell("delete", sid)
        if not self.calls[sid].status.final:
            raise ProviderUnfinished("not over yet")
        del self.calls[sid]

    def goes(self, sid: str, status: CallStatus, **facts: object) -> None:
        """The call is in that state from now on, without anybody being told."""
        ended_at = self._clock.now() if status.final else None
        self.calls[sid] = replace(self.calls[sid], status=status, ended_at=ended_at, **facts)

    @property
    def numbers_dialled(self) -> list[PhoneNumber]:
        return [order.to for order in self.orders]

    def _tell(self, what: str, sid: str) -> None:
        self._reach()
        self.told.append((what, sid))
        if sid not in self.calls:
            raise ProviderKnowsNoCall("no such call")

    def _reach(self) -> None:
        if self.unreachable is not None:
            raise self.unreachable
