"""How TwiML is played, over HTTP, to a person who follows a script."""

import io
import wave
from collections.abc import Iterator

import pytest
import requests
from aiohttp import web

from voicebot.rehearsal import Faults

ASK = '<Gather numDigits="1" finishOnKey="" timeout="8" action="/next"><Say>Press a key.</Say></Gather>'


def gather(attributes: str, nested: str = "<Say>Press a key.</Say>") -> str:
    return f"<Gather {attributes}>{nested}</Gather>"


def sound(seconds: int) -> web.Response:
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(1)
        out.setframerate(8000)
        out.writeframes(b"\x80" * 8000 * seconds)
    return web.Response(body=file.getvalue(), content_type="audio/wav")


def test_the_first_webhook_bears_twilios_parameters(rehearsal):
    rehearsal.ring()
    form = rehearsal.only("/start").form
    assert (form["CallStatus"], form["Direction"], form["ApiVersion"]) == ("in-progress", "outbound-api", "2010-04-01")
    assert form["To"] == form["Called"] == "+447700900123"
    assert (form["FromCountry"], form["ToCity"]) == ("GB", "")


def test_a_key_is_posted_to_the_action(rehearsal):
    rehearsal.side.twiml("/start", ASK)
    call = rehearsal.ring("3")
    form = rehearsal.only("/next").form
    assert (form["Digits"], form["msg"], form["FinishedOnKey"]) == ("3", "Gather End", "")
    assert [press["key"] for press in call["pressed"]] == ["3"]


def test_star_hash_and_zero_arrive_at_once_without_a_finish_key(rehearsal):
    rehearsal.side.twiml("/start", ASK.replace("/next", "/start"))
    rehearsal.ring("0 * # 9 hangup")
    assert [received.form.get("Digits") for received in rehearsal.side.at("/start")] == [None, "0", "*", "#", "9"]


def test_hash_alone_is_swallowed_where_it_is_the_finish_key(rehearsal):
    rehearsal.side.twiml("/start", gather('numDigits="1" action="/next"'))
    rehearsal.ring("#")
    assert rehearsal.side.at("/next") == []


def test_a_finish_key_ends_a_long_entry_and_is_no_digit(rehearsal):
    rehearsal.side.twiml("/start", gather('action="/next"'))
    rehearsal.ring("07700900123#")
    form = rehearsal.only("/next").form
    assert (form["Digits"], form["FinishedOnKey"]) == ("07700900123", "#")


def test_silence_makes_no_request_and_falls_through_to_the_next_verb(rehearsal):
    rehearsal.side.twiml("/start", ASK + "<Redirect>/silence</Redirect>")
    rehearsal.ring("-")
    assert rehearsal.side.at("/next") == []
    rehearsal.only("/silence")


def test_silence_is_posted_where_the_action_is_wanted_on_empty_results(rehearsal):
    rehearsal.side.twiml("/start", gather('numDigits="1" actionOnEmptyResult="true" action="/next"'))
    rehearsal.ring("-")
    rehearsal.ring("-")
    first, second = rehearsal.side.at("/next")
    assert "Digits" not in first.form
    assert second.form["Digits"] == ""


def test_the_default_action_is_the_document_itself(rehearsal):
    rehearsal.side.twiml("/start", gather('numDigits="1"'))
    rehearsal.ring("1 2 hangup", first="/start?call=7")
    assert [received.query["call"] for received in rehearsal.side.at("/start")] == ["7", "7", "7"]


def test_relative_addresses_are_resolved_against_the_current_document(rehearsal):
    rehearsal.side.twiml("/voice/start", "<Redirect>turn/1</Redirect>")
    rehearsal.side.twiml("/voice/turn/1", "<Redirect>2</Redirect>")
    rehearsal.ring(first="/voice/start")
    rehearsal.only("/voice/turn/2")


def test_a_redirect_may_be_a_get(rehearsal):
    rehearsal.side.twiml("/start", '<Redirect method="GET">/next</Redirect>')
    rehearsal.ring()
    received = rehearsal.only("/next")
    assert (received.method, received.query["CallStatus"]) == ("GET", "in-progress")


def test_the_call_ends_after_the_last_verb(rehearsal):
    rehearsal.side.twiml("/start", "<Say>Goodbye.</Say>")
    assert rehearsal.ring()["ended_by"] == "application"


def test_hanging_up_makes_no_request(rehearsal):
    rehearsal.side.twiml("/start", ASK)
    assert rehearsal.ring("hangup")["ended_by"] == "callee"
    assert rehearsal.side.at("/next") == []


def test_keys_pressed_between_two_gathers_do_not_reach_the_second(rehearsal):
    rehearsal.side.twiml("/start", ASK)
    rehearsal.side.twiml("/next", gather('numDigits="1" action="/last"'))
    rehearsal.ring("12")
    assert rehearsal.only("/next").form["Digits"] == "1"
    assert rehearsal.side.at("/last") == []


def test_the_call_lasts_as_long_as_its_words_pauses_and_waits(rehearsal):
    words = " ".join(["word"] * 25)
    rehearsal.side.twiml("/start", f'<Say>{words}</Say><Pause length="3"/><Gather timeout="7"/>')
    assert rehearsal.ring("-")["seconds"] == 10 + 3 + 7


def test_a_recording_lasts_as_long_as_it_is_and_is_fetched_once(rehearsal):
    rehearsal.side.answers["/hello.wav"] = lambda _: sound(seconds=4)
    rehearsal.side.twiml("/start", "<Play>/hello.wav</Play>")
    assert [rehearsal.ring()["seconds"] for _ in range(2)] == [4, 4]
    assert rehearsal.only("/hello.wav").method == "GET"


