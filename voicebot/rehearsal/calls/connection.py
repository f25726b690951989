"""Connection overrides in the fragment of a webhook's address: time-outs, and when to try again.

Source: https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides. The fragment is never sent.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from urllib.parse import parse_qsl, urldefrag

from voicebot.rehearsal.errors import CallFault


class Trouble(StrEnum):
    """What a retry policy can name; `all` stands for every one of them."""

    CONNECT = "ct"
    READ = "rt"
    CLIENT_ERROR = "4xx"
    SERVER_ERROR = "5xx"


@dataclass(frozen=True, slots=True)
class Overrides:
    """How to reach an address; times in seconds, `total` for all tries together."""

    retries: int = 1
    policy: frozenset[Trouble] = frozenset({Trouble.CONNECT})
    connect: float = 5.0
    read: float = 15.0
    total: float = 15.0


RANGES = {"rc": (0, 5), "ct": (100, 10_000), "rt": (100, 15_000), "tt": (100, 15_000)}
POLICIES = {trouble.value: frozenset({trouble}) for trouble in Trouble} | {"all": frozenset(Trouble)}


@lru_cache(maxsize=256)
def read_overrides(fragment: str) -> Overrides:
    """The overrides of a fragment such as `rc=2&rp=ct,rt,5xx`.

    Raises:
        CallFault: 11100, a fragment that Twilio would not accept.
    """
    given = dict(parse_qsl(fragment))
    numbers = {name: _number(name, given.get(name)) for name in RANGES}
    return Overrides(
        retries=1 if numbers["rc"] is None else numbers["rc"],
        policy=_policy(given.get("rp", "ct")),
        connect=(numbers["ct"] or 5_000) / 1000,
        read=(numbers["rt"] or 15_000) / 1000,
        total=(numbers["tt"] or 15_000) / 1000,
    )


def split_fragment(url: str) -> tuple[str, Overrides]:
    """The address that is sent and signed, and how to reach it; raises as `read_overrides` does."""
    address, fragment = urldefrag(url)
    return address, read_overrides(fragment)


def _number(name: str, text: str | None) -> int | None:
    if text is None:
        return None
    low, high = RANGES[name]
    if not text.isdecimal() or not low <= int(text) <= high:
        raise CallFault(11100, f"The connection override {name} is a whole number from {low} to {high}.")
    return int(text)


def _policy(text: str) -> frozenset[Trouble]:
    words = text.split(",")
    if set(words) - POLICIES.keys():
        raise CallFault(11100, f"A retry policy is made of {', '.join(POLICIES)}.")
    return frozenset().union(*(POLICIES[word] for word in words))
