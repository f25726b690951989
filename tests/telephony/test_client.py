import base64
import inspect
import logging
import os
import socket
import traceback
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from ssl import SSLCertVerificationError, SSLEOFError
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import responses
from jsonschema import Draft202012Validator
from requests.exceptions import ConnectionError as ConnectionFailed
from requests.exceptions import ConnectTimeout, ReadTimeout
from urllib3.exceptions import MaxRetryError, NewConnectionError, ProtocolError, ProxyError, SSLError

from tests.factories import number
from tests.telephony.twilio_descriptions import schema_of_a_call_order
from voicebot.errors import (
    BadSettings,
    ProviderError,
    ProviderKnowsNoCall,
    ProviderRefusedNumber,
    ProviderRefusedUs,
    ProviderTryLater,
    ProviderUncertain,
    ProviderUnfinished,
)
from voicebot.settings import Settings, read_settings
from voicebot.telephony.client import CallFacts, CallOrder, Provider, make_provider
from voicebot.telephony.status import CallStatus

ACCOUNT = "AC" + "0" * 32
SID = "CA" + "1" * 32
CALLER_ID = "+442079460000"
CALLS = f"https://api.twilio.com/2010-04-01/Accounts/{ACCOUNT}/Calls.json"
CALL = f"https://api.twilio.com/2010-04-01/Accounts/{ACCOUNT}/Calls/{SID}.json"
CALLED = number(7)
BASE = "https://survey.example/voice/calls/abc"
ORDER = CallOrder(
    to=CALLED,
    url=f"{BASE}/start#rc=2&rp=ct,rt,5xx",
    status_url=f"{BASE}/status",
    machine_url=f"{BASE}/machine",
    fallback_url=f"{BASE}/fallback",
    ring_seconds=20,
    time_limit=1200,
)
ORDER_WITHOUT_DETECTION = CallOrder(CALLED, ORDER.url, ORDER.status_url, None, ORDER.fallback_url, 20, 1200)
REAL = {"TWILIO_ACCOUNT_SID": ACCOUNT, "TWILIO_AUTH_TOKEN": "made-up-token", "TWILIO_CALLER_ID": CALLER_ID}

