"""The provider's REST interface as far as we use it: place, look at, list, end and forget calls. Nothing else is asked.

When a call may be placed is decided in `fieldwork/`; what a refusal means stands in `faults.py`; what the doctor asks
about the account itself, `account.py`.
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from ssl import SSLCertVerificationError
from typing import Any, TypeVar

from requests.exceptions import ConnectionError as ConnectionFailed
from requests.exceptions import ConnectTimeout, RequestException
from twilio.base.exceptions import (  # type: ignore[import-untyped]
    TwilioException,
    TwilioRestException,
    TwilioServiceException,
)
from twilio.http.http_client import TwilioHttpClient  # type: ignore[import-untyped]
from twilio.http.response import Response  # type: ignore[import-untyped]
from twilio.rest import Client  # type: ignore[import-untyped]
from urllib3.exceptions import MaxRetryError, NewConnectionError

from voicebot.errors import BadNumber, BadSettings, ProviderError
from voicebot.metrics import PROVIDER_ERRORS
from voicebot.phone import PhoneNumber, parse_number
from voicebot.settings import Settings
from voicebot.telephony.faults import Asked, fault_of, fault_of_no_connection, fault_of_silence
from voicebot.telephony.status import CallStatus, read_status

Answer = TypeVar("Answer")

SECONDS_TO_ANSWER = 10
_PAGE_SIZE = 1000  # the most that Twilio gives at once
_EVENTS = ["initiated", "ringing", "answered", "completed"]

_UNREADABLE = (ValueError, TypeError, AttributeError, LookupError)
"""What twilio-python raises where a body is not the JSON that it expects."""

_NO_CONNECTION = (NewConnectionError, SSLCertVerificationError)

_log = logging.getLogger(__name__)
_request_log = logging.getLogger(f"{__name__}.requests")
_request_log.setLevel(logging.WARNING)  # the library logs every header and parameter below that


@dataclass(frozen=True, slots=True)
class CallOrder:
    """A call to be placed. Without `machine_url` nobody listens for an answering machine.

    `ring_seconds`: how long it may ring (Twilio may add 5). `time_limit`: seconds after which the provider ends it.
    """

    to: PhoneNumber
    url: str
    status_url: str
    machine_url: str | None
    fallback_url: str
    ring_seconds: int
    time_limit: int


@dataclass(frozen=True, slots=True)
class CallFacts:
    """What the provider knows of a call. `to` is None if it is no number that we would call.

    `price` is a decimal number in that currency (ISO 4217), known some time after the end only.
    """

    sid: str
    to: PhoneNumber | None = field(repr=False)
    status: CallStatus
    seconds: int | None
    price: str | None
    currency: str | None
    started_at: datetime | None
    ended_at: datetime | None
    answered_by: str | None


class Provider:
    """Twilio, or whoever speaks its interface. Safe to be used by several threads.

    Every method may raise the errors below `ProviderError`. Only `place` raises `ProviderUncertain`; all others may be
    asked again as they are.
    """

    def __init__(self, client: Client, caller_id: str) -> None:
        self._client = client
        self._caller_id = caller_id

    def place(self, order: CallOrder) -> str:
        """Have a call placed at once, and give its sid. It is never recorded.

        Raises:
            ProviderTryLater: not placed; the same order may be sent again.
            ProviderRefusedNumber, ProviderRefusedUs: not placed.
            ProviderUncertain: it may have been placed; the order must not be sent again.
        """
        form = self._form(order)
        sid = ask(Asked.PLACE, lambda: self._client.calls.create(**form).sid)
        if not sid:
            raise fault_of_silence(Asked.PLACE, "gave no sid")
        return str(sid)

    def fetch(self, sid: str) -> CallFacts:
        """What the provider knows of a call."""
        return ask(Asked.CALL, lambda: _facts(self._client.calls(sid).fetch()))

    def placed_since(self, day: date) -> Iterator[CallFacts]:
        """The calls from our number that began on that day (UTC) or later, page by page, newest first."""
        page = ask(Asked.LIST, lambda: self._first_page(day))
        while page is not None:
            yield from ask(Asked.LIST, partial(_all_facts, page))
            page = ask(Asked.LIST, page.next_page)

    def cancel(self, sid: str) -> None:
        """End a call that nobody has picked up yet; one that was picked up goes on (Twilio)."""
        self._end(sid, CallStatus.CANCELED)

    def hang_up(self, sid: str) -> None:
        """End a call in whatever state it is.

        Raises:
            ProviderKnowsNoCall: it has ended already, or there never was one.
        """
        self._end(sid, CallStatus.COMPLETED)

    def delete(self, sid: str) -> None:
        """Have the provider forget a call that has ended.

        Raises:
            ProviderUnfinished: it has not ended yet, or only just.
        """
        ask(Asked.CALL, self._client.calls(sid).delete)

    def _form(self, order: CallOrder) -> dict[str, Any]:
        form = {
            "to": order.to.e164,
            "from_": self._caller_id,
            "url": order.url,
            "fallback_url": order.fallback_url,
            "status_callback": order.status_url,
            "status_callback_event": _EVENTS,
            "timeout": order.ring_seconds,
            "time_limit": order.time_limit,
        }
        if order.machine_url is None:
            return form
        # Asynchronous, since detection that blocks would greet the person with silence.
        detection = {"machine_detection": "Enable", "async_amd": "true", "async_amd_status_callback": order.machine_url}
        return form | detection

    def _first_page(self, day: date) -> Any:  # noqa: ANN401 - twilio-python has no types
        return self._client.calls.page(from_=self._caller_id, start_time_after=day.isoformat(), page_size=_PAGE_SIZE)

    def _end(self, sid: str, status: CallStatus) -> None:
        ask(Asked.CALL, lambda: self._client.calls(sid).update(status=status.value))


def make_provider(settings: Settings) -> Provider:
    """The provider that the settings name.

    Raises:
        BadSettings: account, token or caller number are not set.
    """
    missing = [name for name, value in _needed(settings).items() if value is None]
    if missing:
        raise BadSettings(*(f"{name}: is missing; the provider needs it" for name in missing))
    return Provider(make_client(settings), str(settings.caller_id))


def make_client(settings: Settings) -> Client:
    """The library's client for the account in the settings."""
    client = Client(
        *_login(settings),
        account_sid=settings.account_sid,
        region=settings.region,
        edge=settings.edge,
        http_client=TwilioHttpClient(timeout=SECONDS_TO_ANSWER, logger=_request_log),
    )
    if settings.api_base_url is not None:
        client.api.base_url = settings.api_base_url
    if settings.rehearsal:
        client.http_client.session.trust_env = False  # a proxy could not find the way to this machine
    return client


