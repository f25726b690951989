import asyncio

import pytest

from voicebot.rehearsal.calls.line import Alarm, Line, LineClosed


def test_seconds_are_counted_and_not_waited_for_at_speed_zero():
    line = Line(0)
    asyncio.run(line.wait(3_600))
    assert line.seconds == 3_600


def test_whoever_waits_on_a_closed_line_hears_that_it_is_closed():
    async def close_while_waiting():
        line = Line(1)
        asyncio.get_running_loop().call_soon(line.close)
        await line.wait(3_600)

    with pytest.raises(LineClosed):
        asyncio.run(close_while_waiting())


def test_an_interruption_shortens_the_wait_and_the_count():
    async def interrupt() -> Line:
        line = Line(1)
        asyncio.get_running_loop().call_soon(line.interrupt)
        await line.wait(3_600)
        return line

    assert asyncio.run(interrupt()).seconds < 60


def test_after_resuming_seconds_pass_again():
    line = Line(0)
    line.interrupt()
    asyncio.run(line.wait(5))
    line.resume()
    asyncio.run(line.wait(5))
    assert line.seconds == 5


def test_a_line_closes_at_its_limit():
    line = Line(0)
    line.limit = 30
    with pytest.raises(LineClosed):
        asyncio.run(line.wait(100))
    assert line.seconds == 30


def test_an_alarm_rings_at_its_second_once():
    line = Line(0)
    rung: list[float] = []

    async def ring() -> None:
        rung.append(line.seconds)

    async def wait() -> None:
        line.set_alarm(Alarm(4.0, ring))
        await line.wait(3)
        await line.wait(3)
        await line.wait(3)

    asyncio.run(wait())
    assert rung == [4.0]
