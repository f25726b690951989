"""The Call resource and its list as Twilio writes them in JSON: every field of the OpenAPI description."""

from datetime import datetime
from email.utils import format_datetime
from urllib.parse import urlencode

from voicebot.rehearsal.calls.call import Call, instant
from voicebot.rehearsal.calls.register import Page

API_VERSION = "2010-04-01"
SUBRESOURCES = {
    "notifications": "Notifications",
    "recordings": "Recordings",
    "payments": "Payments",
    "events": "Events",
    "siprec": "Siprec",
    "streams": "Streams",
    "transcriptions": "Transcriptions",
    "user_defined_message_subscriptions": "UserDefinedMessageSubscriptions",
    "user_defined_messages": "UserDefinedMessages",
}
PRICE_A_MINUTE, PRICE_KNOWN_AFTER = 0.0158, 60


def calls_path(account_sid: str) -> str:
    """The path of the list of calls."""
    return f"/{API_VERSION}/Accounts/{account_sid}/Calls.json"


def call_json(call: Call, account_sid: str, now: datetime) -> dict[str, object]:
    """One call, as it is known at that instant."""
    path = f"/{API_VERSION}/Accounts/{account_sid}/Calls/{call.sid}"
    return {
        "sid": call.sid,
        "account_sid": account_sid,
        "parent_call_sid": None,
        "to": call.to,
        "to_formatted": call.to,
        "from": call.from_,
        "from_formatted": call.from_,
        "phone_number_sid": None,
        "status": call.status,
        "direction": call.direction,
        "date_created": date(call.created),
        "date_updated": date(call.updated or call.created),
        "start_time": date(call.dialled),
        "end_time": date(call.ended),
        "duration": None if call.seconds is None else str(call.seconds),
        "price": _price(call, now),
        "price_unit": "GBP",
        "answered_by": call.answered_by,
        "api_version": API_VERSION,
        "forwarded_from": None,
        "group_sid": None,
        "caller_name": None,
        "queue_time": str(round(1000 * ((call.dialled or call.created) - call.created))),
        "trunk_sid": None,
        "stir_verstat": None,
        "uri": f"{path}.json",
        "subresource_uris": {name: f"{path}/{resource}.json" for name, resource in SUBRESOURCES.items()},
    }


def page_json(page: Page, account_sid: str, filters: list[tuple[str, str]], now: datetime) -> dict[str, object]:
    """One page of the list; the token of the next is the last call of this one, so that new calls shift nothing."""

    def uri(number: int, *token: tuple[str, str]) -> str:
        query = [*filters, ("PageSize", str(page.size)), ("Page", str(number)), *token]
        return f"{calls_path(account_sid)}?{urlencode(query)}"

    start = page.number * page.size
    return {
        "calls": [call_json(call, account_sid, now) for call in page.calls],
        "page": page.number,
        "page_size": page.size,
        "start": start,
        "end": start + max(len(page.calls) - 1, 0),
        "uri": uri(page.number),
        "first_page_uri": uri(0),
        "next_page_uri": uri(page.number + 1, ("PageToken", "PA" + page.calls[-1].sid)) if page.more else None,
        "previous_page_uri": uri(page.number - 1) if page.number else None,
    }


def date(seconds: float | None) -> str | None:
    """An instant in RFC 2822, as Twilio writes dates."""
    return None if seconds is None else format_datetime(instant(seconds))


def _price(call: Call, now: datetime) -> str | None:
    """Known some time after the end only."""
    if call.ended is None or now.timestamp() - call.ended < PRICE_KNOWN_AFTER:
        return None
    minutes = -(-(call.seconds or 0) // 60)
    return f"{-PRICE_A_MINUTE * minutes:.5f}"
