"""The control of a rehearsal over HTTP: its clock, its people, its faults, and what went on. Twilio has none of it.

Under `/rehearsal/`, without credentials, for the network listens on loopback only.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from datetime import datetime

from aiohttp import web

from voicebot.rehearsal.calls.call import Call, CallStatus
from voicebot.rehearsal.calls.exchange import Exchange
from voicebot.rehearsal.calls.order import Order, Target
from voicebot.rehearsal.errors import InstructionError, Refusal, RehearsalError
from voicebot.rehearsal.faults import Faults
from voicebot.rehearsal.people.population import Instruction, Population

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Control:
    """What a test or a rehearsal may ask of the network beyond Twilio's API."""

    def __init__(self, exchange: Exchange, population: Population) -> None:
        self._exchange = exchange
        self._population = population
        self._clock = exchange.services.clock
        self._faults = exchange.services.faults
        self._sight = exchange.services.sight

    def routes(self) -> list[web.RouteDef]:
        """Where the controls are."""
        return [
            web.get("/rehearsal/clock", _told(self._tell_time)),
            web.post("/rehearsal/clock", _told(self._set_clock)),
            web.post("/rehearsal/people", _told(self._instruct)),
            web.post("/rehearsal/faults", _told(self._set_faults)),
            web.post("/rehearsal/inbound", _told(self._ring_in)),
            web.get("/rehearsal/state", _told(self._state)),
            web.get("/rehearsal/idle", _told(self._idle)),
            web.get("/rehearsal/errors", _told(self._errors)),
            web.get("/rehearsal/calls", _told(self._calls)),
            web.get("/rehearsal/calls/{sid}/transcript", _told(self._transcript)),
        ]

    async def _tell_time(self, _: web.Request) -> web.StreamResponse:
        return web.json_response({"now": self._clock.now().isoformat()})

    async def _set_clock(self, request: web.Request) -> web.StreamResponse:
        """{"now": "2026-11-25T11:00:00Z"}."""
        try:
            self._clock.set(datetime.fromisoformat(str((await _object(request)).get("now"))))
        except ValueError as error:
            raise InstructionError("The clock is set by an instant such as 2026-11-25T11:00:00Z.") from error
        return await self._tell_time(request)

    async def _instruct(self, request: web.Request) -> web.StreamResponse:
        """{"+447700900123": {"attempt": 1, "script": "1 1 3"}}; several instructions of a number in a list."""
        told = {
            number: [Instruction.read(one) for one in (given if isinstance(given, list) else [given])]
            for number, given in (await _object(request)).items()
        }
        for number, instructions in told.items():
            self._population.instruct(number, *instructions)
        return web.json_response({"instructed": len(told)})

    async def _set_faults(self, request: web.Request) -> web.StreamResponse:
        """{"lose_callback": 0.1}; what is not named does not happen from now on."""
        self._faults.faults = Faults.read(await _object(request))
        return web.json_response(asdict(self._faults.faults))

    async def _ring_in(self, request: web.Request) -> web.StreamResponse:
        """{"from": …, "to": …, "url": …, "script": "1 0", "status_callback": …, "fallback": …}.

        The last three may be absent.
        """
        given = await _object(request)
        needed, optional = {"from", "to", "url"}, {"script", "status_callback", "fallback"}
        if not needed <= given.keys() <= needed | optional:
            raise InstructionError("A call from outside has from, to, url; maybe script, status_callback, fallback.")
        told = {name: str(value) for name, value in given.items()}
        callback, fallback = (Target(told[name]) if name in told else None for name in ("status_callback", "fallback"))
        order = Order(told["to"], told["from"], Target(told["url"]), fallback, callback)
        call = self._exchange.ring_in(order, told.get("script"))
        return web.json_response({"sid": call.sid}, status=201)

    async def _state(self, _: web.Request) -> web.StreamResponse:
        exchange, sight = self._exchange, self._sight
        going_on = {status.value: exchange.count(status) for status in CallStatus if not status.is_final}
        latencies = {f"p{share * 100:g}": sight.latencies.quantile(share) for share in (0.5, 0.95, 0.99)}
        return web.json_response({
            "now": self._clock.now().isoformat(),
            "idle": exchange.is_idle,
            "calls": going_on | {"finished": len(exchange.register) - sum(going_on.values())},
            "webhooks": dict(sight.webhooks),
            "latency_seconds": latencies | {"max": sight.latencies.longest},
            "errors": {str(code): count for code, count in sorted(sight.errors.items())},
            "busiest": {"calls": sight.peak.calls, "at": sight.peak.at.isoformat() if sight.peak.at else None},
            "rung_twice_at_once": sight.rung_twice_at_once,
        })  # fmt: skip

    async def _idle(self, request: web.Request) -> web.StreamResponse:
        """Answers as soon as no call is going on and all callbacks are delivered, or after `?seconds=60`."""
        try:
            async with asyncio.timeout(float(request.query.get("seconds", "60"))):
                await self._exchange.idle()
        except TimeoutError:
            return web.json_response({"idle": False})
        except ValueError as error:
            raise InstructionError("The seconds to wait are a number.") from error
        return web.json_response({"idle": True})

    async def _errors(self, _: web.Request) -> web.StreamResponse:
        return web.json_response([asdict(error) for error in self._sight.recent_errors])

    async def _calls(self, _: web.Request) -> web.StreamResponse:
        return web.json_response([_summary(call) for call in self._exchange.register])

    async def _transcript(self, request: web.Request) -> web.StreamResponse:
        """Text, or JSON where `?format=json` is asked for."""
        transcript = self._exchange.register.transcripts.get(request.match_info["sid"])
        if transcript is None:
            raise Refusal(404, 20404, "There is no transcript; start the network with --transcripts.")
        if request.query.get("format") == "json":
            return web.json_response(transcript.as_json())
        return web.Response(text=transcript.as_text())


def _told(handler: Handler) -> Handler:
    """Answer a request that makes no sense with 400 and a sentence."""

    async def answer(request: web.Request) -> web.StreamResponse:
        try:
            return await handler(request)
        except Refusal as refusal:
            return web.json_response(refusal.body(), status=refusal.status)
        except RehearsalError as error:
            return web.json_response({"message": str(error)}, status=400)

    return answer


async def _object(request: web.Request) -> dict[str, object]:
    try:
        given = await request.json()
    except json.JSONDecodeError as error:
        raise InstructionError("The request is not JSON.") from error
    if not isinstance(given, dict):
        raise InstructionError("The request is a JSON object.")
    return given


def _summary(call: Call) -> dict[str, object]:
    return {
        "sid": call.sid,
        "number": call.to if call.direction == "outbound-api" else call.from_,
        "direction": call.direction,
        "attempt": call.attempt,
        "status": call.status,
        "ended_by": call.ended_by,
        "seconds": call.seconds,
        "answered_by": call.answered_by,
        "deleted": call.deleted,
        "pressed": [{"key": key, "prompt": prompt} for key, prompt in call.keys],
    }
