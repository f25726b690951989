"""A rehearsal on loopback for tests: a network, the application's side, and Twilio's own client between them."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import pytest
import requests
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from tests.rehearsal.survey_side import Received, SurveySide, survey_side
from voicebot.rehearsal import Habits, Settings, running

ACCOUNT = "AC" + "0" * 32
TOKEN = "a token of no account"
CALLER = "+442079460000"
SAM = "+447700900123"
ALL_EVENTS = ["initiated", "ringing", "answered", "completed"]


def settings(**changes: Any) -> Settings:
    given = {"habits": Habits.read("willing"), "transcripts": True} | changes
    return Settings(ACCOUNT, TOKEN, frozenset({CALLER}), **given)


@dataclass
class Rehearsal:
    """One network and one application."""

    url: str
    side: SurveySide
    client: Client

    def told(self, path: str, **query: str) -> Any:
        return requests.get(f"{self.url}/rehearsal/{path}", params=query, timeout=10).json()

    def tell(self, path: str, body: object) -> requests.Response:
        return requests.post(f"{self.url}/rehearsal/{path}", json=body, timeout=10)

    def instruct(self, script: str | None = None, number: str = SAM, **instruction: object) -> None:
        """Tell a number what to do; without anything said it is answered and kept silent."""
        given = instruction | ({} if "outcome" in instruction else {"script": script or "-"})
        assert self.tell("people", {number: given}).ok

    def create(self, first: str = "/start", to: str = SAM, **options: Any) -> str:
        given = {"url": self.side.url(first)} if "twiml" not in options else {}
        sid = self.client.calls.create(to=to, from_=CALLER, **given, **options).sid
        assert sid is not None
        return sid

    def settle(self) -> None:
        assert self.told("idle", seconds="10") == {"idle": True}

    def ring(self, script: str | None = None, first: str = "/start", **options: Any) -> dict[str, Any]:
        """Ring Sam, who follows the script, wait until it is over, and give the summary of the call."""
        self.instruct(script)
        sid = self.create(first, **options)
        self.settle()
        return self.summary(sid)

    def summary(self, sid: str) -> dict[str, Any]:
        return next(call for call in self.told("calls") if call["sid"] == sid)

    def errors(self) -> list[int]:
        return [error["code"] for error in self.told("errors")]

    def only(self, path: str) -> Received:
        """The one webhook that came to a path."""
        (received,) = self.side.at(path)
        return received


@pytest.fixture
def side() -> Iterator[SurveySide]:
    with survey_side() as side:
        yield side


@pytest.fixture
def rehearse(side: SurveySide) -> Iterator[Callable[..., Rehearsal]]:
    """Start a network with some settings changed."""
    with ExitStack() as stack:

        def start(**changes: Any) -> Rehearsal:
            url = stack.enter_context(running(settings(**changes)))
            client = Client(ACCOUNT, TOKEN, http_client=TwilioHttpClient(pool_connections=False, timeout=10))
            client.api.base_url = url
            return Rehearsal(url, side, client)

        yield start


@pytest.fixture
def rehearsal(rehearse: Callable[..., Rehearsal]) -> Rehearsal:
    """A network where everybody is willing and nothing goes wrong."""
    return rehearse()
