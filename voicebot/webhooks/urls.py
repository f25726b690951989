"""The URLs that we give to the provider, and reading them back. They hold our own ids of call and turn, no number."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

LAST_TURN = 9_999
"""No call has more; the interview ends it long before."""
_RETRIES = "#rc=2&rp=ct,rt,5xx"
"""Twilio's connection overrides: two more tries if we are out of reach, late or answer 5xx. Not sent, not signed."""
_CALL = "[a-z2-7]{24}"
_FAILED = re.compile(
    r"https?://(?P<host>[^/:@?#]+)(:\d+)?"
    rf"(?P<path>/voice/calls/(?P<call>{_CALL})/(start|turns/\d{{1,4}}))(\?again=(?P<tries>\d))?(#.*)?",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class CallUrls:
    """The URLs of one call."""

    public_url: str
    call: str

    @property
    def start(self) -> str:
        """Asked when somebody picks up."""
        return f"{self._base}/start{_RETRIES}"

    @property
    def status(self) -> str:
        """Told of every change of the call's status."""
        return f"{self._base}/status"

    @property
    def machine(self) -> str:
        """Told whether a person or a machine picked up."""
        return f"{self._base}/machine"

    @property
    def fallback(self) -> str:
        """Asked when one of the others failed."""
        return f"{self._base}/fallback"

    def turn(self, number: int) -> str:
        """Where the key of that turn goes."""
        return f"{self._base}/turns/{number}{_RETRIES}"

    @property
    def _base(self) -> str:
        return f"{self.public_url}/voice/calls/{self.call}"


@dataclass(frozen=True, slots=True)
class FailedUrl:
    """A URL of ours that the provider could not use, and how often it was sent back to it already."""

    path: str
    tries: int

    def once_more(self, public_url: str) -> str:
        """The same place, marked as asked again."""
        return f"{public_url}{self.path}?again={self.tries + 1}{_RETRIES}"


def is_call(text: str) -> bool:
    """Whether that could be the id of a call of ours."""
    return re.fullmatch(_CALL, text) is not None


def read_failed_url(url: str, public_url: str, call: str) -> FailedUrl | None:
    """Read the ErrorUrl that the provider reports; None unless it is our start or a turn of that call."""
    matched = _FAILED.fullmatch(url)
    if matched is None or (matched["host"], matched["call"]) != (urlsplit(public_url).hostname, call):
        return None
    return FailedUrl(matched["path"], int(matched["tries"] or 0))
