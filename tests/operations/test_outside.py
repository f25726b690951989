"""What is found on the way from the provider to us: through a proxy that may not pass on what it was given."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
import responses
from requests import PreparedRequest
from requests.exceptions import SSLError
from sqlalchemy import Engine

from tests import factories
from tests.calls.line import PUBLIC_URL
from tests.calls.survey import Survey, settings
from tests.fieldwork.office import StoppedClock
from voicebot.operations import outside
from voicebot.operations.findings import Deployment, Verdict
from voicebot.privacy.keystore import KeyStore

HEALTHZ = f"{PUBLIC_URL}/healthz"


class AccountAtTwilio:
    """What the provider says of itself and of our number."""

    def __init__(self, *, owns: bool = True, seconds_off: float = 0) -> None:
        self._owns, self._off = owns, timedelta(seconds=seconds_off)

    def may_show(self, _caller_id: str) -> bool:
        return self._owns

    def time_there(self) -> datetime:
        return factories.NOON + self._off


def deployment(account: AccountAtTwilio | None = None, **changes: str) -> Deployment:
    return Deployment(settings(**changes), StoppedClock(factories.NOON), account)


@pytest.fixture
def web() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock() as mock:
        yield mock


@pytest.fixture
def survey(sqlite_engine: Engine, keys: KeyStore) -> Survey:
    return Survey(sqlite_engine, keys)


def proxy(web: responses.RequestsMock, survey: Survey, spoil: Callable[[str, bytes], tuple[str, bytes]]) -> None:
    """At the public address, before our application: passes on what it was given, spoiled or not."""

    def pass_on(request: PreparedRequest) -> tuple[int, dict[str, str], str]:
        body = request.body.encode() if isinstance(request.body, str) else bytes(request.body or b"")
        path, body = spoil(str(request.url).removeprefix(PUBLIC_URL), body)
        answer = survey.client.post(path, data=body, headers=dict(request.headers) | {"Content-Length": str(len(body))})
        return answer.status_code, {}, answer.text

    web.add_callback(responses.POST, re.compile(rf"{PUBLIC_URL}/voice/.*"), pass_on)


def test_a_web_server_of_ours_is_recognised(web: responses.RequestsMock) -> None:
    web.get(HEALTHZ, body="ok\n")
    assert outside.public_url(deployment()).verdict is Verdict.OK


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ({"body": ConnectionError()}, "nobody answers"),
        ({"body": SSLError()}, "certificate"),
        ({"status": 301, "headers": {"Location": "https://elsewhere.test"}}, "redirect"),
        ({"status": 502, "body": "Bad Gateway"}, "HTTP 502"),
        ({"status": 200, "body": "<h1>It works!</h1>"}, "something else answers"),
    ],
)
def test_whatever_else_is_there_is_named(web: responses.RequestsMock, answer: dict[str, object], says: str) -> None:
    if isinstance(answer.get("body"), ConnectionError):
        answer = {"body": outside.requests.ConnectionError()}
    web.get(HEALTHZ, **answer)
    found = outside.public_url(deployment())
    assert (found.verdict, bool(found.mend)) == (Verdict.FAIL, True)
    assert says in found.says


def test_a_signature_holds_through_a_proxy_that_changes_nothing(web: responses.RequestsMock, survey: Survey) -> None:
    before = survey.everything()
    proxy(web, survey, lambda path, body: (path, body))
    assert outside.signature(deployment()).verdict is Verdict.OK
    assert survey.everything() == before


@pytest.mark.parametrize(
    "spoil",
    [
        lambda path, body: (path.partition("?")[0], body),
        lambda path, body: (path, body.replace(b"Digits=&", b"")),
        lambda path, body: (path, body + b"&extra=1"),
        lambda path, body: (path.replace("/turns/1", "/turns/01"), body),
    ],
    ids=["drops the query", "drops what is empty", "adds something", "writes the path otherwise"],
)
def test_a_proxy_that_changes_something_is_found(
    web: responses.RequestsMock, survey: Survey, spoil: Callable[[str, bytes], tuple[str, bytes]]
) -> None:
    proxy(web, survey, spoil)
    found = outside.signature(deployment())
    assert (found.verdict, "proxy" in found.mend) == (Verdict.FAIL, True)


def test_a_server_with_another_token_is_found(web: responses.RequestsMock, survey: Survey) -> None:
    proxy(web, survey, lambda path, body: (path, body))
    found = outside.signature(deployment(TWILIO_AUTH_TOKEN="another"))
    assert (found.verdict, "TWILIO_AUTH_TOKEN" in found.mend) == (Verdict.FAIL, True)


@pytest.mark.parametrize(("status", "says"), [(200, "a forged one"), (503, "a forged one")])
def test_whoever_believes_a_forged_webhook_is_not_ours(web: responses.RequestsMock, status: int, says: str) -> None:
    web.post(re.compile(rf"{PUBLIC_URL}/voice/.*"), status=status)
    assert says in outside.signature(deployment()).says


def test_the_providers_clock_is_asked(web: responses.RequestsMock) -> None:
    assert outside.provider_clock(deployment(AccountAtTwilio())).verdict is Verdict.OK
    assert outside.provider_clock(deployment(AccountAtTwilio(seconds_off=-60))).verdict is Verdict.FAIL


def test_a_number_that_is_not_ours_to_show_is_found() -> None:
    assert outside.caller_number(deployment(AccountAtTwilio())).verdict is Verdict.OK
    assert outside.caller_number(deployment(AccountAtTwilio(owns=False))).verdict is Verdict.FAIL


def test_in_a_rehearsal_no_provider_is_asked() -> None:
    assert outside.provider_clock(deployment()).verdict is Verdict.OK
    assert outside.caller_number(deployment()).verdict is Verdict.OK
