"""The course of one call: its states, its callbacks, machine detection, and how it is ended from outside."""

import pytest
import requests
from aiohttp import web
from twilio.base.exceptions import TwilioRestException

from tests.rehearsal.conftest import ALL_EVENTS, CALLER, SAM

LONG = '<Gather timeout="600"><Say>Take your time.</Say></Gather>'


def with_callbacks(rehearsal, events=tuple(ALL_EVENTS)):
    return {"status_callback": rehearsal.side.url("/status"), "status_callback_event": list(events)}


def wait_for_status(rehearsal, sid: str, status: str) -> None:
    for _ in range(10_000):
        if rehearsal.summary(sid)["status"] == status:
            return
    pytest.fail(f"The call never became {status}.")


def test_an_answered_call_is_told_of_in_order(rehearsal):
    rehearsal.ring(**with_callbacks(rehearsal))
    assert rehearsal.side.statuses() == ["initiated", "ringing", "in-progress", "completed"]
    assert [one.form["SequenceNumber"] for one in rehearsal.side.at("/status")] == ["0", "1", "2", "3"]


def test_only_the_end_is_told_of_by_default(rehearsal):
    rehearsal.side.twiml("/start", '<Pause length="61"/>')
    rehearsal.ring(status_callback=rehearsal.side.url("/status"))
    form = rehearsal.only("/status").form
    assert (form["CallStatus"], form["CallDuration"], form["Duration"]) == ("completed", "61", "2")
    assert (form["SipResponseCode"], form["CallbackSource"]) == ("200", "call-progress-events")
    assert form["Timestamp"].endswith("+0000")


@pytest.mark.parametrize(
    ("outcome", "status", "sip", "rings"),
    [
        ("busy", "busy", "486", False),
        ("no-answer", "no-answer", "487", True),
        ("failed", "failed", "503", False),
        ("dead", "failed", "404", False),
    ],
)
def test_a_call_that_is_not_answered_ends_in_a_completed_event_with_its_status(rehearsal, outcome, status, sip, rings):
    rehearsal.instruct(outcome=outcome)
    sid = rehearsal.create(**with_callbacks(rehearsal))
    rehearsal.settle()
    assert rehearsal.side.statuses() == ["initiated", *(["ringing"] if rings else []), status]
    assert rehearsal.side.at("/status")[-1].form["SipResponseCode"] == sip
    assert rehearsal.client.calls(sid).fetch().duration is None
    assert rehearsal.side.at("/start") == []


def test_nobody_answers_before_the_time_out_is_over(rehearsal):
    rehearsal.instruct("-")
    sid = rehearsal.create(timeout=1)
    rehearsal.settle()
    assert rehearsal.summary(sid)["status"] == "no-answer"


def test_detection_beside_the_call_tells_its_verdict_and_holds_nothing_up(rehearsal):
    rehearsal.side.twiml("/start", '<Pause length="10"/>')
    rehearsal.instruct(outcome="machine")
    sid = rehearsal.create(
        machine_detection="Enable", async_amd="true", async_amd_status_callback=rehearsal.side.url("/amd"),
        **with_callbacks(rehearsal),
    )  # fmt: skip
    rehearsal.settle()
    assert "AnsweredBy" not in rehearsal.only("/start").form
    form = rehearsal.only("/amd").form
    assert form["AnsweredBy"] == "machine_start"
    assert 2000 < int(form["MachineDetectionDuration"]) < 5000
    assert rehearsal.side.at("/status")[-1].form["AnsweredBy"] == "machine_start"
    assert rehearsal.client.calls(sid).fetch().answered_by == "machine_start"


def test_blocking_detection_comes_with_the_first_webhook_after_silence(rehearsal):
    call = rehearsal.ring(machine_detection="Enable")
    assert rehearsal.only("/start").form["AnsweredBy"] == "human"
    assert call["seconds"] >= 2


def test_detection_may_wait_for_the_beep(rehearsal):
    rehearsal.instruct(outcome="machine")
    rehearsal.create(machine_detection="DetectMessageEnd")
    rehearsal.settle()
    assert rehearsal.only("/start").form["AnsweredBy"] == "machine_end_beep"


def test_a_verdict_that_comes_after_the_end_is_never_told(rehearsal):
    rehearsal.ring(machine_detection="Enable", async_amd="true", async_amd_status_callback=rehearsal.side.url("/amd"))
    assert rehearsal.side.at("/amd") == []