MakeSettings = Callable[..., Settings]
Ask = Callable[[Provider], object]


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch) -> MakeSettings:
    def make(**given: str) -> Settings:
        for name, value in given.items():
            monkeypatch.setenv(name, value)
        return read_settings(env_file=None)

    for name in [name for name in os.environ if name.startswith(("VOICEBOT_", "TWILIO_", "DATABASE_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("VOICEBOT_PUBLIC_URL", "https://survey.example")
    return make


@pytest.fixture
def provider(settings: MakeSettings) -> Provider:
    return make_provider(settings(**REAL))


@pytest.fixture
def twilio() -> Iterator[responses.RequestsMock]:
    """Twilio's interface; whatever a test asks for must be about calls."""
    with responses.RequestsMock() as mock:
        yield mock
        paths = [urlsplit(call.request.url or "").path for call in mock.calls]
    assert all(path in {urlsplit(CALLS).path, urlsplit(CALL).path} for path in paths)


def record(**fields: object) -> dict[str, object]:
    """A call as Twilio describes it."""
    return {
        "sid": SID,
        "to": CALLED.e164,
        "from": CALLER_ID,
        "status": "completed",
        "duration": "61",
        "price": "-0.03160",
        "price_unit": "USD",
        "start_time": "Wed, 25 Nov 2026 12:00:00 +0000",
        "end_time": "Wed, 25 Nov 2026 12:01:01 +0000",
        "answered_by": "human",
    } | fields


def refusal(status: int, code: int) -> dict[str, object]:
    """Twilio's messages quote the number."""
    return {"code": code, "message": f"The number {CALLED.e164} is not good enough", "status": status}


def form_of(call: responses.Call) -> dict[str, list[str]]:
    return parse_qs(str(call.request.body))


def test_an_order_becomes_a_call_and_its_sid_is_given(provider: Provider, twilio: responses.RequestsMock) -> None:
    twilio.post(CALLS, json=record(status="queued"), status=201)
    assert provider.place(ORDER) == SID
    assert form_of(twilio.calls[0]) == {
        "To": [CALLED.e164],
        "From": [CALLER_ID],
        "Url": [ORDER.url],
        "FallbackUrl": [ORDER.fallback_url],
        "StatusCallback": [ORDER.status_url],
        "StatusCallbackEvent": ["initiated", "ringing", "answered", "completed"],
        "Timeout": ["20"],
        "TimeLimit": ["1200"],
        "MachineDetection": ["Enable"],
        "AsyncAmd": ["true"],
        "AsyncAmdStatusCallback": [ORDER.machine_url],
    }


def test_without_an_address_for_it_nobody_listens_for_a_machine(
    provider: Provider, twilio: responses.RequestsMock
) -> None:
    twilio.post(CALLS, json=record(status="queued"), status=201)
    provider.place(ORDER_WITHOUT_DETECTION)
    assert not {"MachineDetection", "AsyncAmd", "AsyncAmdStatusCallback"} & set(form_of(twilio.calls[0]))


@pytest.mark.parametrize("order", [ORDER, ORDER_WITHOUT_DETECTION])
def test_no_call_is_ever_recorded(provider: Provider, twilio: responses.RequestsMock, order: CallOrder) -> None:
    twilio.post(CALLS, json=record(status="queued"), status=201)
    provider.place(order)
    assert not any(name.startswith("Record") for name in form_of(twilio.calls[0]))


@pytest.mark.parametrize("order", [ORDER, ORDER_WITHOUT_DETECTION])
def test_an_order_is_one_that_twilios_own_description_allows(
    provider: Provider, twilio: responses.RequestsMock, order: CallOrder
) -> None:
    schema = schema_of_a_call_order()
    twilio.post(CALLS, json=record(status="queued"), status=201)
    provider.place(order)
    Draft202012Validator(schema | {"additionalProperties": False}).validate(_typed(form_of(twilio.calls[0]), schema))


def _typed(form: dict[str, list[str]], schema: dict[str, Any]) -> dict[str, object]:
    """The form as the values that its schema speaks of; a form itself holds texts only."""
    return {name: _typed_value(values, schema["properties"].get(name, {}).get("type")) for name, values in form.items()}


def _typed_value(values: list[str], kind: str | None) -> object:
    if kind == "array":
        return values
    return int(values[0]) if kind == "integer" else values[0]


@pytest.mark.parametrize(
    ("status", "code", "meaning"),
    [
        (400, 21211, ProviderRefusedNumber),
        (400, 21210, ProviderRefusedUs),
        (401, 20003, ProviderRefusedUs),
        (404, 20404, ProviderRefusedUs),
        (429, 20429, ProviderTryLater),
        (500, 20500, ProviderUncertain),
    ],
)
def test_a_refused_order_is_told_by_its_code(
    provider: Provider, twilio: responses.RequestsMock, status: int, code: int, meaning: type[ProviderError]
) -> None:
    twilio.post(CALLS, json=refusal(status, code), status=status)
    with pytest.raises(meaning):
        provider.place(ORDER)
    assert len(twilio.calls) == 1


def test_a_refusal_in_the_newer_form_is_read_as_well(provider: Provider, twilio: responses.RequestsMock) -> None:
    twilio.post(CALLS, json=refusal(400, 21211) | {"type": "about:blank", "title": "Bad Request"}, status=400)
    with pytest.raises(ProviderRefusedNumber):
        provider.place(ORDER)


@pytest.mark.parametrize("body", ["", "<html>Bad gateway</html>", "[]", "null", "7"])
@pytest.mark.parametrize("status", [200, 201, 502, 504])
def test_an_order_answered_by_anything_but_a_call_is_left_in_doubt_and_sent_once(
    provider: Provider, twilio: responses.RequestsMock, status: int, body: str
) -> None:
    twilio.post(CALLS, body=body, status=status)
    with pytest.raises(ProviderUncertain):
        provider.place(ORDER)
    assert len(twilio.calls) == 1


def test_a_call_without_a_sid_is_left_in_doubt(provider: Provider, twilio: responses.RequestsMock) -> None:
    twilio.post(CALLS, json=record(sid=None), status=201)
    with pytest.raises(ProviderUncertain):
        provider.place(ORDER)


@pytest.mark.parametrize(
    "lost",
    [
        ReadTimeout(),
        ConnectionFailed(),
        ConnectionFailed(ProtocolError("aborted", ConnectionResetError())),
        ConnectionFailed(MaxRetryError(None, CALLS)),  # type: ignore[arg-type]
        ConnectionFailed(MaxRetryError(None, CALLS, SSLError(SSLEOFError("cut off")))),  # type: ignore[arg-type]
    ],
)
def test_an_order_that_gets_no_answer_is_left_in_doubt_and_sent_once(
    provider: Provider, twilio: responses.RequestsMock, lost: Exception
) -> None:
    twilio.post(CALLS, body=lost)
    with pytest.raises(ProviderUncertain):
        provider.place(ORDER)
    assert len(twilio.calls) == 1


REFUSED = NewConnectionError(None, "connection refused")  # type: ignore[arg-type]
NEVER_CONNECTED = [
    REFUSED,
    ProxyError("the proxy is out of reach", REFUSED),
    SSLError(SSLCertVerificationError("self-signed certificate")),
]


@pytest.mark.parametrize(
    "lost",
    [ConnectTimeout(), *(ConnectionFailed(MaxRetryError(None, CALLS, why)) for why in NEVER_CONNECTED)],  # type: ignore[arg-type]
)
def test_an_order_that_never_left_may_be_sent_again(
    provider: Provider, twilio: responses.RequestsMock, lost: Exception
) -> None:
    twilio.post(CALLS, body=lost)
    with pytest.raises(ProviderTryLater):
        provider.place(ORDER)


def test_an_order_to_a_port_where_nobody_listens_may_be_sent_again(settings: MakeSettings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"http://127.0.0.1:{server.getsockname()[1]}"
    with pytest.raises(ProviderTryLater):
        make_provider(settings(**REAL, TWILIO_API_BASE_URL=address)).place(ORDER)


def test_an_order_waits_ten_seconds_for_its_answer_and_no_longer(
    provider: Provider, twilio: responses.RequestsMock
) -> None:
    twilio.post(CALLS, json=record(), status=201)
    provider.place(ORDER)
    assert twilio.calls[0].request.req_kwargs["timeout"] == 10  # type: ignore[attr-defined]


def test_the_facts_of_a_call_are_read(provider: Provider, twilio: responses.RequestsMock) -> None:
    twilio.get(CALL, json=record())
    assert provider.fetch(SID) == CallFacts(
        sid=SID,
        to=CALLED,
        status=CallStatus.COMPLETED,
        seconds=61,
        price="-0.03160",
        currency="USD",
        started_at=datetime(2026, 11, 25, 12, 0, 0, tzinfo=UTC),
        ended_at=datetime(2026, 11, 25, 12, 1, 1, tzinfo=UTC),
        answered_by="human",
    )


def test_what_is_not_known_yet_is_none(provider: Provider, twilio: responses.RequestsMock) -> None:
    early = record(status="queued", duration=None, price=None, start_time=None, end_time="", answered_by=None)
    twilio.get(CALL, json=early)
    assert provider.fetch(SID) == CallFacts(SID, CALLED, CallStatus.QUEUED, None, None, "USD", None, None, None)


def test_a_status_that_we_do_not_know_says_nothing_new(
    provider: Provider, twilio: responses.RequestsMock, caplog: pytest.LogCaptureFixture
) -> None:
    twilio.get(CALL, json=record(status="teleported"))
    assert provider.fetch(SID).status.rank == 0
    assert "status that we do not know" in caplog.text


@pytest.mark.parametrize("to", [None, "", "client:somebody", "anonymous"])
def test_a_call_to_what_is_no_number_of_ours_matches_nobody(
    provider: Provider, twilio: responses.RequestsMock, to: str | None
) -> None:
    twilio.get(CALL, json=record(to=to))
    assert provider.fetch(SID).to is None


def test_the_calls_of_a_day_are_listed_page_after_page(provider: Provider, twilio: responses.RequestsMock) -> None:
    pages = [[record(sid=f"CA{nth}") for nth in page] for page in ([0, 1], [], [2])]
    for nth, page in enumerate(pages):
        following = f"{urlsplit(CALLS).path}?Page={nth + 1}" if nth + 1 < len(pages) else None
        twilio.get(CALLS, json={"calls": page, "page": nth, "next_page_uri": following})
    assert [facts.sid for facts in provider.placed_since(date(2026, 11, 24))] == ["CA0", "CA1", "CA2"]
    asked = parse_qs(urlsplit(str(twilio.calls[0].request.url)).query)
    assert asked == {"From": [CALLER_ID], "StartTime>": ["2026-11-24"], "PageSize": ["1000"]}


@pytest.mark.parametrize(
    ("answer", "meaning"),
    [
        ({"status": 429, "json": refusal(429, 20429)}, ProviderTryLater),
        ({"status": 401, "json": refusal(401, 20003)}, ProviderRefusedUs),
        ({"status": 500, "body": "oops"}, ProviderTryLater),
        ({"status": 200, "body": "oops"}, ProviderTryLater),
        ({"status": 200, "json": {"page": 1}}, ProviderTryLater),
        ({"body": ReadTimeout()}, ProviderTryLater),
    ],
)
@pytest.mark.parametrize("pages_before", [0, 1])
def test_a_list_that_breaks_off_says_so_and_may_be_asked_for_again(
    provider: Provider,
    twilio: responses.RequestsMock,
    answer: dict[str, Any],
    meaning: type[ProviderError],
    pages_before: int,
) -> None:
    for _ in range(pages_before):
        twilio.get(CALLS, json={"calls": [record()], "next_page_uri": f"{urlsplit(CALLS).path}?Page=1"})
    twilio.get(CALLS, **answer)
    with pytest.raises(meaning):
        list(provider.placed_since(date(2026, 11, 24)))


@pytest.mark.parametrize(
    ("end", "word"), [(Provider.cancel, "canceled"), (Provider.hang_up, "completed")], ids=["cancel", "hang up"]
)
def test_a_call_is_ended_by_its_status(
    provider: Provider, twilio: responses.RequestsMock, end: Callable[[Provider, str], None], word: str
) -> None:
    twilio.post(CALL, json=record())
    end(provider, SID)
    assert form_of(twilio.calls[0]) == {"Status": [word]}


def test_the_record_of_a_call_is_deleted(provider: Provider, twilio: responses.RequestsMock) -> None:
    twilio.delete(CALL, status=204)
    provider.delete(SID)
    assert twilio.calls[0].request.method == "DELETE"


def test_a_call_that_has_only_just_ended_can_not_be_deleted_yet(
    provider: Provider, twilio: responses.RequestsMock
) -> None:
    twilio.delete(CALL, json=refusal(409, 20009), status=409)
    with pytest.raises(ProviderUnfinished):
        provider.delete(SID)


@pytest.mark.parametrize(
    ("method", "ask"),
    [
        ("GET", lambda provider: provider.fetch(SID)),
        ("POST", lambda provider: provider.cancel(SID)),
        ("POST", lambda provider: provider.hang_up(SID)),
        ("DELETE", lambda provider: provider.delete(SID)),
    ],
    ids=["fetch", "cancel", "hang up", "delete"],
)
@pytest.mark.parametrize(
    ("answer", "meaning"),
    [
        ({"status": 404, "json": refusal(404, 20404)}, ProviderKnowsNoCall),
        ({"status": 401, "json": refusal(401, 20003)}, ProviderRefusedUs),
        ({"status": 429, "json": refusal(429, 20429)}, ProviderTryLater),
        ({"status": 503, "body": ""}, ProviderTryLater),
        ({"body": ReadTimeout()}, ProviderTryLater),
        ({"body": ConnectionFailed(ProtocolError("aborted", ConnectionResetError()))}, ProviderTryLater),
    ],
)
def test_what_is_asked_of_one_call_is_known_to_be_done_or_may_be_asked_again(
    provider: Provider,
    twilio: responses.RequestsMock,
    method: str,
    ask: Ask,
    answer: dict[str, Any],
    meaning: type[ProviderError],
) -> None:
    twilio.add(method, CALL, **answer)
    with pytest.raises(meaning):
        ask(provider)


def test_no_number_shows_in_an_error_a_traceback_a_log_or_a_repr(
    provider: Provider, twilio: responses.RequestsMock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    twilio.post(CALLS, json=refusal(400, 21211), status=400)
    twilio.get(CALL, json=record())
    with pytest.raises(ProviderRefusedNumber) as caught:
        provider.place(ORDER)
    shown = [repr(ORDER), repr(provider.fetch(SID)), repr(provider), caplog.text]
    shown += ["".join(traceback.format_exception(caught.value)), repr(caught.value)]
    assert not any(CALLED.e164.removeprefix("+44") in text for text in shown)
    assert caught.value.__context__ is None


def test_nothing_but_calls_is_ever_asked_for(provider: Provider, twilio: responses.RequestsMock) -> None:
    """The fixture looks at every address; here each thing that can be asked is asked once."""
    twilio.post(CALLS, json=record())
    twilio.get(CALLS, json={"calls": []})
    twilio.get(CALL, json=record())
    twilio.post(CALL, json=record())
    twilio.delete(CALL, status=204)
    questions: dict[str, object] = {"place": ORDER, "placed_since": date(2026, 11, 24)}
    names = [name for name, _ in inspect.getmembers(Provider, inspect.isfunction) if not name.startswith("_")]
    for name in names:
        answer = getattr(provider, name)(questions.get(name, SID))
        if isinstance(answer, Iterator):
            list(answer)
    assert len(twilio.calls) == len(names) == 6


def test_an_api_key_asks_in_place_of_the_token(settings: MakeSettings, twilio: responses.RequestsMock) -> None:
    provider = make_provider(settings(**REAL, TWILIO_API_KEY="SK1", TWILIO_API_SECRET="made-up-secret"))
    twilio.get(CALL, json=record())
    provider.fetch(SID)
    assert twilio.calls[0].request.headers["Authorization"] == basic_auth("SK1", "made-up-secret")


def test_the_token_asks_where_there_is_no_api_key(provider: Provider, twilio: responses.RequestsMock) -> None:
    twilio.get(CALL, json=record())
    provider.fetch(SID)
    assert twilio.calls[0].request.headers["Authorization"] == basic_auth(ACCOUNT, "made-up-token")


def basic_auth(name: str, secret: str) -> str:
    return "Basic " + base64.b64encode(f"{name}:{secret}".encode()).decode()


@pytest.mark.parametrize(
    ("given", "host"),
    [
        ({"TWILIO_REGION": "ie1", "TWILIO_EDGE": "dublin"}, "https://api.dublin.ie1.twilio.com"),
        ({"TWILIO_API_BASE_URL": "https://other.example/laml"}, "https://other.example/laml"),
        ({"TWILIO_API_BASE_URL": "http://127.0.0.1:4010/"}, "http://127.0.0.1:4010"),
    ],
)
def test_calls_are_asked_of_the_place_that_is_set(settings: MakeSettings, given: dict[str, str], host: str) -> None:
    with responses.RequestsMock() as elsewhere:
        elsewhere.get(CALL.replace("https://api.twilio.com", host), json=record())
        assert make_provider(settings(**REAL, **given)).fetch(SID).sid == SID


def test_a_rehearsal_never_goes_through_a_proxy(settings: MakeSettings) -> None:
    with responses.RequestsMock() as here:
        here.get(CALL.replace("https://api.twilio.com", "http://127.0.0.1:4010"), json=record())
        rehearsal = settings(**REAL, TWILIO_API_BASE_URL="http://127.0.0.1:4010", HTTP_PROXY="http://proxy.example")
        make_provider(rehearsal).fetch(SID)
        assert not here.calls[0].request.req_kwargs["proxies"]  # type: ignore[attr-defined]


def test_a_provider_needs_an_account_and_a_number_to_show(settings: MakeSettings) -> None:
    with pytest.raises(BadSettings) as caught:
        make_provider(settings())
    named = [fault.partition(":")[0] for fault in caught.value.faults]
    assert named == ["TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_CALLER_ID"]
