"""Calls to our number at the edge: what is refused, what the provider is sent back to, and real ones over HTTP."""

import io
import json
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from threading import Thread
from typing import Any

import pytest
from werkzeug.serving import make_server

from tests import factories
from tests.calls.caller import OUR_NUMBER, Caller
from tests.calls.line import PUBLIC_URL, TOKEN, post
from tests.calls.survey import Survey, settings
from voicebot.app import make_application
from voicebot.calls import progress
from voicebot.commands.processes import free_address
from voicebot.errors import Busy
from voicebot.rehearsal import Settings as NetworkSettings
from voicebot.rehearsal import running

MOBILE = factories.number(1)
GOODBYE = "something has gone wrong at our end"


def fails(survey: Survey, url: str) -> str:
    """Our answer there failed: what the fallback says."""
    form = {"CallSid": "CA1", "From": MOBILE.e164, "ErrorUrl": url.partition("#")[0], "ErrorCode": "11200"}
    return post(survey.client, f"{PUBLIC_URL}/voice/inbound/fallback", form).text


def test_a_key_goes_to_an_address_that_names_call_and_turn_and_no_number(survey: Survey) -> None:
    caller = Caller(survey.client, MOBILE.e164).rings_in()
    assert caller.action == f"{PUBLIC_URL}/voice/in/{caller.call}/turns/1#rc=2&rp=ct,rt,5xx"


def test_a_call_without_an_id_of_the_provider_is_refused(survey: Survey) -> None:
    assert post(survey.client, f"{PUBLIC_URL}/voice/inbound", {"From": MOBILE.e164}).status_code == 400
    assert survey.rows()["inbound_call"] == 0


@pytest.mark.parametrize("call", ["a", "A" * 24, "a" * 25])
def test_what_can_not_be_a_call_is_not_found(survey: Survey, call: str) -> None:
    assert post(survey.client, f"{PUBLIC_URL}/voice/in/{call}/turns/1", {"CallSid": "CA1"}).status_code == 404


def test_a_call_that_is_none_of_ours_is_hung_up_on(survey: Survey) -> None:
    Caller(survey.client).goes_to(f"{PUBLIC_URL}/voice/in/{'a' * 24}/turns/1").hears_nothing_and_is_cut_off()


@pytest.mark.parametrize("path", ["inbound", f"in/{'a' * 24}/turns/3", f"calls/{'a' * 24}/turns/3"])
def test_the_fallback_sends_a_call_back_twice_and_then_says_goodbye(survey: Survey, path: str) -> None:
    url = f"{PUBLIC_URL}/voice/{path}"
    assert f"{url}?again=1#rc" in fails(survey, url)
    assert f"{url}?again=2#rc" in fails(survey, f"{url}?again=1")
    assert GOODBYE in fails(survey, f"{url}?again=2")


@pytest.mark.parametrize("url", ["", "https://elsewhere.test/voice/inbound", f"{PUBLIC_URL}/voice/inbound/status"])
def test_whatever_else_failed_ends_in_the_goodbye(survey: Survey, url: str) -> None:
    assert GOODBYE in fails(survey, url)


def test_being_sent_back_is_no_silence_and_no_key(survey: Survey) -> None:
    caller = Caller(survey.client, MOBILE.e164).rings_in()
    menu, url = caller.document, caller.action.partition("#")[0]
    assert caller.goes_to(f"{url}?again=1", Digits="0").document == menu
    assert survey.rows()["exclusion"] == 0


def test_an_interview_that_we_cut_off_is_our_failure_and_not_the_persons_refusal(survey: Survey) -> None:
    survey.person(MOBILE)
    caller = Caller(survey.client, MOBILE.e164).rings_in().presses("1", "1", "1", "1", "2")
    assert GOODBYE in fails(survey, f"{PUBLIC_URL}/voice/calls/{caller.call}/turns/5?again=2")
    caller.hangs_up()
    survey.settle()
    assert survey.attempt(caller).result == "line_failed"


@pytest.mark.usefixtures("log")
def test_the_goodbye_does_not_depend_on_the_database(survey: Survey, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_: object) -> None:
        raise Busy("the database is busy")

    monkeypatch.setattr(progress, "note_cut_off", busy)
    assert GOODBYE in fails(survey, f"{PUBLIC_URL}/voice/calls/{'a' * 24}/turns/5?again=2")


def test_nothing_of_a_caller_is_logged(survey: Survey, log: io.StringIO) -> None:
    survey.person(MOBILE)
    Caller(survey.client, MOBILE.e164).rings_in().presses("1", "1", "0")
    Caller(survey.client, sid="CA2").rings_in().presses("0", "07700900001", "1")
    fails(survey, "")
    assert not any(secret in log.getvalue() for secret in ("7700900001", "7700 900001", "Ada"))


@dataclass(frozen=True)
class Telephones:
    """A network with people on it, and the application that they ring."""

    network: str
    application: str

    def rings_in(self, number: str, script: str) -> str:
        """Somebody rings us and does as the script says; what the network wrote down of the call."""
        inbound = f"{self.application}/voice/inbound"
        order = {
            "from": number,
            "to": OUR_NUMBER,
            "url": inbound,
            "script": script,
            "status_callback": f"{inbound}/status",
            "fallback": f"{inbound}/fallback",
        }
        sid = json.loads(self._asks("inbound", order))["sid"]
        assert json.loads(self._asks("idle?seconds=20")) == {"idle": True}
        assert json.loads(self._asks("errors")) == []
        return self._asks(f"calls/{sid}/transcript")

    def _asks(self, path: str, body: dict[str, Any] | None = None) -> str:
        content = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.network}/rehearsal/{path}", content)  # noqa: S310 - on this machine
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - likewise
            return str(answer.read().decode())


@pytest.fixture
def telephones(survey: Survey) -> Iterator[Telephones]:
    """The survey's application on a loopback address, and a network whose people ring it."""
    account = "AC" + "0" * 32
    address = free_address()
    with ExitStack() as stack:
        network_settings = NetworkSettings(account, TOKEN, frozenset({OUR_NUMBER}), speed=0, transcripts=True)
        network = stack.enter_context(running(network_settings))
        ours = settings(VOICEBOT_PUBLIC_URL=f"http://{address}", TWILIO_API_BASE_URL=network)
        app = make_application(replace(survey.parts, settings=ours))
        host, port = address.split(":")
        server = make_server(host, int(port), app, threaded=True)
        thread = Thread(target=server.serve_forever)
        thread.start()
        stack.callback(thread.join)
        stack.callback(server.shutdown)
        yield Telephones(network, f"http://{address}")
        server.server_close()


def test_people_ring_us_over_http(survey: Survey, telephones: Telephones) -> None:
    takes_part, opts_out, withholds = (factories.number(nth) for nth in (1, 2, 3))
    case = survey.person(takes_part)
    survey.person(opts_out)
    assert "Thank you again for your time" in telephones.rings_in(takes_part.e164, "1 " * 40)
    telephones.rings_in(opts_out.e164, "0 hangup")
    said = telephones.rings_in("anonymous", "0 07700900003# 1 hangup")
    assert "0 7 7 0 0, 9 0 0, 0 0 3" in said
    assert survey.is_excluded(opts_out, withholds)
    survey.settle()
    assert survey.case(case).state == "closed"
    assert survey.codes(case)["whole"] == 1
