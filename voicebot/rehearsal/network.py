"""Puts the parts of a rehearsal network together, and lets it run: in an event loop, or beside one's own thread."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from types import TracebackType
from typing import Self

from aiohttp import web

from voicebot.rehearsal.api.rest import Rest
from voicebot.rehearsal.calls.exchange import Exchange
from voicebot.rehearsal.calls.live_call import Services
from voicebot.rehearsal.calls.recordings import Recordings
from voicebot.rehearsal.calls.webhook import WebhookSender
from voicebot.rehearsal.clock import NetworkClock
from voicebot.rehearsal.control import Control
from voicebot.rehearsal.faults import FaultPlan
from voicebot.rehearsal.people.population import Population
from voicebot.rehearsal.settings import Settings
from voicebot.rehearsal.sight import Sight


class Network:
    """A telephone network on a loopback address: `async with Network(settings) as network`."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.clock = NetworkClock(settings.speed)
        self.population = Population(settings.seed, settings.habits)
        self.faults = FaultPlan(settings.seed, settings.faults)
        self.sight = Sight()
        self.exchange: Exchange
        self._sender: WebhookSender
        self._runner: web.AppRunner
        self._port = 0

    @property
    def base_url(self) -> str:
        """Where the REST API and the controls are, once the network is running."""
        host = self._settings.host
        return f"http://{f'[{host}]' if ':' in host else host}:{self._port}"

    async def __aenter__(self) -> Self:
        self._sender = WebhookSender(self._settings.auth_token, self.sight)
        services = Services(self._settings, self.clock, self._sender, Recordings(self._sender), self.faults, self.sight)
        self.exchange = Exchange(services, self.population)
        app = web.Application()
        app.add_routes(Rest(self.exchange).routes())
        app.add_routes(Control(self.exchange, self.population).routes())
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, self._settings.host, self._settings.port)
        await site.start()
        self._port = self._runner.addresses[0][1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.exchange.close()
        await self._runner.cleanup()
        await self._sender.close()

    async def idle(self) -> None:
        """Wait until no call is going on and all callbacks are delivered."""
        await self.exchange.idle()


@contextmanager
def running(settings: Settings) -> Iterator[str]:
    """Run a network beside the present thread; gives its base URL."""
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever, name="rehearsal network", daemon=True)
    thread.start()
    network = Network(settings)
    try:
        asyncio.run_coroutine_threadsafe(network.__aenter__(), loop).result()
        yield network.base_url
    finally:
        asyncio.run_coroutine_threadsafe(network.__aexit__(None, None, None), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
