"""Reads the forms that place or change a call, refusing what Twilio refuses, with the same codes.

Sources: Twilio's OpenAPI description of the Calls resource and its error dictionary.
"""

import re
from typing import NoReturn
from urllib.parse import urlsplit

from multidict import MultiMapping

from voicebot.rehearsal.calls.order import Change, Detection, Event, Order, Target
from voicebot.rehearsal.errors import Refusal
from voicebot.rehearsal.settings import E164

BAD_REQUEST = 400
LONGEST_TWIML = 4_000
CALL_SECONDS = (1, 24 * 3600)
HOST = re.compile(r"[A-Za-z0-9.-]+\Z|\[[0-9a-fA-F:]+\]\Z")
SEND_DIGITS = re.compile(r"[0-9A-D#*wW]{0,32}\Z")
DETECTION_RANGES = {
    "MachineDetectionTimeout": (3, 59),
    "MachineDetectionSpeechThreshold": (1000, 6000),
    "MachineDetectionSpeechEndThreshold": (500, 5000),
    "MachineDetectionSilenceTimeout": (2000, 10000),
}


Form = MultiMapping[str]


def read_order(form: Form, owned: frozenset[str]) -> Order:
    """The order of a POST to Calls.json.

    Raises:
        Refusal: 400 with Twilio's code; the message quotes the number, as Twilio's does.
    """
    order = Order(
        to=_called(form),
        from_=_caller(form, owned),
        document=_document(form) or _refuse(21205, "Url parameter is required."),
        fallback=_target(form, "FallbackUrl", "FallbackMethod"),
        status_callback=_target(form, "StatusCallback", "StatusCallbackMethod"),
        events=_events(form),
        timeout=_number(form, "Timeout", 60, (1, 600), 21208),
        time_limit=_number(form, "TimeLimit", 4 * 3600, CALL_SECONDS),
        detection=_detection(form),
    )
    if not SEND_DIGITS.match(form.get("SendDigits", "")):
        _refuse(21206, "SendDigits is not valid.")
    return order


def read_change(form: Form) -> Change:
    """The change of a POST to a call.

    Raises:
        Refusal: 400 with Twilio's code.
    """
    status = form.get("Status") or None
    if status not in {None, "canceled", "completed"}:
        _refuse(20001, f"Status {status} is not supported; it is canceled or completed.")
    if form.get("Url") and form.get("Twiml"):
        _refuse(20001, "Url and Twiml are mutually exclusive.")
    return Change(
        status=status,
        document=_document(form),
        fallback=_target(form, "FallbackUrl", "FallbackMethod"),
        status_callback=_target(form, "StatusCallback", "StatusCallbackMethod"),
        time_limit=_number(form, "TimeLimit", 1, CALL_SECONDS) if form.get("TimeLimit") else None,
    )


def _refuse(code: int, message: str) -> NoReturn:
    raise Refusal(BAD_REQUEST, code, message)


def _called(form: Form) -> str:
    to = form.get("To", "")
    if not to:
        _refuse(21201, "No 'To' number is specified")
    if not E164.match(to):
        # Twilio quotes the number here: whoever logs refusals must cut it out.
        _refuse(21211, f"The phone number you are attempting to call, {to}, is not valid.")
    return to


def _caller(form: Form, owned: frozenset[str]) -> str:
    caller = form.get("From", "")
    if not caller:
        _refuse(21213, "'From' phone number is required")
    if not E164.match(caller):
        _refuse(21212, f"The source phone number provided, {caller}, is not valid.")
    if caller not in owned:
        _refuse(21210, f"The source phone number provided, {caller}, is not yet verified for your account.")
    return caller


def _document(form: Form) -> Target | str | None:
    if target := _target(form, "Url", "Method"):
        return target
    twiml = form.get("Twiml") or None
    if twiml is not None and len(twiml) > LONGEST_TWIML:
        _refuse(20001, f"Twiml has at most {LONGEST_TWIML} characters.")
    return twiml


def _target(form: Form, url_name: str, method_name: str) -> Target | None:
    method = form.get(method_name) or "POST"
    if method.upper() not in {"GET", "POST"}:
        _refuse(21209, f"{method_name} is not a valid HTTP method: GET or POST.")
    url = form.get(url_name) or None
    if url is None:
        return None
    if not _is_absolute(url):
        _refuse(21205, f"{url_name} is not a valid URL.")
    return Target(url, method.upper())


def _is_absolute(url: str) -> bool:
    try:
        parts = urlsplit(url)
        host = parts.netloc.rpartition("@")[2]
        port = f":{parts.port}" if parts.port is not None else ""
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(HOST.match(host.removesuffix(port))) and " " not in url


def _events(form: Form) -> frozenset[Event]:
    asked = form.getall("StatusCallbackEvent", [])
    unknown = [event for event in asked if event not in list(Event)]
    if unknown:
        _refuse(21626, f"StatusCallbackEvent {unknown[0]} is unknown; it is a repeated parameter.")
    return frozenset(map(Event, asked)) or frozenset({Event.COMPLETED})


def _number(form: Form, name: str, default: int, within: tuple[int, int], code: int = 20001) -> int:
    low, high = within
    text = form.get(name)
    if not text:
        return default
    if not (text.isascii() and text.isdecimal()) or not low <= int(text) <= high:
        _refuse(code, f"{name} is a whole number from {low} to {high}.")
    return int(text)


def _detection(form: Form) -> Detection | None:
    for name, within in DETECTION_RANGES.items():
        _number(form, name, within[0], within)
    if form.get("AsyncAmd") not in {None, "", "true", "false"}:
        _refuse(20001, "AsyncAmd is true or false.")
    callback = _target(form, "AsyncAmdStatusCallback", "AsyncAmdStatusCallbackMethod")
    kind = form.get("MachineDetection") or None
    if kind not in {None, "Enable", "DetectMessageEnd"}:
        _refuse(20001, "MachineDetection is Enable or DetectMessageEnd.")
    if kind is None or form.get("SendDigits"):  # digits switch the detection off
        return None
    return Detection(form.get("AsyncAmd") == "true", kind == "DetectMessageEnd", callback)
