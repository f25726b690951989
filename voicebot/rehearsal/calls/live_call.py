"""One call from its dialling to its end: initiated, ringing, answered, talked, over.

What is said is `conversation`'s; how many calls there are at once is `exchange`'s.
"""

import asyncio
import math
import uuid
from collections.abc import Coroutine
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol

from voicebot.rehearsal.calls.call import Call, CallStatus, EndedBy
from voicebot.rehearsal.calls.callbacks import Callbacks
from voicebot.rehearsal.calls.conversation import CallEnded, Conversation, Surroundings
from voicebot.rehearsal.calls.line import Alarm, Line, LineClosed
from voicebot.rehearsal.calls.order import Change, Detection, Event, Order
from voicebot.rehearsal.calls.parameters import identity
from voicebot.rehearsal.calls.recordings import Recordings
from voicebot.rehearsal.calls.signature import Pair
from voicebot.rehearsal.calls.transcript import Transcript
from voicebot.rehearsal.calls.webhook import Webhook, WebhookSender
from voicebot.rehearsal.clock import NetworkClock
from voicebot.rehearsal.errors import CallFault, Refusal
from voicebot.rehearsal.faults import FaultPlan
from voicebot.rehearsal.people.callee import Callee
from voicebot.rehearsal.people.population import Meeting, Outcome
from voicebot.rehearsal.settings import Settings
from voicebot.rehearsal.sight import NetworkError, Sight
from voicebot.rehearsal.twiml.verbs import Dial

UNREACHED = {
    Outcome.BUSY: CallStatus.BUSY,
    Outcome.NO_ANSWER: CallStatus.NO_ANSWER,
    Outcome.FAILED: CallStatus.FAILED,
    Outcome.DEAD: CallStatus.FAILED,
}
HTTP_ERROR, CALLBACK_REFUSED = 11200, 15003  # the same trouble of a document and of a callback
REQUEST_TERMINATED = 487  # SIP: the caller gave up
TRANSFER_SECONDS = 60.0  # how long a transferred caller talks


@dataclass(frozen=True, slots=True)
class Services:
    """What all calls of a network share."""

    settings: Settings
    clock: NetworkClock
    sender: WebhookSender
    recordings: Recordings
    faults: FaultPlan
    sight: Sight


class Board(Protocol):
    """What a call needs of the exchange that carries it."""

    @property
    def services(self) -> Services:
        """What all calls share."""

    def spawn(self, course: Coroutine[None, None, None]) -> "asyncio.Task[None]":
        """Let something go on beside the call."""

    def meet(self, number: str) -> Meeting:
        """Who answers when a number is rung now."""

    def ended(self, call: Call) -> None:
        """Hear that a call is over."""


