"""How the network is set up: one value, checked when it is made."""

import re
from dataclasses import dataclass, field
from ipaddress import ip_address

from voicebot.rehearsal.errors import SettingsError
from voicebot.rehearsal.faults import Faults
from voicebot.rehearsal.people.habits import Habits

ACCOUNT_SID = re.compile(r"AC[0-9a-fA-F]{32}\Z")
E164 = re.compile(r"\+[1-9]\d{6,14}\Z")


@dataclass(frozen=True, slots=True)
class Settings:
    """What a network is like. `speed`: seconds of conversation a real second; 0 never waits.

    Raises:
        SettingsError: listing every fault at once.
    """

    account_sid: str
    auth_token: str = field(repr=False)
    caller_numbers: frozenset[str]
    bind: str = "127.0.0.1:0"
    api_key: str | None = field(default=None, repr=False)
    api_secret: str | None = field(default=None, repr=False)
    seed: int = 1
    calls_per_second: float = 1.0
    concurrent_calls: int = 20
    speed: float = 0.0
    habits: Habits = field(default_factory=Habits)
    faults: Faults = field(default_factory=Faults)
    transcripts: bool = False

    def __post_init__(self) -> None:
        wrong = [message for message, good in self._requirements() if not good]
        if wrong:
            raise SettingsError("\n".join(wrong))

    def _requirements(self) -> list[tuple[str, bool]]:
        return [
            ("The account sid is AC and 32 hexadecimal digits.", bool(ACCOUNT_SID.match(self.account_sid))),
            ("The auth token is missing.", bool(self.auth_token)),
            ("At least one caller number is owned.", bool(self.caller_numbers)),
            ("Caller numbers are in E.164.", all(E164.match(number) for number in self.caller_numbers)),
            ("The network binds to a loopback address and a port only.", self._binds_to_loopback()),
            ("An API key comes with its secret.", (self.api_key is None) == (self.api_secret is None)),
            ("Calls per second are more than 0.", self.calls_per_second > 0),
            ("Concurrent calls are 1 or more.", self.concurrent_calls >= 1),
            ("The speed is 0 (never wait) or more.", self.speed >= 0),
        ]

    def _binds_to_loopback(self) -> bool:
        host, _, port = self.bind.rpartition(":")
        return port.isdecimal() and int(port) < 65536 and is_loopback(host)

    @property
    def host(self) -> str:
        """The loopback address to listen on."""
        return self.bind.rpartition(":")[0].strip("[]")

    @property
    def port(self) -> int:
        """The port to listen on; 0 picks a free one."""
        return int(self.bind.rpartition(":")[2])


def is_loopback(host: str | None) -> bool:
    """Whether a host name or address stays on this machine; nothing else is ever bound or called."""
    if host == "localhost":
        return True
    try:
        return ip_address((host or "").strip("[]")).is_loopback
    except ValueError:
        return False
