"""Somebody rings us over the wire, played as the provider plays it: `caller.rings_in().hears("…").presses("0")`."""

import re
from typing import Self

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.calls.line import PUBLIC_URL, Line, post

OUR_NUMBER = "+442079460000"
_CALL = re.compile(r"/voice/(?:in|calls)/(\w+)/turns/")


class Caller(Line):
    """One call to us, from the number that is shown. Once it is an interview, `call` is its attempt."""

    def __init__(self, client: FlaskClient, shown: str = "anonymous", sid: str = "CA1", deliveries: int = 1) -> None:
        super().__init__(client, "", deliveries)
        self.sid, self._shown = sid, shown

    @property
    def url(self) -> str:
        return f"{PUBLIC_URL}/voice/inbound"

    def rings_in(self) -> Self:
        return self.goes_to(self.url, CallStatus="ringing")

    def goes_to(self, url: str, **form: str) -> Self:
        super().goes_to(url, **form)
        if found := _CALL.search(self.document):
            self.call = found[1]
        return self

    def sends(self, url: str, **form: str) -> TestResponse:
        of_every_webhook = {"CallSid": self.sid, "From": self._shown, "To": OUR_NUMBER, "Direction": "inbound"}
        return post(self._client, url, of_every_webhook | form)

    @property
    def is_interviewed(self) -> bool:
        return "/voice/calls/" in self.action