def test_the_words_of_a_recording_are_read_beside_it(rehearsal):
    rehearsal.side.answers["/hello.wav"] = lambda _: sound(seconds=4)
    rehearsal.side.answers["/hello.txt"] = lambda _: web.Response(text="Press 1.", content_type="text/plain")
    rehearsal.side.twiml("/start", "<Play>/hello.wav</Play>")
    entries = rehearsal.told(f"calls/{rehearsal.ring()['sid']}/transcript", format="json")
    assert "Press 1." in [entry["text"] for entry in entries]


def test_a_recording_that_is_none_is_a_fault(rehearsal):
    rehearsal.side.twiml("/start", "<Play>/page</Play>")
    rehearsal.ring()
    assert rehearsal.errors() == [13420]


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (web.Response(status=500), 11200),
        (web.Response(text="<Response/>", content_type="text/plain"), 12300),
        ("<Response><Say>never closed</Response>", 12100),
        ("<Reply/>", 12102),
        ("<Response><say>no</say></Response>", 12200),
        (f"<Response><Say>{'x' * 70_000}</Say></Response>", 11750),
    ],
)
def test_a_fault_leads_to_the_fallback_which_is_told_of_it(rehearsal, answer, code):
    rehearsal.side.answers["/start"] = answer
    call = rehearsal.ring(fallback_url=rehearsal.side.twiml("/fallback", "<Say>Goodbye.</Say>"))
    form = rehearsal.only("/fallback").form
    assert (form["ErrorCode"], form["ErrorUrl"]) == (str(code), rehearsal.side.url("/start"))
    assert (rehearsal.errors(), call["ended_by"]) == ([code], "application")


def test_a_fault_without_fallback_ends_the_call(rehearsal):
    rehearsal.side.answers["/start"] = "no document"
    call = rehearsal.ring()
    assert (call["status"], call["ended_by"], rehearsal.errors()) == ("completed", "fault", [12100])


def test_a_fault_of_the_fallback_ends_the_call(rehearsal):
    rehearsal.side.answers["/start"] = "no document"
    rehearsal.side.answers["/fallback"] = "no document either"
    assert rehearsal.ring(fallback_url=rehearsal.side.url("/fallback"))["ended_by"] == "fault"
    rehearsal.only("/fallback")


def test_the_fallback_may_send_the_call_back_to_the_turn_that_failed(rehearsal):
    failures: Iterator[web.Response] = iter([web.Response(status=503), web.Response(status=503)])
    rehearsal.side.twiml("/start", ASK)
    rehearsal.side.answers["/next"] = lambda _: next(failures, "<Response><Say>Thank you.</Say></Response>")
    rehearsal.side.twiml("/fallback", "<Redirect>/next</Redirect>")
    call = rehearsal.ring("1", fallback_url=rehearsal.side.url("/fallback"))
    assert (len(rehearsal.side.at("/fallback")), call["ended_by"]) == (2, "application")


def test_a_conversation_in_circles_is_ended(rehearsal):
    rehearsal.side.twiml("/start", "<Redirect>/start</Redirect>")
    assert rehearsal.ring()["ended_by"] == "fault"
    assert rehearsal.errors() == [12400]


def test_twiml_may_come_with_the_call(rehearsal):
    rehearsal.instruct("5")
    action = rehearsal.side.url("/next")
    rehearsal.create(twiml=f'<Response><Gather numDigits="1" action="{action}"/></Response>')
    rehearsal.settle()
    assert rehearsal.only("/next").form["Digits"] == "5"


def test_twiml_without_an_address_needs_absolute_ones(rehearsal):
    rehearsal.instruct("5")
    rehearsal.create(twiml='<Response><Gather numDigits="1" action="/next"/></Response>')
    rehearsal.settle()
    assert rehearsal.errors() == [11100]


def test_a_transferred_call_tells_how_it_went(rehearsal):
    rehearsal.instruct("-", number="+442079460111")
    rehearsal.instruct(number="+442079460222", outcome="busy")
    rehearsal.side.twiml("/start", '<Dial action="/back">+442079460111</Dial>')
    rehearsal.ring()
    rehearsal.side.twiml("/start", '<Dial action="/busy"><Number>+442079460222</Number></Dial>')
    rehearsal.ring()
    assert rehearsal.only("/back").form["DialCallStatus"] == "completed"
    assert rehearsal.only("/busy").form["DialCallStatus"] == "busy"


def test_reject_is_for_calls_from_outside(rehearsal):
    rehearsal.side.twiml("/start", "<Reject/>")
    rehearsal.ring()
    assert rehearsal.errors() == [12200]


def test_a_repeated_action_comes_twice_and_the_person_hears_one_answer(rehearse):
    rehearsal = rehearse(faults=Faults(repeat_action=1.0))
    rehearsal.side.twiml("/start", ASK)
    call = rehearsal.ring("1")
    assert [received.form["Digits"] for received in rehearsal.side.at("/next")] == ["1", "1"]
    assert len(call["pressed"]) == 1


def test_a_transcript_tells_what_was_heard_and_pressed(rehearsal):
    rehearsal.side.twiml("/start", ASK)
    sid = rehearsal.ring("2")["sid"]
    entries = rehearsal.told(f"calls/{sid}/transcript", format="json")
    assert [(entry["kind"], entry["text"]) for entry in entries] == [("heard", "Press a key."), ("pressed", "2")]
    text = requests.get(f"{rehearsal.url}/rehearsal/calls/{sid}/transcript", timeout=10).text
    assert "pressed  2" in text
