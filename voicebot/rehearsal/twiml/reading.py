"""Reads TwiML as strictly as Twilio's schema: a document is understood completely or it is a fault.

Sources: Twilio's TwiML schema and https://www.twilio.com/docs/voice/twiml; codes from its error dictionary.
"""

import re
from collections.abc import Callable, Iterator
from xml.etree import ElementTree as ET  # nosec B405 - see read_twiml
from xml.etree.ElementTree import Element  # nosec B405

from voicebot.rehearsal.errors import CallFault
from voicebot.rehearsal.twiml.verbs import Dial, Gather, Hangup, Heard, Pause, Play, Redirect, Reject, Say, Verb
from voicebot.rehearsal.twiml.voices import longest_text, speaks

LONGEST_DOCUMENT = 64 * 1024
CONTENT_TYPES = frozenset({"text/xml", "application/xml"})
KEYS = frozenset("0123456789*#")
CALLED_NUMBER = re.compile(r"\+[1-9]\d{6,14}\Z")

ATTRIBUTES: dict[str, frozenset[str]] = {
    "Response": frozenset({"version"}),
    "Say": frozenset({"voice", "language", "loop", "rate"}),
    "Play": frozenset({"loop", "digits"}),
    "Pause": frozenset({"length"}),
    "Gather": frozenset({
        "numDigits", "finishOnKey", "actionOnEmptyResult", "method", "action", "timeout", "input", "bargeIn",
        "speechTimeout", "maxSpeechTime", "partialResultCallback", "partialResultCallbackMethod", "hints", "language",
        "profanityFilter", "speechModel", "enhanced", "secure", "grammar", "grammarUrl", "debug", "dtmfDetection",
    }),
    "Redirect": frozenset({"method"}),
    "Hangup": frozenset(),
    "Reject": frozenset({"reason"}),
    "Dial": frozenset({
        "method", "action", "timeout", "hangupOnStar", "callerId", "timeLimit", "answerOnBridge", "ringTone",
        "record", "trim", "sequential",
    }),
    "Number": frozenset({
        "sendDigits", "url", "method", "statusCallback", "statusCallbackMethod", "statusCallbackEvent",
    }),
}  # fmt: skip

SSML = frozenset({
    "break", "emphasis", "lang", "p", "phoneme", "prosody", "s", "say-as", "sub", "w",
})  # fmt: skip
BREAK_SECONDS = {"none": 0.0, "x-weak": 0.1, "weak": 0.25, "medium": 0.5, "strong": 0.75, "x-strong": 1.0}
BREAK_TIME = re.compile(r"(\d+(?:\.\d+)?)(ms|s)\Z")


def read_document(content_type: str, body: bytes) -> tuple[Verb, ...]:
    """The verbs of a webhook's answer.

    Raises:
        CallFault: 12300 content type, 11750 over 64 kB, 12100 not XML, 12102 root, 12200 schema, 13xxx a verb.
    """
    if content_type.partition(";")[0].strip().lower() not in CONTENT_TYPES:
        raise CallFault(12300, "The content type of a document is text/xml or application/xml.")
    if len(body) > LONGEST_DOCUMENT:
        raise CallFault(11750, "A document has at most 64 kB.")
    return read_twiml(body)


def read_twiml(text: bytes | str) -> tuple[Verb, ...]:
    """The verbs of a TwiML text; raises as `read_document` does."""
    try:
        root = ET.fromstring(text)  # noqa: S314  # nosec B314 - from loopback only, size limited
    except (ET.ParseError, ValueError) as error:
        raise CallFault(12100, f"The document is not well-formed XML: {error}.") from error
    if root.tag != "Response":
        raise CallFault(12102, "The root element of a document is Response.")
    _check_element(root)
    _refuse_stray_text(root)
    return tuple(_read_verb(element) for element in root)


def _read_verb(element: Element) -> Verb:
    reader = READERS.get(element.tag)
    if reader is None:
        raise CallFault(12200, f"{element.tag} is not a verb of this network (names are case-sensitive).")
    _check_element(element)
    return reader(element)


def _read_say(element: Element) -> Say:
    voice, language = element.get("voice"), element.get("language")
    if voice is not None and not speaks(voice, language):
        raise CallFault(13511, "The voice of Say is unknown, or does not speak the language beside it.")
    text = " ".join("".join(_words(element)).split())
    if not text:
        raise CallFault(13520, "Say has no text.")
    if len(text) > longest_text(voice):
        raise CallFault(13520, f"Say has at most {longest_text(voice)} characters with this voice.")
    silence = sum(_read_markup(child) for child in element.iter() if child is not element)
    return Say(text, silence, _count(element, "loop", 1, 13510, least=0))


def _words(element: Element) -> Iterator[str]:
    """The spoken text of an element; a break parts words."""
    yield element.text or ""
    for child in element:
        yield " " if child.tag == "break" else ""
        yield from _words(child)
        yield child.tail or ""


