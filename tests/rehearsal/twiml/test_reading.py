"""How strictly TwiML is read."""

import pytest
from twilio.twiml.voice_response import Gather as SdkGather
from twilio.twiml.voice_response import VoiceResponse

from voicebot.rehearsal.errors import CallFault
from voicebot.rehearsal.twiml.reading import read_document, read_twiml
from voicebot.rehearsal.twiml.verbs import Dial, Gather, Hangup, Pause, Play, Redirect, Reject, Say


def only(verb: str):
    (read,) = read_twiml(f"<Response>{verb}</Response>")
    return read


def test_what_twilios_library_writes_is_understood():
    response = VoiceResponse()
    gather = SdkGather(num_digits=1, finish_on_key="", action_on_empty_result=True, timeout=8, action="/turn")
    gather.say("If you are Sam, press 1.", voice="Polly.Amy-Neural", language="en-GB")
    gather.pause(length=2)
    response.append(gather)
    response.redirect("/again", method="GET")
    response.hangup()
    read = read_twiml(str(response))
    assert read[0] == Gather(
        prompts=(Say("If you are Sam, press 1.", 0.0, 1), Pause(2)),
        action="/turn", method="POST", timeout=8, num_digits=1, finish_on="", on_empty=True,
        hears_keys=True, barge_in=True,
    )  # fmt: skip
    assert read[1:] == (Redirect("/again", "GET"), Hangup())


def test_a_gather_has_the_defaults_of_twilio():
    gather = only("<Gather/>")
    assert (gather.timeout, gather.num_digits, gather.finish_on, gather.on_empty) == (5, None, "#", False)
    assert (gather.method, gather.action, gather.hears_keys) == ("POST", None, True)


def test_other_verbs_are_read():
    assert only('<Play loop="2">/a.mp3</Play>') == Play("/a.mp3", "", 2)
    assert only('<Reject reason="busy"/>') == Reject("busy")
    assert only('<Dial timeout="20"><Number>+442079460111</Number></Dial>') == Dial(
        "+442079460111", None, None, "POST", 20
    )


def test_speech_markup_gives_words_and_silence():
    say = only('<Say>Press <break time="500ms"/> 1 <break/> or <say-as interpret-as="digits">101</say-as></Say>')
    assert say == Say("Press 1 or 101", 1.0, 1)


def test_a_break_parts_words_and_other_markup_does_not():
    assert only("<Say>One.<break/>Two <s>th</s>ree.</Say>").text == "One. Two three."


def test_a_gather_that_hears_speech_only_hears_no_keys():
    assert not only('<Gather input="speech"/>').hears_keys
    assert only('<Gather input="dtmf speech"/>').hears_keys


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ("", 12100),
        ("<Response><Say>a & b</Say></Response>", 12100),
        ("<Response><Say>\x07</Say></Response>", 12100),
        ("<response/>", 12102),
        ("<Response><gather/></Response>", 12200),
        ("<Response>hello</Response>", 12200),
        ("<Response><Hangup/>hello</Response>", 12200),
        ('<Response><Gather numdigits="1"/></Response>', 12200),
        ("<Response><Record/></Response>", 12200),
        ("<Response><Sms>no</Sms></Response>", 12200),
        ("<Response><Gather>press</Gather></Response>", 12200),
        ("<Response><Gather><Redirect>/x</Redirect></Gather></Response>", 13320),
        ("<Response><Gather><Gather/></Gather></Response>", 13320),
        ('<Response><Gather timeout="0"/></Response>', 13313),
        ('<Response><Gather timeout="8.5"/></Response>', 13313),
        ('<Response><Gather numDigits="one"/></Response>', 13314),
        ('<Response><Gather finishOnKey="ab"/></Response>', 13310),
        ('<Response><Gather method="PUT"/></Response>', 13312),
        ('<Response><Gather input="keys"/></Response>', 12200),
        ('<Response><Gather actionOnEmptyResult="yes"/></Response>', 12200),
        ("<Response><Say></Say></Response>", 13520),
        ('<Response><Say voice="Polly.Nobody">hello</Say></Response>', 13511),
        ('<Response><Say voice="Polly.Amy" language="pl-PL">hello</Say></Response>', 13511),
        ('<Response><Say loop="many">hello</Say></Response>', 13510),
        ("<Response><Say><shout>hello</shout></Say></Response>", 12200),
        ('<Response><Say><break time="soon"/>hello</Say></Response>', 13520),
        ('<Response><Play loop="-1">/a.mp3</Play></Response>', 13410),
        ("<Response><Play/></Response>", 12200),
        ('<Response><Pause length="0"/></Response>', 13910),
        ('<Response><Redirect method="PUT">/x</Redirect></Response>', 13710),
        ("<Response><Redirect/></Response>", 12200),
        ("<Response><Hangup>now</Hangup></Response>", 12200),
        ("<Response><Dial>101</Dial></Response>", 13223),
        ("<Response><Dial><Client>sam</Client></Dial></Response>", 13215),
        ('<Response><Reject reason="no"/></Response>', 12200),
    ],
)
def test_a_document_that_twilio_would_not_take_is_a_fault(document, code):
    with pytest.raises(CallFault) as fault:
        read_twiml(document)
    assert fault.value.code == code


@pytest.mark.parametrize(
    ("voice", "longest"), [("", 4096), ('voice="Polly.Amy-Neural"', 3000), ('voice="woman"', 4096)]
)
def test_a_text_has_a_longest_length_by_voice(voice, longest):
    assert only(f"<Say {voice}>{'x' * longest}</Say>")
    with pytest.raises(CallFault):
        only(f"<Say {voice}>{'x' * (longest + 1)}</Say>")


@pytest.mark.parametrize("content_type", ["text/xml", "application/xml", "text/xml; charset=utf-8"])
def test_documents_come_as_xml(content_type):
    assert read_document(content_type, b"<Response/>") == ()


@pytest.mark.parametrize("content_type", ["text/plain", "text/html", ""])
def test_other_content_types_are_a_fault(content_type):
    with pytest.raises(CallFault) as fault:
        read_document(content_type, b"<Response/>")
    assert fault.value.code == 12300


def test_a_document_has_at_most_64_kilobytes():
    with pytest.raises(CallFault) as fault:
        read_document("text/xml", b"<Response/>" + b" " * 64 * 1024)
    assert fault.value.code == 11750
