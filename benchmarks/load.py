"""A load generator that costs little itself: requests are made beforehand, answers only counted.

Bounded in count by what it is given, in time by a deadline; it speaks to loopback only.
"""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass

_DEADLINE_SECONDS = 120.0
_OK = b"HTTP/1.1 200"


@dataclass(frozen=True, slots=True)
class Measured:
    """How a run went: requests a second, and milliseconds that one took for half and for 99 of 100."""

    requests: int
    seconds: float
    p50: float
    p99: float
    failed: int

    @property
    def rate(self) -> float:
        """Requests a second."""
        return self.requests / self.seconds


def http_request(path: str, body: str, signature: str) -> bytes:
    """A signed form post, ready to be sent."""
    return (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        f"X-Twilio-Signature: {signature}\r\nContent-Length: {len(body)}\r\n\r\n{body}"
    ).encode()


def send(port: int, lanes: Sequence[Sequence[bytes]]) -> Measured:
    """Send each lane's requests one after the other over a connection of its own, all lanes at once."""
    return asyncio.run(asyncio.wait_for(_send(port, lanes), _DEADLINE_SECONDS))


async def _send(port: int, lanes: Sequence[Sequence[bytes]]) -> Measured:
    taken: list[float] = []
    began = time.perf_counter()
    failed = sum(await asyncio.gather(*(_lane(port, lane, taken) for lane in lanes)))
    seconds = time.perf_counter() - began
    taken.sort()
    return Measured(len(taken), seconds, _quantile(taken, 0.5), _quantile(taken, 0.99), failed)


async def _lane(port: int, requests: Sequence[bytes], taken: list[float]) -> int:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    failed = 0
    for request in requests:
        sent = time.perf_counter()
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        await reader.readexactly(_content_length(head))
        taken.append(time.perf_counter() - sent)
        failed += not head.startswith(_OK)
    writer.close()
    return failed


def _content_length(head: bytes) -> int:
    lowered = head.lower()
    start = lowered.index(b"content-length:") + len(b"content-length:")
    return int(lowered[start : lowered.index(b"\r\n", start)])


def _quantile(ordered: Sequence[float], share: float) -> float:
    return 1000 * ordered[min(int(len(ordered) * share), len(ordered) - 1)]
