"""The JSON of calls against what Twilio's client reads of it."""

from datetime import UTC, datetime, timedelta

from twilio.rest.api.v2010.account.call import CallInstance

from voicebot.rehearsal.api.resource import call_json, page_json
from voicebot.rehearsal.calls.call import Call, CallStatus
from voicebot.rehearsal.calls.register import Page

ACCOUNT = "AC" + "0" * 32
NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)


def call(**changes: object) -> Call:
    return Call("CA" + "a" * 32, "+447700900123", "+442079460000", "outbound-api", 1_795_000_000.0, **changes)


def test_a_call_has_every_field_that_twilios_client_knows():
    read = CallInstance(None, call_json(call(), ACCOUNT, NOW), ACCOUNT)
    known = {name.removeprefix("_") for name, value in vars(read).items() if not name.startswith("__")}
    internal = {"version", "solution", "context"}
    assert known - internal <= call_json(call(), ACCOUNT, NOW).keys()


def test_dates_are_rfc_2822_in_utc():
    assert call_json(call(), ACCOUNT, NOW)["date_created"] == "Wed, 18 Nov 2026 11:06:40 +0000"


def test_seconds_are_written_as_text():
    done = call_json(call(status=CallStatus.COMPLETED, seconds=61), ACCOUNT, NOW)
    assert done["duration"] == "61"


def test_the_last_page_leads_nowhere():
    page = page_json(Page([call()], 1, 1, more=False), ACCOUNT, [("To", "+447700900123")], NOW)
    assert page["next_page_uri"] is None
    assert str(page["previous_page_uri"]).endswith("Calls.json?To=%2B447700900123&PageSize=1&Page=0")


def test_the_price_is_known_some_time_after_the_end():
    ended = NOW.timestamp()
    done = call(status=CallStatus.COMPLETED, seconds=61, ended=ended)
    assert call_json(done, ACCOUNT, NOW)["price"] is None
    assert float(str(call_json(done, ACCOUNT, NOW + timedelta(minutes=1))["price"])) < 0