def _needed(settings: Settings) -> dict[str, object]:
    return {
        "TWILIO_ACCOUNT_SID": settings.account_sid,
        "TWILIO_AUTH_TOKEN": settings.auth_token,
        "TWILIO_CALLER_ID": settings.caller_id,
    }


def _login(settings: Settings) -> tuple[str, str]:
    """An API key where there is one; the account's own token otherwise."""
    if settings.api_key is not None and settings.api_secret is not None:
        return settings.api_key, settings.api_secret.get_secret_value()
    token = settings.auth_token.get_secret_value() if settings.auth_token else ""
    return str(settings.account_sid), token


def ask(asked: Asked, question: Callable[[], Answer]) -> Answer:
    """Ask, and turn what goes wrong into our errors, without the library's, whose texts quote numbers."""
    try:
        return question()
    except (RequestException, *_UNREADABLE) as lost:
        fault = fault_of_no_connection() if _never_sent(lost) else fault_of_silence(asked, "gave no answer to be read")
    except (TwilioRestException, TwilioServiceException) as refusal:
        fault = fault_of(asked, refusal.status, refusal.code or refusal.status)
    except TwilioException as refusal:
        fault = _fault_of_page(refusal)
    PROVIDER_ERRORS.labels(type(fault).__name__).inc()
    raise fault


def _never_sent(lost: Exception) -> bool:
    """Whether no connection came about, be it to the provider or to a proxy before it, so that nothing was sent."""
    if isinstance(lost, ConnectTimeout):
        return True
    tried = lost.args[0] if isinstance(lost, ConnectionFailed) and lost.args else None
    if not isinstance(tried, MaxRetryError) or tried.reason is None:
        return False
    return any(isinstance(cause, _NO_CONNECTION) for cause in (tried.reason, *tried.reason.args))


def _fault_of_page(refusal: TwilioException) -> ProviderError:
    """A list breaks off with its response or, if that held no list, with a sentence."""
    response = refusal.args[-1]
    if isinstance(response, Response):
        return fault_of(Asked.LIST, response.status_code, response.status_code)
    return fault_of_silence(Asked.LIST, "gave no list of calls")


def _facts(call: Any) -> CallFacts:  # noqa: ANN401 - twilio-python has no types
    return CallFacts(
        sid=call.sid,
        to=_number(call.to),
        status=_status(call.status),
        seconds=None if call.duration is None else int(call.duration),
        price=call.price,
        currency=call.price_unit or None,
        started_at=_instant(call.start_time),
        ended_at=_instant(call.end_time),
        answered_by=call.answered_by or None,
    )


def _all_facts(page: Iterable[Any]) -> list[CallFacts]:
    return [_facts(call) for call in page]


def _number(text: str | None) -> PhoneNumber | None:
    try:
        return parse_number(text or "")
    except BadNumber:
        return None


def _status(word: str | None) -> CallStatus:
    status = read_status(word or "")
    if status is None:
        _log.warning("the provider has a call status that we do not know: it is taken for one that says nothing new")
        return CallStatus.QUEUED
    return status


def _instant(read: object) -> datetime | None:
    """The library gives the text back where it could not read a date."""
    return read if isinstance(read, datetime) else None
