"""How webhooks are sent: signed, tried again, redirected, given up."""

import asyncio
import socket

import pytest
from aiohttp import web
from twilio.request_validator import RequestValidator

from tests.rehearsal.survey_side import SurveySide
from voicebot.rehearsal.calls.webhook import Reply, Webhook, WebhookSender
from voicebot.rehearsal.errors import CallFault
from voicebot.rehearsal.sight import Sight

TOKEN = "a token of no account"
PAIRS = (("CallSid", "CA1"), ("Digits", "#"), ("Empty", ""))


def send(url: str, method: str = "POST", sight: Sight | None = None, **more: bool) -> Reply:
    async def once() -> Reply:
        sender = WebhookSender(TOKEN, sight or Sight())
        try:
            return await sender.send(Webhook("action", url, method, PAIRS, **more))
        finally:
            await sender.close()

    return asyncio.run(once())


def fault_of(url: str) -> int:
    with pytest.raises(CallFault) as fault:
        send(url)
    return fault.value.code


def fails_times(times: int, status: int):
    """An application that answers with an error so many times before it works."""
    seen = []

    def answer(received):
        seen.append(received)
        return web.Response(status=status) if len(seen) <= times else "<Response/>"

    return answer


def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_a_post_carries_a_signed_form(side: SurveySide):
    send(side.url("/turn?call=x"))
    (received,) = side.received
    assert dict(received.form) == dict(PAIRS)
    signature = received.headers["X-Twilio-Signature"]
    assert RequestValidator(TOKEN).validate(received.url, dict(received.form), signature)


def test_a_get_carries_a_signed_query(side: SurveySide):
    send(side.url("/turn?call=x"), "GET")
    (received,) = side.received
    assert dict(received.query) == {"call": "x", **dict(PAIRS)}
    assert RequestValidator(TOKEN).validate(received.url, {}, received.headers["X-Twilio-Signature"])


def test_the_fragment_is_neither_sent_nor_signed(side: SurveySide):
    send(side.url("/turn#rc=2&rp=all"))
    (received,) = side.received
    assert received.url.endswith("/turn")
    assert RequestValidator(TOKEN).validate(
        side.url("/turn"), dict(received.form), received.headers["X-Twilio-Signature"]
    )


def test_an_error_status_is_not_tried_again_by_itself(side: SurveySide):
    side.answers["/turn"] = fails_times(1, 503)
    assert fault_of(side.url("/turn")) == 11200
    assert len(side.received) == 1


def test_an_error_status_is_tried_again_where_the_address_asks_for_it(side: SurveySide):
    side.answers["/turn"] = fails_times(2, 503)
    assert send(side.url("/turn#rc=2&rp=ct,rt,5xx")).status == 200
    assert len(side.received) == 3


def test_all_tries_bear_one_idempotency_token(side: SurveySide):
    side.answers["/turn"] = fails_times(2, 503)
    send(side.url("/turn#rc=2&rp=5xx"))
    assert len({received.headers["I-Twilio-Idempotency-Token"] for received in side.received}) == 1


def test_a_client_error_is_not_what_5xx_means(side: SurveySide):
    side.answers["/turn"] = fails_times(1, 404)
    assert fault_of(side.url("/turn#rc=2&rp=5xx")) == 11200


def test_nobody_listening_is_a_connection_failure():
    assert fault_of(f"http://127.0.0.1:{closed_port()}/turn") == 11205


def test_an_application_that_keeps_silent_is_given_up():
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        assert fault_of(f"http://127.0.0.1:{silent.getsockname()[1]}/turn#tt=100") == 11205


def test_a_read_time_out_is_a_trouble_of_its_own():
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        assert fault_of(f"http://127.0.0.1:{silent.getsockname()[1]}/turn#rc=0&rt=100") == 11205


@pytest.mark.parametrize("status", [301, 302])
def test_a_redirect_turns_a_post_into_a_get_without_parameters(side: SurveySide, status):
    side.answers["/turn"] = web.Response(status=status, headers={"Location": "/other"})
    reply = send(side.url("/turn"))
    followed = side.received[-1]
    assert (followed.method, followed.path, dict(followed.form), dict(followed.query)) == ("GET", "/other", {}, {})
    assert RequestValidator(TOKEN).validate(followed.url, {}, followed.headers["X-Twilio-Signature"])
    assert reply.url == side.url("/other")


def test_a_307_stays_a_post(side: SurveySide):
    side.answers["/turn"] = web.Response(status=307, headers={"Location": "/other"})
    send(side.url("/turn"))
    assert (side.received[-1].method, dict(side.received[-1].form)) == ("POST", dict(PAIRS))


def test_endless_redirects_are_a_fault(side: SurveySide):
    side.answers["/turn"] = lambda _: web.Response(status=302, headers={"Location": "/turn"})
    assert fault_of(side.url("/turn")) == 11215


def test_only_loopback_is_ever_called(side: SurveySide):
    assert fault_of("http://203.0.113.7/turn") == 11210
    assert fault_of("http://[bad/turn") == 11100
    side.answers["/turn"] = web.Response(status=302, headers={"Location": "http://203.0.113.7/turn"})
    assert fault_of(side.url("/turn")) == 11210


def test_a_repeated_webhook_comes_twice_with_one_token_and_the_second_answer_counts(side: SurveySide):
    side.answers["/turn"] = fails_times(1, 503)
    assert send(side.url("/turn"), repeated=True).status == 200
    assert len({received.headers["I-Twilio-Idempotency-Token"] for received in side.received}) == 1


def test_webhooks_are_counted_by_kind_with_their_latency(side: SurveySide):
    sight = Sight()
    send(side.url("/turn"), sight=sight)
    assert sight.webhooks == {"action": 1}
    assert sight.latencies.longest > 0
