"""A call over the wire, played as the provider plays it: `line.picks_up().hears("…").presses("1")`.

What is heard comes out of the TwiML, keys go to the address that it names, and every webhook is signed.
"""

from collections.abc import Mapping
from typing import Self

from flask.testing import FlaskClient
from lxml import etree  # type: ignore[import-untyped]
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]
from werkzeug.test import TestResponse

from tests.interview.hearing import Hearing

PUBLIC_URL = "https://survey.test"
TOKEN = "the token of no account"
USUAL = {
    "From": "+442079460000",
    "To": "+447700900000",
    "Direction": "outbound-api",
    "FromCity": "",
    "msg": "Gather End",
}
"""What Twilio sends besides and nobody reads."""


def signed(url: str, form: Mapping[str, str], token: str = TOKEN) -> dict[str, str]:
    """The header with which the provider would sign this request."""
    return {"X-Twilio-Signature": RequestValidator(token).compute_signature(url, form)}


def post(client: FlaskClient, url: str, form: Mapping[str, str]) -> TestResponse:
    """A signed webhook. The fragment stays with the provider."""
    url = url.partition("#")[0]
    return client.post(url.removeprefix(PUBLIC_URL), data=form, headers=signed(url, form))


class Line(Hearing):
    """One call. `document` is the last TwiML; each webhook is delivered `deliveries` times, with the same answer."""

    def __init__(self, client: FlaskClient, call: str, deliveries: int = 1) -> None:
        self._client, self._deliveries = client, deliveries
        self.call, self.sid = call, f"CA{call}"
        self.document = ""
        self.documents: list[str] = []

    @property
    def url(self) -> str:
        return f"{PUBLIC_URL}/voice/calls/{self.call}"

    @property
    def words(self) -> str:
        return " ".join(" ".join(say.itertext()) for say in self._twiml().iter("Say"))

    @property
    def action(self) -> str:
        """Where the next key goes."""
        (gather,) = self._twiml().iter("Gather")
        return str(gather.get("action"))

    def picks_up(self) -> Self:
        return self.goes_to(f"{self.url}/start", CallStatus="in-progress")

    def agrees(self) -> Self:
        """Pick up, pass both gates and agree."""
        return self.picks_up().presses("1", "1", "1")

    def presses(self, *keys: str) -> Self:
        for key in keys:
            self.goes_to(self.action, Digits=key)
        return self

    def stays_silent(self, times: int = 1) -> Self:
        for _ in range(times):
            self.goes_to(self.action, Digits="")
        return self

    def takes_turn(self, number: int, key: str) -> Self:
        """A webhook for that turn, be it stale or far ahead."""
        return self.goes_to(f"{self.url}/turns/{number}", Digits=key)

    def goes_to(self, url: str, **form: str) -> Self:
        answers = [self.sends(url, **form) for _ in range(self._deliveries)]
        assert {answer.status_code for answer in answers} == {200}
        assert {answer.content_type for answer in answers} == {"text/xml; charset=utf-8"}
        (self.document,) = {answer.text for answer in answers}
        self.documents.append(self.document)
        return self

    def sends(self, url: str, **form: str) -> TestResponse:
        """Deliver one webhook once, whatever comes of it."""
        return post(self._client, url, USUAL | {"CallSid": self.sid} | form)

    def reports(self, status: str, **form: str) -> Self:
        """A status callback."""
        return self._tells(f"{self.url}/status", CallStatus=status, **form)

    def is_judged(self, answered_by: str) -> Self:
        """The provider's verdict on who picked up."""
        return self._tells(f"{self.url}/machine", AnsweredBy=answered_by)

    def hangs_up(self, seconds: int = 60) -> Self:
        return self.reports("completed", CallDuration=str(seconds))

    def fails(self, url: str) -> Self:
        """Our answer there failed: the provider asks the fallback, and goes where it sends the call."""
        self.goes_to(f"{self.url}/fallback", ErrorUrl=url.partition("#")[0], ErrorCode="11200")
        redirects = list(self._twiml().iter("Redirect"))
        return self.goes_to(str(redirects[0].text)) if redirects else self

    def hears_nothing_and_is_cut_off(self) -> Self:
        assert [verb.tag for verb in self._twiml()] == ["Hangup"]
        return self

    def is_over(self) -> Self:
        assert [verb.tag for verb in self._twiml()][-1] == "Hangup"
        return self

    def goes_on(self) -> Self:
        assert [verb.tag for verb in self._twiml()] == ["Gather"]
        return self

    def _tells(self, url: str, **form: str) -> Self:
        for _ in range(self._deliveries):
            assert self.sends(url, **form).status_code == 204
        return self

    def _twiml(self) -> etree._Element:
        return etree.fromstring(self.document.encode())
