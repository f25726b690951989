"""Places calls: the limits of the account, the pace of dialling, the attempts at each number, what is going on.

The life of one call is `live_call`'s.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Coroutine

from voicebot.rehearsal.calls.call import Call, CallStatus
from voicebot.rehearsal.calls.live_call import LiveCall, Services, new_sid
from voicebot.rehearsal.calls.order import Change, Order
from voicebot.rehearsal.calls.register import Register
from voicebot.rehearsal.calls.transcript import Transcript
from voicebot.rehearsal.errors import Refusal
from voicebot.rehearsal.people.population import Meeting, Population


class Exchange:
    """All calls of one account, going on and past."""

    def __init__(self, services: Services, population: Population) -> None:
        self.services = services
        self._settings = services.settings
        self._population = population
        self.register = Register()
        self._live: dict[str, LiveCall] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._attempts: Counter[str] = Counter()
        self._on_the_phone: Counter[str] = Counter()
        self._next_dialling = 0.0

    def place(self, order: Order) -> Call:
        """Queue a call; it is dialled when its turn comes.

        Raises:
            Refusal: 20429 with HTTP 429, as many calls as allowed are going on; nothing is dialled.
        """
        if len(self._live) >= self._settings.concurrent_calls:
            raise Refusal(429, 20429, "Too Many Requests")
        live = self._enter(order, "outbound-api")
        self.spawn(self._dial_in_turn(live, self._queue_seconds()))
        return live.call

    def ring_in(self, order: Order, script: str | None) -> Call:
        """Let somebody ring the application, following a script or their habits."""
        live = self._enter(order, "inbound")
        self.spawn(live.ring_in(self._population.ring_in(order.from_, script)))
        return live.call

    def change(self, sid: str, change: Change) -> Call:
        """End a call or send it elsewhere.

        Raises:
            Refusal: 20404 no such call, 21220 it is not in a state to be changed.
        """
        call = self.find(sid)
        live = self._live.get(sid)
        if live is None:
            raise Refusal(400, 21220, "Call is not in-progress. Cannot redirect.")
        live.change(change)
        return call

    def delete(self, sid: str) -> None:
        """Delete the record of a finished call.

        Raises:
            Refusal: 20404 no such call, 20009 it is not finished.
        """
        call = self.find(sid)
        if not call.status.is_final:
            raise Refusal(409, 20009, "Cannot delete this resource: the call is not finished.")
        call.deleted = True

    def find(self, sid: str) -> Call:
        """A call by its sid.

        Raises:
            Refusal: 20404, there is none.
        """
        call = self.register.find(sid)
        if call is None:
            raise Refusal(404, 20404, f"The requested resource {sid} was not found")
        return call

    def count(self, *statuses: CallStatus) -> int:
        """How many of the calls that are going on are in one of these states."""
        return sum(live.call.status in statuses for live in self._live.values())

    @property
    def is_idle(self) -> bool:
        """Whether no call is going on and no callback is under way."""
        return not self._tasks

    async def idle(self) -> None:
        """Wait until the network is idle."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def close(self) -> None:
        """Break off whatever is going on."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _enter(self, order: Order, direction: str) -> LiveCall:
        call = Call(new_sid(), order.to, order.from_, direction, self.services.clock.now().timestamp())
        transcript = Transcript() if self._settings.transcripts else None
        if transcript is not None:
            self.register.transcripts[call.sid] = transcript
        self.register.add(call)
        live = self._live[call.sid] = LiveCall(call, order, self, transcript)
        self.services.sight.note_calls(len(self._live), self.services.clock.now())
        return live

    def _queue_seconds(self) -> float:
        """Real seconds until the pace allows the next dialling; at speed 0 nobody waits."""
        if not self._settings.speed:
            return 0.0
        now = time.monotonic()
        turn = max(now, self._next_dialling)
        self._next_dialling = turn + 1 / (self._settings.calls_per_second * self._settings.speed)
        return turn - now

    async def _dial_in_turn(self, live: LiveCall, queue_seconds: float) -> None:
        if queue_seconds:
            await live.queue(queue_seconds)
        call = live.call
        if call.status.is_final:
            return
        if self._on_the_phone[call.to]:
            self.services.sight.rung_twice_at_once += 1
        self._on_the_phone[call.to] += 1
        meeting = self.meet(call.to)
        call.attempt = self._attempts[call.to]
        await live.ring_out(meeting)

    def meet(self, number: str) -> Meeting:
        """Ring a number once more; who answers depends on how often this network rang it."""
        self._attempts[number] += 1
        return self._population.meet(number, self._attempts[number])

    def ended(self, call: Call) -> None:
        """Forget a call that is over, but for its record."""
        del self._live[call.sid]
        if call.attempt:
            self._on_the_phone[call.to] -= 1
            if not self._on_the_phone[call.to]:
                del self._on_the_phone[call.to]

    def spawn(self, course: Coroutine[None, None, None]) -> asyncio.Task[None]:
        """Let something go on until it is done or the network closes."""
        task = asyncio.get_running_loop().create_task(course)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task
