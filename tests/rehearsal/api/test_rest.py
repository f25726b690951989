"""The REST resource, spoken to by Twilio's own client."""

from datetime import date, timedelta

import pytest
import requests
from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from tests.rehearsal.conftest import ACCOUNT, CALLER, SAM, TOKEN
from voicebot.rehearsal import Faults

NUMBERS = [f"+447700900{n:03}" for n in range(7)]


def refusal(error: pytest.ExceptionInfo[TwilioRestException]) -> tuple[int, int]:
    return error.value.status, error.value.code


def test_a_call_is_created_queued_and_then_completed(rehearsal):
    created = rehearsal.client.calls.create(to=SAM, from_=CALLER, url=rehearsal.side.twiml("/start", "<Hangup/>"))
    assert (created.status, created.direction, created.duration) == ("queued", "outbound-api", None)
    rehearsal.settle()
    fetched = rehearsal.client.calls(created.sid).fetch()
    assert (fetched.status, fetched.to, fetched.account_sid) == ("completed", SAM, ACCOUNT)
    assert fetched.start_time <= fetched.end_time


def test_calls_are_listed_newest_first_over_pages(rehearsal):
    sids = [rehearsal.create(to=number) for number in NUMBERS]
    rehearsal.settle()
    listed = [call.sid for call in rehearsal.client.calls.list(page_size=3)]
    assert listed == sids[::-1]


def test_new_calls_do_not_shift_the_pages_of_a_list(rehearsal):
    for number in NUMBERS[:4]:
        rehearsal.create(to=number)
    page = rehearsal.client.calls.page(page_size=2)
    first = [call.sid for call in page]
    rehearsal.create(to=NUMBERS[5])
    assert not set(first) & {call.sid for call in page.next_page()}


def test_a_list_is_filtered_by_number_status_and_day(rehearsal):
    rehearsal.instruct(outcome="busy", number=NUMBERS[0])
    for number in NUMBERS[:3]:
        rehearsal.create(to=number)
    rehearsal.settle()
    calls, today = rehearsal.client.calls, date.fromisoformat(rehearsal.told("clock")["now"][:10])
    assert [call.to for call in calls.list(to=NUMBERS[1])] == [NUMBERS[1]]
    assert [call.to for call in calls.list(status="busy")] == [NUMBERS[0]]
    assert len(calls.list(from_=CALLER, start_time_after=today - timedelta(days=1))) == 3
    assert calls.list(start_time_before=today - timedelta(days=1)) == []
    assert calls.list(from_="+442079460999") == []


def test_a_queued_call_has_no_start_and_no_day_finds_it(rehearse):
    rehearsal = rehearse(speed=1, calls_per_second=0.001)
    for number in NUMBERS[:2]:
        rehearsal.create(to=number)
    queued = rehearsal.client.calls.list(status="queued")
    assert [(call.to, call.start_time) for call in queued] == [(NUMBERS[1], None)]
    assert rehearsal.client.calls.list(to=NUMBERS[1], start_time_after=date(2020, 1, 1)) == []


def test_a_ringing_call_can_be_cancelled(rehearse):
    rehearsal = rehearse(speed=1)
    sid = rehearsal.create(status_callback=rehearsal.side.url("/status"))
    assert rehearsal.client.calls(sid).update(status="canceled").status == "canceled"
    rehearsal.settle()
    assert rehearsal.only("/status").form["CallStatus"] == "canceled"
    assert rehearsal.side.at("/start") == []


def test_a_queued_call_that_is_cancelled_never_rings(rehearse):
    rehearsal = rehearse(speed=1, calls_per_second=0.001)
    sids = [rehearsal.create(to=number, status_callback=rehearsal.side.url("/status")) for number in NUMBERS[:2]]
    for sid in sids:
        rehearsal.client.calls(sid).update(status="canceled")
    rehearsal.settle()
    assert [rehearsal.summary(sid)["attempt"] for sid in sids] == [1, 0]
    assert rehearsal.side.statuses() == ["canceled", "canceled"]


def test_a_finished_call_cannot_be_changed(rehearsal):
    sid = rehearsal.ring()["sid"]
    with pytest.raises(TwilioRestException) as error:
        rehearsal.client.calls(sid).update(status="completed")
    assert refusal(error) == (400, 21220)


def test_a_status_that_does_not_exist_is_refused(rehearse):
    rehearsal = rehearse(speed=1)
    with pytest.raises(TwilioRestException) as error:
        rehearsal.client.calls(rehearsal.create()).update(status="busy")
    assert refusal(error) == (400, 20001)