def test_a_machine_never_presses(rehearsal):
    rehearsal.side.twiml("/start", '<Gather numDigits="1" action="/next"><Say>Press 1.</Say></Gather>')
    rehearsal.instruct(outcome="machine")
    rehearsal.create()
    rehearsal.settle()
    assert rehearsal.side.at("/next") == []


def test_a_call_in_progress_is_ended_by_an_update(rehearse):
    rehearsal = rehearse(speed=100)
    rehearsal.side.twiml("/start", LONG)
    rehearsal.instruct("-")
    sid = rehearsal.create(**with_callbacks(rehearsal, ["completed"]))
    wait_for_status(rehearsal, sid, "in-progress")
    assert rehearsal.client.calls(sid).update(status="completed").status == "completed"
    rehearsal.settle()
    assert rehearsal.summary(sid)["ended_by"] == "rest"
    assert rehearsal.side.statuses() == ["completed"]


def test_cancelling_does_not_touch_a_call_in_progress(rehearse):
    rehearsal = rehearse(speed=100)
    rehearsal.side.twiml("/start", LONG)
    rehearsal.instruct("-")
    sid = rehearsal.create()
    wait_for_status(rehearsal, sid, "in-progress")
    assert rehearsal.client.calls(sid).update(status="canceled").status == "in-progress"


def test_a_call_in_progress_goes_on_with_another_document(rehearse):
    rehearsal = rehearse(speed=100)
    rehearsal.side.twiml("/start", LONG)
    rehearsal.side.twiml("/new", "<Say>Goodbye.</Say>")
    rehearsal.instruct("-")
    sid = rehearsal.create()
    wait_for_status(rehearsal, sid, "in-progress")
    rehearsal.client.calls(sid).update(url=rehearsal.side.url("/new"))
    rehearsal.settle()
    rehearsal.only("/new")
    assert rehearsal.summary(sid)["ended_by"] == "application"


def test_a_ringing_call_cannot_go_elsewhere(rehearse):
    rehearsal = rehearse(speed=1)
    sid = rehearsal.create()
    with pytest.raises(TwilioRestException) as error:
        rehearsal.client.calls(sid).update(url=rehearsal.side.url("/new"))
    assert (error.value.status, error.value.code) == (400, 21220)


def test_the_time_limit_ends_a_call(rehearsal):
    rehearsal.side.twiml("/start", '<Pause length="100"/>')
    call = rehearsal.ring(time_limit=30)
    assert (call["ended_by"], call["seconds"], call["status"]) == ("time-limit", 30, "completed")


def test_an_application_that_refuses_a_callback_is_noted_and_the_call_goes_on(rehearsal):
    call = rehearsal.ring(status_callback="http://127.0.0.1:9/status")
    assert (call["status"], rehearsal.errors()) == ("completed", [11205])


def test_a_callback_that_is_answered_with_an_error_is_a_fault_of_its_own(rehearsal):
    rehearsal.side.answers["/status"] = web.Response(status=500)
    rehearsal.ring(status_callback=rehearsal.side.url("/status"))
    assert rehearsal.errors() == [15003]


def ring_in(rehearsal, caller: str, script: str) -> str:
    told = {"from": caller, "to": CALLER, "url": rehearsal.side.url("/inbound"), "script": script}
    sid: str = rehearsal.tell("inbound", told).json()["sid"]
    rehearsal.settle()
    return sid


def test_somebody_rings_in(rehearsal):
    rehearsal.side.twiml("/inbound", '<Gather numDigits="1" finishOnKey="" action="/next"><Say>Hello.</Say></Gather>')
    sid = ring_in(rehearsal, SAM, "0")
    form = rehearsal.only("/inbound").form
    assert (form["Direction"], form["CallStatus"], form["From"]) == ("inbound", "ringing", SAM)
    assert (rehearsal.only("/next").form["Digits"], rehearsal.only("/next").form["CallStatus"]) == ("0", "in-progress")
    assert rehearsal.summary(sid)["number"] == SAM


@pytest.mark.parametrize(("reason", "status"), [("busy", "busy"), ("rejected", "no-answer")])
def test_a_call_from_outside_can_be_rejected_without_being_answered(rehearsal, reason, status):
    rehearsal.side.twiml("/inbound", f'<Reject reason="{reason}"/>')
    call = rehearsal.summary(ring_in(rehearsal, "anonymous", "-"))
    assert (call["status"], call["seconds"]) == (status, None)


def test_an_instruction_for_a_call_from_outside_needs_its_parts(rehearsal):
    assert rehearsal.tell("inbound", {"from": SAM}).status_code == 400
    assert requests.post(f"{rehearsal.url}/rehearsal/inbound", data="no json", timeout=10).status_code == 400
