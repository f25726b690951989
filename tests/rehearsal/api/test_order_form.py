"""What Twilio refuses when a call is placed or changed."""

import pytest
from multidict import MultiDict

from voicebot.rehearsal.api.order_form import read_change, read_order
from voicebot.rehearsal.calls.order import Detection, Event, Target
from voicebot.rehearsal.errors import Refusal

OWNED = frozenset({"+442079460000"})
GOOD = {"To": "+447700900123", "From": "+442079460000", "Url": "http://127.0.0.1:8000/voice"}


def order(*extra: tuple[str, str], **changes: str):
    form = MultiDict((name, value) for name, value in (GOOD | changes).items() if value)
    form.extend(extra)
    return read_order(form, OWNED)


def test_an_order_has_the_defaults_of_twilio():
    placed = order()
    assert (placed.timeout, placed.time_limit, placed.document) == (60, 4 * 3600, Target(GOOD["Url"], "POST"))
    assert placed.events == {Event.COMPLETED}
    assert placed.detection is None


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"To": ""}, 21201),
        ({"To": "07700900123"}, 21211),
        ({"To": "+4477009001234567"}, 21211),
        ({"From": ""}, 21213),
        ({"From": "Police"}, 21212),
        ({"From": "+442079460001"}, 21210),
        ({"Url": ""}, 21205),
        ({"Url": "/voice"}, 21205),
        ({"Url": "ftp://127.0.0.1/voice"}, 21205),
        ({"Url": "http://under_score/voice"}, 21205),
        ({"Url": "http://127.0.0.1:port/voice"}, 21205),
        ({"FallbackUrl": "nowhere"}, 21205),
        ({"StatusCallback": "http:///x"}, 21205),
        ({"Method": "PUT"}, 21209),
        ({"StatusCallbackMethod": "DELETE"}, 21209),
        ({"Timeout": "0"}, 21208),
        ({"Timeout": "601"}, 21208),
        ({"Timeout": "soon"}, 21208),
        ({"TimeLimit": "-1"}, 20001),
        ({"SendDigits": "12x"}, 21206),
        ({"StatusCallbackEvent": "initiated ringing"}, 21626),
        ({"MachineDetection": "true"}, 20001),
        ({"MachineDetectionTimeout": "60"}, 20001),
        ({"AsyncAmd": "yes"}, 20001),
        ({"Url": "", "Twiml": "x" * 4001}, 20001),
    ],
)
def test_what_twilio_refuses_is_refused_with_its_code(changes, code):
    with pytest.raises(Refusal) as refused:
        order(**changes)
    assert (refused.value.status, refused.value.code) == (400, code)


def test_a_refused_number_is_quoted_as_twilio_does():
    with pytest.raises(Refusal, match=r"07700900123"):
        order(To="07700900123")


def test_events_are_a_repeated_parameter():
    asked = order(("StatusCallbackEvent", "ringing"), ("StatusCallbackEvent", "completed"))
    assert asked.events == {Event.RINGING, Event.COMPLETED}


def test_an_address_wins_over_twiml_given_beside_it():
    assert order(Twiml="<Response/>").document == Target(GOOD["Url"])
    assert order(Url="", Twiml="<Response/>").document == "<Response/>"


def test_machine_detection_runs_beside_the_call_only_when_asked_to():
    assert order(MachineDetection="Enable").detection == Detection(False, False, None)
    beside = order(MachineDetection="DetectMessageEnd", AsyncAmd="true", AsyncAmdStatusCallback="http://127.0.0.1/amd")
    assert beside.detection == Detection(True, True, Target("http://127.0.0.1/amd"))


def test_digits_to_send_switch_machine_detection_off():
    assert order(MachineDetection="Enable", SendDigits="1w").detection is None


def test_a_call_is_changed_by_an_address_or_twiml_but_not_both():
    assert read_change(MultiDict(Url="http://127.0.0.1/new", Method="GET")).document == Target(
        "http://127.0.0.1/new", "GET"
    )
    with pytest.raises(Refusal):
        read_change(MultiDict(Url="http://127.0.0.1/new", Twiml="<Response/>"))
