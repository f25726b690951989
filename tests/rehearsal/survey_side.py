"""The application's side of a rehearsal in tests: answers webhooks with set TwiML and remembers what was sent."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Thread

from aiohttp import web
from multidict import MultiMapping

Answer = str | web.Response
XML = "text/xml"


@dataclass(frozen=True)
class Received:
    """One webhook as it came in."""

    method: str
    url: str
    path: str
    form: MultiMapping[str]
    query: MultiMapping[str]
    headers: MultiMapping[str]


@dataclass
class SurveySide:
    """What to answer by path, and what came; paths not named get an empty document."""

    base_url: str = ""
    answers: dict[str, Answer | Callable[[Received], Answer]] = field(default_factory=dict)
    received: list[Received] = field(default_factory=list)

    def url(self, path: str) -> str:
        return self.base_url + path

    def twiml(self, path: str, verbs: str) -> str:
        """Answer a path with these verbs; gives its URL."""
        self.answers[path] = f"<Response>{verbs}</Response>"
        return self.url(path)

    def at(self, path: str) -> list[Received]:
        return [one for one in self.received if one.path == path]

    def statuses(self, path: str = "/status") -> list[str]:
        return [one.form["CallStatus"] for one in self.at(path)]

    async def handle(self, request: web.Request) -> web.StreamResponse:
        form = await request.post()
        url = self.base_url + request.raw_path
        received = Received(request.method, url, request.path, form, request.query, request.headers)
        self.received.append(received)
        answer = self.answers.get(request.path, "<Response/>")
        if callable(answer):
            answer = answer(received)
        if isinstance(answer, str):
            return web.Response(text=answer, content_type=XML)
        return answer


@contextmanager
def survey_side() -> Iterator[SurveySide]:
    """Serve the application's side on a free loopback port, beside the test's thread."""
    side = SurveySide()
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever, daemon=True)
    thread.start()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", side.handle)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)

    async def start() -> None:
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        side.base_url = f"http://127.0.0.1:{runner.addresses[0][1]}"

    asyncio.run_coroutine_threadsafe(start(), loop).result()
    try:
        yield side
    finally:
        asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
