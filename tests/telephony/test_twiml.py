from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree  # type: ignore[import-untyped]

from tests.telephony.twilio_descriptions import twiml_schema_file
from voicebot.errors import BadQuestionnaire
from voicebot.interview.prompts import Prompt
from voicebot.questionnaire.model import Line
from voicebot.telephony import twiml

VOICES = {"en-GB": "Polly.Amy-Neural", "pl-PL": "Polly.Ola-Neural"}
ACTION = "https://survey.example/voice/calls/abc/turns/1#rc=2&rp=ct,rt,5xx"
PAUSE = '<break time="500ms"/>'


def prompt(*lines: Line, listens: bool = True) -> Prompt:
    return Prompt(lines, listens=listens, wait=8, language="en-GB", voices=VOICES)


def line(*sentences: str, language: str | None = None, slow: bool = False) -> Line:
    return Line("a_line", sentences, language, slow)


def rendered(*lines: Line, first_name: str | None = None) -> str:
    return twiml.render(prompt(*lines), ACTION, first_name)


def audio_url(name: str) -> str:
    return f"https://survey.example/{name}"


def parsed(document: str) -> ET.Element:
    return ET.fromstring(document.encode())  # noqa: S314 - our own document


def says(document: str) -> list[ET.Element]:
    return list(parsed(document).iter("Say"))


def heard(say: ET.Element) -> str:
    return "".join(say.itertext())


def test_a_prompt_waits_for_one_key_and_sends_that_none_was_pressed_too() -> None:
    assert rendered(line("Press 1.")) == (
        '<?xml version="1.0" encoding="UTF-8"?><Response>'
        '<Gather input="dtmf" numDigits="1" finishOnKey="" actionOnEmptyResult="true" timeout="8"'
        ' action="https://survey.example/voice/calls/abc/turns/1#rc=2&amp;rp=ct,rt,5xx" method="POST">'
        '<Say voice="Polly.Amy-Neural" language="en-GB">Press 1.</Say>'
        "</Gather></Response>"
    )


def test_a_last_prompt_hangs_up_and_waits_for_nothing() -> None:
    assert twiml.render(prompt(line("Goodbye."), listens=False), ACTION, None) == (
        '<?xml version="1.0" encoding="UTF-8"?><Response>'
        '<Say voice="Polly.Amy-Neural" language="en-GB">Goodbye.</Say><Hangup/></Response>'
    )


def test_an_ending_without_words_hangs_up() -> None:
    assert twiml.render(prompt(listens=False), ACTION, None) == twiml.hang_up()


def test_lines_that_follow_on_are_one_speech_with_a_pause_between_all_sentences() -> None:
    document = rendered(line("How was it?", "For good, press 1."), line("For bad, press 2."))
    assert f"How was it?{PAUSE}For good, press 1.{PAUSE}For bad, press 2.</Say>" in document


def test_another_language_is_spoken_by_its_own_voice() -> None:
    first, second, third = says(rendered(line("Hello."), line("Po polsku: 4.", language="pl-PL"), line("Press 1.")))
    assert second.attrib == {"voice": "Polly.Ola-Neural", "language": "pl-PL"}
    assert first.attrib == third.attrib == {"voice": "Polly.Amy-Neural", "language": "en-GB"}


def test_what_is_recorded_is_played_and_the_rest_is_spoken() -> None:
    recorded = Line("recorded", ("Recorded.",), recording="abc.wav")
    document = twiml.render(prompt(line("One."), recorded, recorded, line("Two.")), ACTION, None, audio_url)
    gather = parsed(document)[0]
    assert [(element.tag, element.text) for element in gather] == [
        ("Say", "One."),
        ("Play", "https://survey.example/abc.wav"),
        ("Play", "https://survey.example/abc.wav"),
        ("Say", "Two."),
    ]
    assert twiml_schema().validate(etree.fromstring(document.encode()))


def test_what_was_recorded_and_is_gone_is_spoken_from_then_on() -> None:
    asked = prompt(Line("recorded", ("Recorded.",), recording="abc.wav"), line("Two."))
    assert "Play" in twiml.render(asked, ACTION, None, audio_url)
    document = twiml.render(asked, ACTION, None, lambda _name: None)
    assert f"Recorded.{PAUSE}Two." in document
    assert "Play" not in document


def test_what_may_be_written_down_is_spoken_slowly() -> None:
    fast, slow = says(rendered(line("Ring us free:"), line("0 8 0 8", "1 5 7", slow=True)))
    assert fast.find("prosody") is None
    assert ET.tostring(slow, encoding="unicode").endswith(
        '><prosody rate="slow">0 8 0 8<break time="500ms" />1 5 7</prosody></Say>'
    )


