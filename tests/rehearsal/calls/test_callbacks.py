"""Callbacks when faults were asked for; their regular course is in `test_live_call`."""

import asyncio

from voicebot.rehearsal.calls.call import Call
from voicebot.rehearsal.calls.callbacks import Callbacks
from voicebot.rehearsal.calls.order import Event, Target
from voicebot.rehearsal.calls.webhook import Webhook
from voicebot.rehearsal.faults import FaultPlan, Faults

TARGET = Target("http://127.0.0.1:8000/status")
ALL = frozenset(Event)


def told(**faults: float) -> list[str]:
    """The sequence numbers that arrive when four events happen."""
    delivered: list[str] = []

    async def deliver(webhook: Webhook) -> None:
        await asyncio.sleep(0)
        delivered.append(dict(webhook.pairs)["SequenceNumber"])

    async def happen() -> None:
        tasks = set()

        def spawn(course):
            task = asyncio.get_running_loop().create_task(course)
            tasks.add(task)
            return task

        call = Call("CA1", "+447700900123", "+442079460000", "outbound-api", 0.0, attempt=1)
        callbacks = Callbacks(call, (), deliver, spawn, FaultPlan(1, Faults(**faults)))
        for event in Event:
            callbacks.tell(event, TARGET, ALL, 0.0)
        await asyncio.gather(*tasks)

    asyncio.run(happen())
    return delivered


def test_callbacks_arrive_in_order():
    assert told() == ["0", "1", "2", "3"]


def test_a_lost_callback_never_arrives_and_leaves_a_gap():
    assert told(lose_callback=1.0) == []
    assert 0 < len(told(lose_callback=0.5)) < 4


def test_a_doubled_callback_arrives_twice_with_the_same_number():
    assert told(double_callback=1.0) == ["0", "0", "1", "1", "2", "2", "3", "3"]


def test_a_delayed_callback_is_overtaken():
    arrived = told(delay_callback=0.5, callback_delay_seconds=0.01)
    assert sorted(arrived) == ["0", "1", "2", "3"]
    assert arrived != sorted(arrived)


def test_the_same_seed_strikes_the_same_callbacks():
    assert told(lose_callback=0.5) == told(lose_callback=0.5)
