"""Plays TwiML to whoever picked up: fetches a document, performs its verbs, goes where it leads.

Ringing, answering and the end of a call are `live_call`'s.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import NoReturn
from urllib.parse import urljoin

from voicebot.rehearsal.calls.call import Call, CallStatus, EndedBy
from voicebot.rehearsal.calls.line import Line
from voicebot.rehearsal.calls.order import Target
from voicebot.rehearsal.calls.recordings import Recordings
from voicebot.rehearsal.calls.signature import Pair
from voicebot.rehearsal.calls.transcript import Kind, Transcript
from voicebot.rehearsal.calls.webhook import Webhook, WebhookSender
from voicebot.rehearsal.errors import CallFault, RehearsalError
from voicebot.rehearsal.faults import FaultPlan
from voicebot.rehearsal.people.callee import Callee
from voicebot.rehearsal.twiml.gather import Collected, collect
from voicebot.rehearsal.twiml.prompt import NO_RECORDING, Prompt, compose
from voicebot.rehearsal.twiml.reading import read_document, read_twiml
from voicebot.rehearsal.twiml.verbs import Dial, Gather, Hangup, Heard, Play, Redirect, Reject, Verb

MOST_DOCUMENTS = 1_000  # a conversation that goes in circles is ended


class CallEnded(RehearsalError):
    """The conversation is over; `rejected` bears the reason where the call was never answered."""

    def __init__(self, by: EndedBy, rejected: str | None = None) -> None:
        super().__init__(by)
        self.by = by
        self.rejected = rejected


@dataclass(frozen=True, slots=True)
class Step:
    """The next document: an address to fetch, with what is sent along, or the TwiML itself."""

    source: Target | str
    kind: str
    pairs: tuple[Pair, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """Verbs, and the address they came from, against which their own addresses are resolved."""

    verbs: tuple[Verb, ...]
    base: str | None

    def target(self, url: str | None, method: str) -> Target:
        """Where a verb leads; the default is the document's own address.

        Raises:
            CallFault: 11100, TwiML that came without an address leads to a relative one.
        """
        if self.base is None and not (url or "").startswith(("http://", "https://")):
            raise CallFault(11100, "TwiML without an address of its own needs absolute addresses.")
        return Target(urljoin(self.base or "", url or ""), method)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a conversation needs of the network and of its call."""

    identity: tuple[Pair, ...]
    sender: WebhookSender
    recordings: Recordings
    faults: FaultPlan
    pick_up: Callable[[], None]
    dial: Callable[[Dial], Awaitable[tuple[Pair, ...]]]
    note_fault: Callable[[CallFault, str], None]


