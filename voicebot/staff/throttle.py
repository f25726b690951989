"""How long somebody waits after failures to prove who they are: counted under a name, and from an address.

What is counted is kept as a digest, since a name that nobody has may be a password in the wrong field.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv4Address, ip_address

from sqlalchemy.orm import Session

from voicebot.staff.names import folded
from voicebot.store import sign_ins as rows
from voicebot.store.tables import FailedSignIn

FREE_TRIES = 5
FREE_TRIES_OF_AN_ADDRESS = 20
"""More, since an office shares one."""
LONGEST_WAIT = timedelta(minutes=15)
FORGOTTEN_AFTER = timedelta(hours=24)
_FIRST_WAIT = timedelta(seconds=30)
_DOUBLED_AT_MOST = 10
_NETWORK_BITS = 64


@dataclass(frozen=True, slots=True)
class Origin:
    """Under which name and from which address somebody tries, as digests."""

    name: str
    address: str

    @classmethod
    def of(cls, name: str, address: str) -> "Origin":
        """The origin of a try; of IPv6 the network counts, since whoever has one has all its addresses."""
        return cls(_digest(f"name {folded(name)}"), _digest(f"address {_network(address)}"))

    @property
    def free_tries(self) -> dict[str, int]:
        """How many failures in a row cost nothing, under each of the two."""
        return {self.name: FREE_TRIES, self.address: FREE_TRIES_OF_AN_ADDRESS}


def has_to_wait(session: Session, origin: Origin, now: datetime) -> bool:
    """Whether it is too early for another try."""
    counts = rows.counts(session, origin.free_tries)
    return any(_is_too_early(now, counts[of], free) for of, free in origin.free_tries.items() if of in counts)


def hold(session: Session, origin: Origin, now: datetime) -> None:
    """Let tries of the same origin wait for each other until the transaction ends, so that each is counted."""
    rows.hold(session, origin.free_tries, now)


def latest_failure(session: Session, origin: Origin) -> datetime | None:
    """When the latest of the failures in a row under that name was."""
    count = rows.counts(session, origin.free_tries).get(origin.name)
    return count.latest_at if count is not None and count.failures else None


def note_failure(session: Session, origin: Origin, now: datetime) -> int:
    """Count a failure under both; how many there are in a row under the name."""
    rows.forget_before(session, now - FORGOTTEN_AFTER)
    hold(session, origin, now)
    counts = rows.counts(session, origin.free_tries)
    for count in counts.values():
        count.failures, count.latest_at = count.failures + 1, now
    return counts[origin.name].failures


def note_success(session: Session, origin: Origin) -> None:
    """The failures in a row under the name are over. Those from the address stay: one account opens no others."""
    rows.forget(session, origin.name)


def _is_too_early(now: datetime, count: FailedSignIn, free_tries: int) -> bool:
    beyond = count.failures - free_tries
    if beyond < 0:  # even if another server, of which the clock is ahead, has counted a moment ago
        return False
    wait: timedelta = _FIRST_WAIT * 2 ** min(beyond, _DOUBLED_AT_MOST)
    return now < count.latest_at + min(LONGEST_WAIT, wait)


def _network(address: str) -> str:
    try:
        parsed = ip_address(address)
    except ValueError:  # a terminal, or a socket
        return address
    if isinstance(parsed, IPv4Address):
        return str(parsed)
    return str(parsed.ipv4_mapped or f"network {int(parsed) >> _NETWORK_BITS:x}")


def _digest(subject: str) -> str:
    return hashlib.sha256(subject.encode("utf-8", "surrogatepass")).hexdigest()