def test_the_record_of_a_finished_call_is_deleted(rehearsal):
    sid = rehearsal.ring()["sid"]
    assert rehearsal.client.calls(sid).delete()
    with pytest.raises(TwilioRestException) as error:
        rehearsal.client.calls(sid).fetch()
    assert refusal(error) == (404, 20404)
    assert rehearsal.client.calls.list() == []


def test_the_rehearsal_still_tells_of_a_call_whose_record_was_deleted(rehearsal):
    sid = rehearsal.ring()["sid"]
    rehearsal.client.calls(sid).delete()
    assert rehearsal.summary(sid)["deleted"]


def test_the_record_of_an_unfinished_call_is_not_deleted(rehearse):
    rehearsal = rehearse(speed=1)
    with pytest.raises(TwilioRestException) as error:
        rehearsal.client.calls(rehearsal.create()).delete()
    assert refusal(error) == (409, 20009)


def test_wrong_credentials_are_refused(rehearsal):
    rehearsal.client.password = "wrong"
    rehearsal.client.auth = (ACCOUNT, "wrong")
    with pytest.raises(TwilioRestException) as error:
        rehearsal.create()
    assert refusal(error) == (401, 20003)


def test_another_account_does_not_exist(rehearsal):
    path = f"{rehearsal.url}/2010-04-01/Accounts/AC{'1' * 32}/Calls.json"
    answer = requests.get(path, auth=(ACCOUNT, TOKEN), timeout=10)
    assert (answer.status_code, answer.json()["code"]) == (404, 20404)


def test_an_api_key_opens_the_account_too(rehearse):
    rehearsal = rehearse(api_key="SK" + "0" * 32, api_secret="a secret of no key")
    client = Client(
        "SK" + "0" * 32, "a secret of no key", ACCOUNT, http_client=TwilioHttpClient(pool_connections=False)
    )
    client.api.base_url = rehearsal.url
    assert client.calls.list() == []


def test_nothing_written_can_be_sent(rehearsal):
    with pytest.raises(TwilioRestException) as error:
        rehearsal.client.messages.create(to=SAM, from_=CALLER, body="no")
    assert refusal(error) == (404, 20404)


def test_a_refusal_has_the_body_of_twilio(rehearsal):
    answer = requests.get(f"{rehearsal.url}/2010-04-01/Accounts/{ACCOUNT}/Calls.json", timeout=10)
    assert answer.json() == {
        "code": 20003,
        "message": "Authenticate",
        "more_info": "https://www.twilio.com/docs/errors/20003",
        "status": 401,
    }


def test_pages_of_more_than_a_thousand_are_refused(rehearsal):
    path = f"{rehearsal.url}/2010-04-01/Accounts/{ACCOUNT}/Calls.json?PageSize=1001"
    assert requests.get(path, auth=(ACCOUNT, TOKEN), timeout=10).json()["code"] == 20007


def test_beyond_the_calls_allowed_at_once_nothing_is_dialled(rehearse):
    rehearsal = rehearse(speed=1, concurrent_calls=2)
    for number in NUMBERS[:2]:
        rehearsal.create(to=number)
    with pytest.raises(TwilioRestException) as error:
        rehearsal.create(to=NUMBERS[2])
    assert refusal(error) == (429, 20429)
    assert len(rehearsal.client.calls.list()) == 2


@pytest.mark.parametrize(
    ("fault", "status", "dialled"),
    [("refuse_create", 429, False), ("fail_create", 500, False), ("fail_after_dialling", 500, True)],
)
def test_a_create_that_fails_dials_or_does_not_as_the_fault_says(rehearse, fault, status, dialled):
    rehearsal = rehearse(faults=Faults(**{fault: 1.0}))
    with pytest.raises(TwilioRestException) as error:
        rehearsal.create()
    rehearsal.settle()
    assert error.value.status == status
    assert [call.to for call in rehearsal.client.calls.list(to=SAM)] == ([SAM] if dialled else [])


def test_a_create_whose_answer_is_lost_has_dialled(rehearse):
    rehearsal = rehearse(faults=Faults(drop_after_dialling=1.0))
    with pytest.raises(requests.ConnectionError):
        rehearsal.create()
    rehearsal.settle()
    assert [call.to for call in rehearsal.client.calls.list(to=SAM)] == [SAM]


def test_the_phone_may_ring_before_the_create_has_returned(rehearse):
    rehearsal = rehearse(faults=Faults(slow_create=1.0, slow_create_seconds=0.2))
    rehearsal.create(status_callback=rehearsal.side.url("/status"), status_callback_event=["ringing"])
    assert rehearsal.side.statuses() == ["ringing"]