@dataclass(slots=True)
class Conversation:
    """What is said and pressed in one call; `fallback` is where it goes after an error."""

    call: Call
    line: Line
    callee: Callee
    around: Surroundings
    fallback: Target | None
    transcript: Transcript | None
    _elsewhere: Step | None = field(default=None, init=False)
    _gathers: int = field(default=0, init=False)

    async def run(self, first: Target | str, pairs: tuple[Pair, ...] = ()) -> None:
        """Talk until somebody hangs up.

        Raises:
            CallEnded: always, by the application, the callee or a fault.
            LineClosed: the call was ended from outside.
        """
        step = Step(first, "answer", pairs)
        for _ in range(MOST_DOCUMENTS):
            step = await self._go(step)
            if self._elsewhere is not None:
                step, self._elsewhere = self._elsewhere, None
                self.line.resume()
        self.around.note_fault(CallFault(12400, "The conversation goes in circles."), "")
        raise CallEnded(EndedBy.FAULT)

    def turn_to(self, document: Target | str) -> None:
        """Go on with another document as soon as the present verb can be left (an update of the call)."""
        self._elsewhere = Step(document, "update")
        self.line.interrupt()

    async def _go(self, step: Step) -> Step:
        """Fetch and perform; a fault leads to the fallback, a fault of the fallback to the end."""
        try:
            return await self._perform(await self._fetch(step))
        except CallFault as fault:
            url = step.source.url if isinstance(step.source, Target) else ""
            self.around.note_fault(fault, url)
            if self.fallback is None or step.kind == "fallback":
                raise CallEnded(EndedBy.FAULT) from fault
            return Step(self.fallback, "fallback", (("ErrorCode", str(fault.code)), ("ErrorUrl", url)))

    async def _fetch(self, step: Step) -> Document:
        if isinstance(step.source, str):
            return Document(read_twiml(step.source), None)
        pairs = (*self.around.identity, ("CallStatus", self.call.status.value), *step.pairs)
        repeated = step.kind == "action" and self.around.faults.strikes(
            "repeat_action", self.call.to, self.call.attempt, self._gathers
        )
        reply = await self.around.sender.send(Webhook(step.kind, step.source.url, step.source.method, pairs, repeated))
        self.line.check()
        return Document(read_document(reply.content_type, reply.body), reply.url)

    async def _perform(self, document: Document) -> Step:
        """Verb after verb until one leads elsewhere; after the last the network hangs up."""
        for verb in document.verbs:
            if self._elsewhere is not None:
                break
            if not isinstance(verb, Reject):
                self.around.pick_up()
            if step := await self._verb(verb, document):
                return step
        if self._elsewhere is not None:
            return self._elsewhere
        self.around.pick_up()
        raise CallEnded(EndedBy.APPLICATION)

    async def _verb(self, verb: Verb, document: Document) -> Step | None:
        match verb:
            case Gather():
                return await self._gather(verb, document)
            case Redirect():
                return Step(document.target(verb.url, verb.method), "redirect")
            case Dial():
                return await self._dial(verb, document)
            case Hangup():
                raise CallEnded(EndedBy.APPLICATION)
            case Reject():
                self._reject(verb)
            case _:
                prompt = await self._prompt((verb,), document)
                await self.line.wait(prompt.seconds)
        return None

    async def _gather(self, gather: Gather, document: Document) -> Step | None:
        """Ask and collect; without a result the next verb follows, unless the action is wanted all the same."""
        action = document.target(gather.action, gather.method)
        prompt = await self._prompt(gather.prompts, document)
        collected = collect(gather, prompt.seconds, self.callee.react(prompt))
        await self.line.wait(collected.seconds)
        if self._elsewhere:
            return None
        if collected.hung_up:
            self._write(Kind.HUNG_UP)
            raise CallEnded(EndedBy.CALLEE)
        self._note(collected, prompt)
        if not collected.digits and not gather.on_empty:
            return None
        self._gathers += 1
        return Step(action, "action", self._result(collected))

    def _result(self, collected: Collected) -> tuple[Pair, ...]:
        """What the action is told; Twilio has been seen to send empty Digits, and to leave them out."""
        end = (("msg", "Gather End"), ("FinishedOnKey", collected.finished_on))
        if not collected.digits and self.call.attempt % 2:
            return end
        return (("Digits", collected.digits), *end)

    async def _dial(self, dial: Dial, document: Document) -> Step | None:
        result = await self.around.dial(dial)
        if dial.action is None:
            return None
        return Step(document.target(dial.action, dial.method), "action", result)

    def _reject(self, reject: Reject) -> NoReturn:
        if self.call.status is not CallStatus.RINGING:
            raise CallFault(12200, "Reject is for calls from outside that were not answered yet.")
        raise CallEnded(EndedBy.APPLICATION, rejected=reject.reason)

    async def _prompt(self, parts: tuple[Heard, ...], document: Document) -> Prompt:
        """What is heard, as soon as all recordings have been fetched."""
        recordings = [
            await self.around.recordings.listen(document.target(part.url, "GET").url)
            if isinstance(part, Play) and part.url
            else NO_RECORDING
            for part in parts
        ]
        prompt = compose(zip(parts, recordings, strict=True))
        self._write(Kind.HEARD, prompt.text)
        return prompt

    def _note(self, collected: Collected, prompt: Prompt) -> None:
        keys = collected.digits + collected.finished_on
        self.call.note_key(keys, digest(prompt.text))
        self._write(Kind.PRESSED if keys else Kind.SILENT, keys)

    def _write(self, kind: Kind, text: str = "") -> None:
        if self.transcript is not None:
            self.transcript.add(self.line.seconds, kind, text)


def digest(text: str) -> str:
    """A short name of a prompt: the first 8 hexadecimal digits of the SHA-256 of its words."""
    return sha256(text.encode()).hexdigest()[:8]
