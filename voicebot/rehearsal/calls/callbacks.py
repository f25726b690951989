"""Status callbacks of one call: in order, in the background, each told once, unless a fault was asked for.

Fields: https://www.twilio.com/docs/voice/api/call-resource#statuscallback.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from email.utils import format_datetime

from voicebot.rehearsal.calls.call import Call, instant
from voicebot.rehearsal.calls.order import Event, Target
from voicebot.rehearsal.calls.signature import Pair
from voicebot.rehearsal.calls.webhook import Webhook
from voicebot.rehearsal.faults import FaultPlan

Deliver = Callable[[Webhook], Awaitable[None]]
Spawn = Callable[[Coroutine[None, None, None]], "asyncio.Task[None]"]


class Callbacks:
    """Tells the application how a call goes on; `deliver` must not raise, `spawn` starts a task."""

    def __init__(
        self, call: Call, identity: tuple[Pair, ...], deliver: Deliver, spawn: Spawn, faults: FaultPlan
    ) -> None:
        self._call = call
        self._identity = identity
        self._deliver = deliver
        self._spawn = spawn
        self._faults = faults
        self._sequence = 0
        self._last: asyncio.Task[None] | None = None

    def tell(self, event: Event, target: Target | None, asked: frozenset[Event], at: float) -> None:
        """Post an event of the call if it was asked for; `at` in seconds since 1970."""
        if target is None or event not in asked:
            return
        status = "initiated" if event is Event.INITIATED else self._call.status.value
        pairs = [
            ("CallStatus", status),
            ("CallbackSource", "call-progress-events"),
            ("SequenceNumber", str(self._sequence)),
            ("Timestamp", format_datetime(instant(at))),
            *(self._ending() if event is Event.COMPLETED else ()),
        ]
        self._post("status", target, pairs)
        self._sequence += 1

    def tell_verdict(self, target: Target, found: tuple[Pair, ...]) -> None:
        """Post what asynchronous machine detection found."""
        self._post("detection", target, found)

    async def delivered(self) -> None:
        """Wait until all that was posted has been delivered or given up."""
        if self._last is not None:
            await self._last

    def _ending(self) -> list[Pair]:
        seconds = self._call.seconds or 0
        pairs = [
            ("CallDuration", str(seconds)),
            ("Duration", str(-(-seconds // 60))),
            ("SipResponseCode", str(self._call.sip_code)),
        ]
        if self._call.answered_by is not None:
            pairs.append(("AnsweredBy", self._call.answered_by))
        return pairs

    def _post(self, kind: str, target: Target, pairs: Iterable[Pair]) -> None:
        webhook = Webhook(kind, target.url, target.method, (*self._identity, *pairs))
        case = (self._call.to, self._call.attempt, kind, self._sequence)
        if self._faults.strikes("lose_callback", *case):
            return
        copies = 2 if self._faults.strikes("double_callback", *case) else 1
        if self._faults.strikes("delay_callback", *case):
            self._spawn(self._later(webhook, copies))
        else:
            self._last = self._spawn(self._next(webhook, copies, self._last))

    async def _next(self, webhook: Webhook, copies: int, before: "asyncio.Task[None] | None") -> None:
        if before is not None:
            await before
        for _ in range(copies):
            await self._deliver(webhook)

    async def _later(self, webhook: Webhook, copies: int) -> None:
        """A delayed callback waits for nobody and is overtaken."""
        await asyncio.sleep(self._faults.faults.callback_delay_seconds)
        await self._next(webhook, copies, None)