def _read_markup(element: Element) -> float:
    """The seconds of silence that an element of SSML asks for: none, but for <break>."""
    if element.tag not in SSML:
        raise CallFault(12200, f"{element.tag} is not known inside Say.")
    if element.tag != "break":
        return 0.0
    if (time := element.get("time")) is not None:
        if not (length := BREAK_TIME.match(time)):
            raise CallFault(13520, "The time of a break is such as 500ms or 2s.")
        return float(length[1]) / (1000 if length[2] == "ms" else 1)
    strength = element.get("strength", "medium")
    if strength not in BREAK_SECONDS:
        raise CallFault(13520, "The strength of a break is unknown.")
    return BREAK_SECONDS[strength]


def _read_play(element: Element) -> Play:
    url, digits = (element.text or "").strip(), element.get("digits", "")
    if not url and not digits:
        raise CallFault(12200, "Play has neither an address nor digits.")
    if set(digits) - KEYS - set("wW"):
        raise CallFault(12200, "The digits of Play are 0-9, *, # and w.")
    return Play(url, digits, _count(element, "loop", 1, 13410, least=0))


def _read_pause(element: Element) -> Pause:
    _refuse_content(element)
    return Pause(_count(element, "length", 1, 13910))


def _read_gather(element: Element) -> Gather:
    _refuse_stray_text(element)
    finish_on = element.get("finishOnKey", "#")
    if finish_on and finish_on not in KEYS:
        raise CallFault(13310, "finishOnKey is one of 0123456789#* or empty.")
    return Gather(
        prompts=tuple(_read_nested(child) for child in element),
        action=element.get("action"),
        method=_method(element, 13312),
        timeout=_count(element, "timeout", 5, 13313),
        num_digits=_count(element, "numDigits", 1, 13314) if "numDigits" in element.attrib else None,
        finish_on=finish_on,
        on_empty=_flag(element, "actionOnEmptyResult", default=False),
        hears_keys=_hears_keys(element),
        barge_in=_flag(element, "bargeIn", default=True),
    )


def _read_nested(element: Element) -> Heard:
    reader = NESTED_READERS.get(element.tag)
    if reader is None:
        raise CallFault(13320, f"Gather nests Say, Play and Pause, not {element.tag}.")
    _check_element(element)
    return reader(element)


def _hears_keys(element: Element) -> bool:
    kinds = element.get("input", "dtmf").split()
    if not kinds or set(kinds) - {"dtmf", "speech"}:
        raise CallFault(12200, "The input of Gather is dtmf, speech or both.")
    return "dtmf" in kinds


def _read_redirect(element: Element) -> Redirect:
    url = (element.text or "").strip()
    if len(element) or not url:
        raise CallFault(12200, "Redirect holds an address and nothing else.")
    return Redirect(url, _method(element, 13710))


def _read_dial(element: Element) -> Dial:
    numbers = [child for child in element if child.tag == "Number"]
    if len(numbers) != len(element) or len(numbers) > 1:
        raise CallFault(13215, "This network dials one number at a time.")
    for number in numbers:
        _check_element(number)
    called = "".join(element.itertext()).strip()
    if not CALLED_NUMBER.match(called):
        raise CallFault(13223, "Dial holds a number in E.164.")
    return Dial(
        called,
        element.get("callerId"),
        element.get("action"),
        _method(element, 13210),
        _count(element, "timeout", 30, 13212),
    )


def _read_reject(element: Element) -> Reject:
    _refuse_content(element)
    reason = element.get("reason", "rejected")
    if reason not in {"busy", "rejected"}:
        raise CallFault(12200, "The reason of Reject is busy or rejected.")
    return Reject(reason)


def _read_hangup(element: Element) -> Hangup:
    _refuse_content(element)
    return Hangup()


NESTED_READERS: dict[str, Callable[[Element], Heard]] = {"Say": _read_say, "Play": _read_play, "Pause": _read_pause}
READERS: dict[str, Callable[[Element], Verb]] = {
    **NESTED_READERS,
    "Gather": _read_gather,
    "Redirect": _read_redirect,
    "Dial": _read_dial,
    "Reject": _read_reject,
    "Hangup": _read_hangup,
}


def _check_element(element: Element) -> None:
    unknown = element.attrib.keys() - ATTRIBUTES[element.tag]
    if unknown:
        raise CallFault(12200, f"{element.tag} has no attribute {min(unknown)} (names are case-sensitive).")


def _refuse_content(element: Element) -> None:
    if len(element) or (element.text or "").strip():
        raise CallFault(12200, f"{element.tag} is empty.")


def _refuse_stray_text(element: Element) -> None:
    texts = [element.text, *(child.tail for child in element)]
    if any((text or "").strip() for text in texts):
        raise CallFault(12200, f"{element.tag} holds verbs, not text.")


def _count(element: Element, name: str, default: int, code: int, *, least: int = 1) -> int:
    value = element.get(name)
    if value is None:
        return default
    if not (value.isascii() and value.isdecimal()) or int(value) < least:
        raise CallFault(code, f"The {name} of {element.tag} is a whole number of {least} or more.")
    return int(value)


def _flag(element: Element, name: str, *, default: bool) -> bool:
    value = element.get(name)
    if value not in {None, "true", "false"}:
        raise CallFault(12200, f"The {name} of {element.tag} is true or false.")
    return default if value is None else value == "true"


def _method(element: Element, code: int) -> str:
    method = element.get("method", "POST").upper()
    if method not in {"GET", "POST"}:
        raise CallFault(code, f"The method of {element.tag} is GET or POST.")
    return method
