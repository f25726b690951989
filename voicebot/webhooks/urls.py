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
    rf"(?P<path>/voice/(calls/(?P<call>{_CALL})/(start|turns/\d{{1,4}})|inbound|in/{_CALL}/turns/\d{{1,4}}))"
    r"(\?again=(?P<tries>\d))?(#.*)?",
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
class TrialUrls(CallUrls):
    """The URLs of one test call."""

    @property
    def _base(self) -> str:
        return f"{self.public_url}/voice/trial/{self.call}"


@dataclass(frozen=True, slots=True)
class InboundUrls:
    """The URLs of one call to us, until it has become an interview."""

    public_url: str
    call: str

    def turn(self, number: int) -> str:
        """Where the key of that turn goes, or the number."""
        return f"{self.public_url}/voice/in/{self.call}/turns/{number}{_RETRIES}"


@dataclass(frozen=True, slots=True)
class FailedUrl:
    """A URL of ours that the provider could not use, and how often it was sent back to it already.

    `call` is the one of ours that it belongs to; calls to us have none until they have become an interview.
    """

    path: str
    tries: int
    call: str | None

    def once_more(self, public_url: str) -> str:
        """The same place, marked as asked again."""
        return f"{public_url}{self.path}?again={self.tries + 1}{_RETRIES}"


def audio_url(public_url: str, name: str) -> str:
    """Where the recording of that name is served."""
    return f"{public_url}/voice/audio/{name}"


def is_call(text: str) -> bool:
    """Whether that could be the id of a call of ours."""
    return re.fullmatch(_CALL, text) is not None


def read_failed_url(url: str, public_url: str, call: str) -> FailedUrl | None:
    """Read the ErrorUrl that the provider reports; None unless it is our start or a turn of that call."""
    failed = read_failed_url_of_caller(url, public_url)
    return failed if failed is not None and failed.call == call else None


def read_failed_url_of_caller(url: str, public_url: str) -> FailedUrl | None:
    """The same of a call to us, which may have become an interview; None unless it is a URL of ours."""
    matched = _FAILED.fullmatch(url)
    if matched is None or matched["host"] != urlsplit(public_url).hostname:
        return None
    return FailedUrl(matched["path"], int(matched["tries"] or 0), matched["call"])