class LiveCall:
    """A call that is going on."""

    def __init__(self, call: Call, order: Order, board: Board, transcript: Transcript | None) -> None:
        self.call = call
        self._order = order
        self._board = board
        self._services = services = board.services
        self._transcript = transcript
        self._line = Line(services.settings.speed)
        self._identity = identity(call, services.settings.account_sid)
        self._callbacks = Callbacks(call, self._identity, self._deliver, board.spawn, services.faults)
        self._conversation: Conversation | None = None
        self._answered_at = 0.0

    async def queue(self, real_seconds: float) -> None:
        """Wait for the turn to be dialled, or until the call is cancelled."""
        await self._line.hold(real_seconds)

    async def ring_out(self, meeting: Meeting) -> None:
        """Ring somebody and talk, until the call is over and all callbacks are delivered."""
        self.call.dialled = self._services.clock.now().timestamp()
        self._tell(Event.INITIATED)
        await self._until_ended(self._reach(meeting))

    async def ring_in(self, callee: Callee) -> None:
        """Let somebody from outside ring the application."""
        self.call.dialled = self._services.clock.now().timestamp()
        self._become(CallStatus.RINGING)
        await self._until_ended(self._talk(callee))

    def change(self, change: Change) -> None:
        """End the call or send its conversation elsewhere.

        Raises:
            Refusal: 21220, only a call in progress can be sent elsewhere.
        """
        if change.status is not None:
            self._end_from_outside(change.status)
            return
        if self.call.status is not CallStatus.IN_PROGRESS or self._conversation is None:
            raise Refusal(400, 21220, "Call is not in-progress. Cannot redirect.")
        self._order = replace(self._order, status_callback=change.status_callback or self._order.status_callback)
        self._conversation.fallback = change.fallback or self._conversation.fallback
        if change.time_limit is not None:
            self._line.limit = self._answered_at + change.time_limit
        if change.document is not None:
            self._conversation.turn_to(change.document)

    async def _until_ended(self, course: Coroutine[None, None, None]) -> None:
        try:
            await course
        except LineClosed:
            self._finish(CallStatus.COMPLETED, EndedBy.TIME_LIMIT)
        except CallEnded as end:
            rejected = {"busy": CallStatus.BUSY, "rejected": CallStatus.NO_ANSWER}
            self._finish(rejected[end.rejected] if end.rejected else CallStatus.COMPLETED, end.by)
        await self._callbacks.delivered()

    async def _reach(self, meeting: Meeting) -> None:
        """Ring until somebody answers or it becomes clear that nobody will."""
        if meeting.outcome in {Outcome.BUSY, Outcome.FAILED, Outcome.DEAD}:
            await self._line.wait(meeting.rings)
            self._finish(UNREACHED[meeting.outcome], EndedBy.NOT_REACHED, meeting.sip_code)
            return
        self._become(CallStatus.RINGING)
        self._tell(Event.RINGING)
        if meeting.callee is None or meeting.rings > self._order.timeout:
            await self._line.wait(self._order.timeout)
            self._finish(CallStatus.NO_ANSWER, EndedBy.NOT_REACHED, REQUEST_TERMINATED)
            return
        await self._line.wait(meeting.rings)
        self._pick_up()
        await self._talk(meeting.callee, await self._detect(meeting))

    def _pick_up(self) -> None:
        """The call is answered; nothing happens where it already was."""
        if self.call.status is not CallStatus.RINGING:
            return
        self._answered_at = self._line.seconds
        self._line.limit = self._answered_at + self._order.time_limit
        self.call.answered = self.call.at(self._line.seconds)
        self._become(CallStatus.IN_PROGRESS)
        self._tell(Event.ANSWERED)

    async def _detect(self, meeting: Meeting) -> tuple[Pair, ...]:
        """Machine detection: what it tells the first webhook, which it holds up, unless it runs beside the call."""
        detection = self._order.detection
        if detection is None:
            return ()
        verdict, after = meeting.verdict, meeting.verdict_after
        if detection.until_greeting_ends:
            verdict, after = meeting.verdict_at_end()
        found = (("AnsweredBy", verdict), ("MachineDetectionDuration", str(round(after * 1000))))
        if detection.asynchronous:
            self._line.set_alarm(Alarm(self._line.seconds + after, partial(self._found, detection, found)))
            return ()
        await self._line.wait(after)
        self.call.answered_by = verdict
        return found

    async def _found(self, detection: Detection, found: tuple[Pair, Pair]) -> None:
        """Tell the verdict of a detection that ran beside the conversation."""
        self.call.answered_by = found[0][1]
        if detection.callback is not None:
            self._callbacks.tell_verdict(detection.callback, found)
        if not self._services.settings.speed:  # nobody waits, yet the verdict comes before later keys
            await self._callbacks.delivered()

    async def _talk(self, callee: Callee, pairs: tuple[Pair, ...] = ()) -> None:
        services = self._services
        around = Surroundings(
            self._identity, services.sender, services.recordings, services.faults,
            self._pick_up, self._dial, self._note_fault,
        )  # fmt: skip
        self._conversation = Conversation(self.call, self._line, callee, around, self._order.fallback, self._transcript)
        await self._conversation.run(self._order.document, pairs)

    async def _dial(self, dial: Dial) -> tuple[Pair, ...]:
        """Connect the caller with another number for a while; what the action of <Dial> is told."""
        if dial.caller_id is not None and dial.caller_id not in self._services.settings.caller_numbers:
            raise CallFault(13214, "The callerId of Dial is not a number of this account.")
        meeting = self._board.meet(dial.number)
        status = UNREACHED.get(meeting.outcome)
        if status is None and meeting.rings > dial.timeout:
            status = CallStatus.NO_ANSWER
        await self._line.wait(dial.timeout if status is CallStatus.NO_ANSWER else meeting.rings)
        if status is None:
            await self._line.wait(TRANSFER_SECONDS)
        pairs = (("DialCallSid", new_sid()), ("DialCallStatus", (status or CallStatus.COMPLETED).value))
        return pairs if status else (*pairs, ("DialCallDuration", str(round(TRANSFER_SECONDS))))

    def _end_from_outside(self, status: str) -> None:
        """`canceled` ends a call that was not answered yet, `completed` any."""
        if self.call.status is not CallStatus.IN_PROGRESS:
            self._finish(CallStatus.CANCELED, EndedBy.REST, REQUEST_TERMINATED)
        elif status == CallStatus.COMPLETED:
            self._finish(CallStatus.COMPLETED, EndedBy.REST)

    def _finish(self, status: CallStatus, by: EndedBy, sip_code: int = 200) -> None:
        """End the call, once: whoever comes later changes nothing."""
        if self.call.status.is_final:
            return
        self.call.ended = self.call.at(self._line.seconds)
        if self.call.answered is not None:
            self.call.seconds = math.ceil(round(self._line.seconds - self._answered_at, 3))
        self.call.ended_by, self.call.sip_code = by, sip_code
        self._become(status)
        self._line.close()
        self._board.ended(self.call)
        self._tell(Event.COMPLETED)

    def _become(self, status: CallStatus) -> None:
        self.call.status = status
        self.call.updated = self.call.at(self._line.seconds)

    def _tell(self, event: Event) -> None:
        at = self.call.at(self._line.seconds)
        self._callbacks.tell(event, self._order.status_callback, self._order.events, at)

    async def _deliver(self, webhook: Webhook) -> None:
        try:
            await self._services.sender.send(webhook)
        except CallFault as fault:
            refused = fault.code == HTTP_ERROR
            self._note_fault(CallFault(CALLBACK_REFUSED, str(fault)) if refused else fault, webhook.url)

    def _note_fault(self, fault: CallFault, url: str) -> None:
        self._services.sight.note_error(NetworkError(fault.code, str(fault), self.call.sid, url))


def new_sid() -> str:
    """A call sid: CA and 32 hexadecimal digits."""
    return "CA" + uuid.uuid4().hex