def test_the_first_name_is_filled_in_wherever_it_is_spoken() -> None:
    document = rendered(
        line("If you are {first_name}, press 1.", "If {first_name} is not free, press 2."), first_name="Ada"
    )
    assert heard(says(document)[0]) == "If you are Ada, press 1.If Ada is not free, press 2."


def test_one_persons_name_does_not_stay_for_the_next() -> None:
    asked = prompt(line("Are you {first_name}?"))
    assert "Ada" in twiml.render(asked, ACTION, "Ada")
    assert "Ada" not in twiml.render(asked, ACTION, "Grace")


def test_words_that_name_the_person_are_never_said_without_the_name() -> None:
    with pytest.raises(ValueError, match="first name"):
        rendered(line("Are you {first_name}?"))


def test_a_name_is_not_read_as_markup_or_as_a_slot() -> None:
    document = rendered(line("Are you {first_name}?"), first_name='<Dial>"{first_name}"</Dial>')
    assert heard(says(document)[0]) == 'Are you <Dial>"{first_name}"</Dial>?'


def test_no_speech_is_longer_than_a_voice_can_say_at_once() -> None:
    sentences = tuple(f"Sentence {nth} has some forty characters now." for nth in range(200))
    portions = says(rendered(line(*sentences)))
    assert len(portions) > 1
    assert all(len(ET.tostring(say, encoding="unicode")) < 3_000 for say in portions)
    assert "".join(map(heard, portions)) == "".join(sentences)


def test_a_sentence_too_long_to_be_said_at_once_is_cut_between_words() -> None:
    portions = says(rendered(line("word " * 1_000)))
    assert all(len(heard(say)) < 3_000 for say in portions)
    assert " ".join(" ".join(heard(say) for say in portions).split()).count("word") == 1_000


def test_a_prompt_that_the_provider_would_not_take_is_refused() -> None:
    with pytest.raises(BadQuestionnaire, match="64 kB"):
        rendered(line("a long sentence " * 5_000))


def test_a_prompt_is_compiled_once() -> None:
    asked = prompt(line("How was it?"))
    twiml.render(asked, ACTION, None)
    before = twiml._compiled.cache_info().misses
    twiml.render(asked, "https://survey.example/elsewhere", None)
    assert twiml._compiled.cache_info().misses == before


def test_a_redirect_sends_the_call_to_an_address() -> None:
    redirect = parsed(twiml.redirect(ACTION)).find("Redirect")
    assert redirect is not None
    assert (redirect.text, redirect.attrib) == (ACTION, {"method": "POST"})


def test_a_goodbye_can_be_made_beforehand() -> None:
    document = twiml.goodbye(line("We are sorry.", "Goodbye."), language="en-GB", voice="Polly.Amy-Neural")
    assert [element.tag for element in parsed(document)] == ["Say", "Hangup"]
    assert heard(says(document)[0]) == "We are sorry.Goodbye."


ANY_TEXT = st.text(st.characters(), max_size=300) | st.sampled_from(
    [
        "\x00\x01\x1b",
        "<Say>",
        "&amp;",
        "]]>",
        "😀",
        "\"'",
        "\ud800",
        "\ufffe",
        "{first_name}",
        "{action}",
        "{}",
        " ",
        "",
    ]
)
LINES = st.lists(
    st.builds(
        Line,
        name=st.just("a_line"),
        sentences=st.lists(ANY_TEXT, max_size=5).map(tuple),
        language=st.sampled_from([None, "pl-PL"]),
        slow=st.booleans(),
    ),
    max_size=6,
)


@given(lines=LINES, listens=st.booleans(), first_name=st.text(st.characters(), max_size=30), action=ANY_TEXT)
def test_whatever_is_to_be_said_the_document_is_sound_small_and_has_no_more_than_its_own_elements(
    lines: list[Line], listens: bool, first_name: str, action: str
) -> None:
    document = twiml.render(prompt(*lines, listens=listens), action, first_name, number="0, 7, 7")
    root = parsed(document)
    assert {element.tag for element in root.iter()} <= {"Response", "Gather", "Say", "prosody", "break", "Hangup"}
    assert len(document.encode()) < 64 * 1024
    assert all(heard(say) for say in says(document)) or "{first_name}" in str(lines)


@given(lines=LINES, listens=st.booleans(), first_name=ANY_TEXT)
def test_twilios_schema_allows_every_document(lines: list[Line], listens: bool, first_name: str) -> None:
    document = twiml.render(prompt(*lines, listens=listens), ACTION, first_name, number="0, 7, 7")
    assert twiml_schema().validate(etree.fromstring(document.encode()))


@pytest.mark.parametrize(
    "document", [twiml.hang_up(), twiml.redirect(ACTION), twiml.goodbye(line("Bye."), language="en-GB", voice="alice")]
)
def test_twilios_schema_allows_the_small_documents_too(document: str) -> None:
    assert twiml_schema().validate(etree.fromstring(document.encode()))


def twiml_schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(twiml_schema_file()))
