"""A network as a library, and what it is made of."""

import ast
import asyncio
from pathlib import Path

import voicebot.rehearsal
from tests.rehearsal.conftest import CALLER, settings
from voicebot.rehearsal import Habits, Network
from voicebot.rehearsal.calls.call import Call, CallStatus
from voicebot.rehearsal.calls.order import Order, Target

NUMBERS = [f"+447700900{n:03}" for n in range(40)]
ALLOWED = {"aiohttp", "click", "multidict", "yarl"}


def imported_by(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    plain = [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    return {*plain, *(node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom))}


def test_the_network_imports_nothing_of_the_system_it_rehearses():
    folder = Path(voicebot.rehearsal.__file__).parent
    imported = {name for path in folder.rglob("*.py") for name in imported_by(path)}
    assert {name for name in imported if name.startswith("voicebot")} <= {
        name for name in imported if name.startswith("voicebot.rehearsal")
    }


def test_a_network_runs_within_an_event_loop():
    async def run() -> str:
        async with Network(settings()) as network:
            return network.base_url

    assert asyncio.run(run()).startswith("http://127.0.0.1:")


def outcomes(side, at_once: int) -> list[tuple[str, int, str, str]]:
    """Ring forty people twice, so many at once, and tell how each attempt ended."""

    async def run() -> list[tuple[str, int, str, str]]:
        async with Network(settings(habits=Habits(), concurrent_calls=100)) as network:
            for _ in range(2):
                for start in range(0, len(NUMBERS), at_once):
                    for number in NUMBERS[start : start + at_once]:
                        network.exchange.place(Order(number, CALLER, Target(side.url("/start"))))
                    await network.idle()
            register = network.exchange.register
            return sorted((call.to, call.attempt, call.status, call.pressed) for call in register)

    return asyncio.run(run())


def test_the_same_seed_gives_the_same_outcomes_whatever_the_concurrency(side):
    side.twiml("/start", '<Gather numDigits="1" action="/next"><Say>For yes, press 1. For no, press 2.</Say></Gather>')
    assert outcomes(side, at_once=1) == outcomes(side, at_once=40)


def test_closing_breaks_off_what_is_going_on():
    async def run() -> Call:
        async with Network(settings(speed=1)) as network:
            call = network.exchange.place(Order(NUMBERS[0], CALLER, Target("http://127.0.0.1:9/start")))
            while call.status is CallStatus.QUEUED:
                await asyncio.sleep(0)
        return call

    assert asyncio.run(run()).status is CallStatus.RINGING
