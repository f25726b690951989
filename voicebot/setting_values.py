"""What the value of one setting may look like: types that check and tidy what was written.

Each fault says what is wrong and what would be right, never the value. Which settings there are, and how they go
together, is `settings.py`.
"""

import re
from datetime import datetime
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, NamedTuple
from urllib.parse import SplitResult, urlsplit

import phonenumbers
from phonenumbers import PhoneNumberType
from pydantic import AfterValidator, BeforeValidator, SecretStr
from pydantic_settings import NoDecode
from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from voicebot.clock import utc_from_text

_CLOCK = re.compile(r"(\S+)(?:\s+x(\d+(?:\.\d+)?))?")
_HOST_AND_PORT = re.compile(r"([\w.-]+|\[[0-9a-fA-F:]+\]):(\d{1,5})")
_SPOKEN = re.compile(r"[^<>{}\x00-\x1f\x7f]{1,400}")
_FREE_OR_LOCAL_RATE = frozenset({PhoneNumberType.FIXED_LINE, PhoneNumberType.TOLL_FREE, PhoneNumberType.UAN})
_LAST_PORT = 65535


class ClockStart(NamedTuple):
    """When a rehearsal's time begins, and how many of its seconds pass in a real one."""

    instant: datetime
    speed: float


def is_loopback(url: str) -> bool:
    """Whether that address is on this machine."""
    host = urlsplit(url).hostname or ""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def is_free_or_local_rate(e164: str) -> bool:
    """Whether ringing that UK number back costs nothing or a local call: 01, 02, 03 and 080."""
    return phonenumbers.number_type(phonenumbers.parse(e164)) in _FREE_OR_LOCAL_RATE


def e164(number: str) -> str:
    """A UK number that has passed its check, in E.164."""
    return phonenumbers.format_number(phonenumbers.parse(number, "GB"), phonenumbers.PhoneNumberFormat.E164)


def database(url: str) -> URL:
    """A SQLAlchemy URL of a SQLite file or a PostgreSQL database.

    Raises:
        ValueError: it is neither.
    """
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise ValueError("is no SQLAlchemy URL; write sqlite:///path or postgresql://…") from None
    if parsed.get_backend_name() != "postgresql" and sqlite_file(parsed) is None:
        raise ValueError("is neither a SQLite file nor PostgreSQL; write sqlite:///path or postgresql://…")
    return parsed


def sqlite_file(url: URL) -> Path | None:
    """The file of a SQLite database; None for one in memory or on a server."""
    in_a_file = url.get_backend_name() == "sqlite" and url.database not in {None, "", ":memory:"}
    return Path(str(url.database)).resolve() if in_a_file else None


def folder(place: str) -> Path | None:
    """The folder that a setting names; None where it names a database instead."""
    return None if "://" in place else Path(place).expanduser().resolve()


def without_password(place: str) -> str:
    """A folder as it is; a database URL without its password and its query, where a second one may stand."""
    return place if folder(place) else make_url(place).set(query={}).render_as_string(hide_password=True)


def _database_url(url: SecretStr) -> SecretStr:
    database(url.get_secret_value())
    return url


def _folder_or_database(place: SecretStr) -> SecretStr:
    if folder(place.get_secret_value()) is None:
        database(place.get_secret_value())
    return place


def _account_sid(sid: str) -> str:
    if re.fullmatch(r"[A-Za-z0-9-]{8,64}", sid):
        return sid
    raise ValueError("is no account sid; at Twilio it is AC and 32 letters and digits")


def _web_address(url: str) -> str:
    parts = _split(url)
    if parts.scheme in {"http", "https"} and parts.hostname and not (parts.username or parts.query or parts.fragment):
        return url.rstrip("/")
    raise ValueError("is no web address; it should look like https://host or https://host:port")


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port  # looked at when asked for only
    except ValueError:
        return SplitResult("", "", "", "", "")
    return parts


def _server_address(url: str) -> str:
    if urlsplit(_web_address(url)).path:
        raise ValueError("has a path; it should end with the host, or the port")
    return _web_address(url)


def _host_and_port(bind: str) -> str:
    read = _HOST_AND_PORT.fullmatch(bind)
    if read and 0 < int(read[2]) <= _LAST_PORT:
        return bind
    raise ValueError("is no host:port; it should look like 127.0.0.1:8000")


def _uk_number(number: str) -> str:
    if re.fullmatch(r"\+44[1-9]\d{8,9}", number):
        return number
    raise ValueError("is no UK number in E.164; write +44 and its digits without the first 0")


def _freephone(text: str) -> str:
    fault = ValueError("is no freephone number; it should begin with 0800 or 0808")
    try:
        number = phonenumbers.parse(text, "GB")
    except phonenumbers.NumberParseException:
        raise fault from None
    if phonenumbers.number_type(number) != PhoneNumberType.TOLL_FREE:
        raise fault
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)


def _words(text: str) -> str:
    if _SPOKEN.fullmatch(text):
        return text
    raise ValueError("can't be read aloud; write at most 400 plain characters, without < > { } or line breaks")


def _clock_start(given: object) -> object:
    if not isinstance(given, str):
        return given
    read = _CLOCK.fullmatch(given.strip())
    try:
        return ClockStart(utc_from_text(read[1] if read else ""), float(read[2] or 1) if read else 1)
    except ValueError:
        raise ValueError(
            "is no instant; write 2026-11-25T11:00:00Z, or 2026-11-25T11:00:00Z x60 to run faster"
        ) from None


DatabaseUrl = Annotated[SecretStr, AfterValidator(_database_url)]
FolderOrDatabase = Annotated[SecretStr, AfterValidator(_folder_or_database)]
AccountSid = Annotated[str, AfterValidator(_account_sid)]
WebAddress = Annotated[str, AfterValidator(_web_address)]
ServerAddress = Annotated[str, AfterValidator(_server_address)]
HostAndPort = Annotated[str, AfterValidator(_host_and_port)]
UkNumber = Annotated[str, AfterValidator(_uk_number)]
Freephone = Annotated[str, AfterValidator(_freephone)]
Words = Annotated[str, AfterValidator(_words)]
OptionalClock = Annotated[ClockStart | None, NoDecode, BeforeValidator(_clock_start)]
