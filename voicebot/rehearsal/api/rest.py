"""Twilio's REST resource of calls over HTTP: authentication, routes, statuses; other resources do not exist here.

What a call is and does is `exchange`'s; this module is thin.
"""

import asyncio
import hmac
from base64 import b64encode
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import date, datetime
from typing import cast

from aiohttp import web
from multidict import MultiMapping

from voicebot.rehearsal.api.order_form import Form, read_change, read_order
from voicebot.rehearsal.api.resource import API_VERSION, call_json, page_json
from voicebot.rehearsal.calls.call import CallStatus
from voicebot.rehearsal.calls.exchange import Exchange
from voicebot.rehearsal.calls.register import Days, Filter
from voicebot.rehearsal.errors import Refusal

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
FILTERS = (
    "To", "From", "Status", "ParentCallSid", "StartTime", "StartTime<", "StartTime>", "EndTime", "EndTime<", "EndTime>",
)  # fmt: skip
LARGEST_PAGE = 1_000


class Rest:
    """The REST server of one account."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._faults = exchange.services.faults
        settings = self._settings = exchange.services.settings
        self._creates: Counter[str] = Counter()
        self._credentials = [_basic(settings.account_sid, settings.auth_token)]
        if settings.api_key is not None and settings.api_secret is not None:
            self._credentials.append(_basic(settings.api_key, settings.api_secret))

    def routes(self) -> list[web.RouteDef]:
        """Where Twilio's resources are."""
        calls = f"/{API_VERSION}/Accounts/{{account}}/Calls.json"
        one = f"/{API_VERSION}/Accounts/{{account}}/Calls/{{sid}}.json"
        return [
            web.post(calls, self._guarded(self._create)),
            web.get(calls, self._guarded(self._list)),
            web.get(one, self._guarded(self._fetch)),
            web.post(one, self._guarded(self._update)),
            web.delete(one, self._guarded(self._delete)),
            web.route("*", f"/{API_VERSION}/{{rest:.*}}", self._guarded(self._unknown)),
        ]

    def _guarded(self, handler: Handler) -> Handler:
        """Check the credentials and the account first; answer refusals as Twilio does."""

        async def answer(request: web.Request) -> web.StreamResponse:
            try:
                self._authenticate(request)
                return await handler(request)
            except Refusal as refusal:
                return web.json_response(refusal.body(), status=refusal.status)

        return answer

    def _authenticate(self, request: web.Request) -> None:
        given = request.headers.get("Authorization", "").encode()
        if not any(hmac.compare_digest(given, known) for known in self._credentials):
            raise Refusal(401, 20003, "Authenticate")
        if request.match_info.get("account", self._settings.account_sid) != self._settings.account_sid:
            raise _not_found(request)

    async def _create(self, request: web.Request) -> web.StreamResponse:
        order = read_order(await _form(request), self._settings.caller_numbers)
        self._creates[order.to] += 1
        case = (order.to, self._creates[order.to])
        if self._faults.strikes("refuse_create", *case):
            raise Refusal(429, 20429, "Too Many Requests")
        if self._faults.strikes("fail_create", *case):
            raise _broken()
        call = self._exchange.place(order)
        await self._after_dialling(request, case)
        return web.json_response(call_json(call, self._settings.account_sid, self._now()), status=201)

    async def _after_dialling(self, request: web.Request, case: tuple[str, int]) -> None:
        """The faults that leave the application in doubt: the phone rings all the same."""
        if self._faults.strikes("slow_create", *case):
            await asyncio.sleep(self._faults.faults.slow_create_seconds)
        if self._faults.strikes("fail_after_dialling", *case):
            raise _broken()
        if self._faults.strikes("drop_after_dialling", *case) and request.transport is not None:
            request.transport.abort()

    async def _list(self, request: web.Request) -> web.StreamResponse:
        query = request.query
        size = _whole(query.get("PageSize"), 50, "PageSize")
        if size > LARGEST_PAGE:
            raise Refusal(400, 20007, f"Page size too large, maximum is {LARGEST_PAGE}")
        number = _whole(query.get("Page"), 0, "Page")
        after = query["PageToken"].removeprefix("PA") if "PageToken" in query else None
        page = self._exchange.register.page(_filter(query), max(size, 1), number, after)
        filters = [(name, query[name]) for name in FILTERS if name in query]
        return web.json_response(page_json(page, self._settings.account_sid, filters, self._now()))

    async def _fetch(self, request: web.Request) -> web.StreamResponse:
        call = self._exchange.find(request.match_info["sid"])
        return web.json_response(call_json(call, self._settings.account_sid, self._now()))

    async def _update(self, request: web.Request) -> web.StreamResponse:
        sid = self._exchange.find(request.match_info["sid"]).sid
        call = self._exchange.change(sid, read_change(await _form(request)))
        return web.json_response(call_json(call, self._settings.account_sid, self._now()))

    async def _delete(self, request: web.Request) -> web.StreamResponse:
        self._exchange.delete(request.match_info["sid"])
        return web.Response(status=204)

    def _now(self) -> datetime:
        return self._exchange.services.clock.now()

    async def _unknown(self, request: web.Request) -> web.StreamResponse:
        """Neither messages nor recordings nor anything else: nothing written can be sent from here."""
        raise _not_found(request)


async def _form(request: web.Request) -> Form:
    return cast("Form", await request.post())


def _basic(user: str, password: str) -> bytes:
    return b"Basic " + b64encode(f"{user}:{password}".encode())


def _not_found(request: web.Request) -> Refusal:
    return Refusal(404, 20404, f"The requested resource {request.path} was not found")


def _broken() -> Refusal:
    return Refusal(500, 20500, "An internal server error has occurred")


def _filter(query: MultiMapping[str]) -> Filter:
    status = query.get("Status")
    if status is not None and status not in list(CallStatus):
        raise Refusal(400, 20001, "Status is not a status of calls.")
    return Filter(
        to=query.get("To"),
        from_=query.get("From"),
        status=status,
        parent=query.get("ParentCallSid"),
        started=_days(query, "StartTime"),
        ended=_days(query, "EndTime"),
    )


def _days(query: MultiMapping[str], name: str) -> Days:
    """Dates are days in UTC; the time of day that a client sends with one is ignored, as at Twilio."""
    return Days(_day(query.get(name)), _day(query.get(f"{name}<")), _day(query.get(f"{name}>")))


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text[:10])
    except ValueError as error:
        raise Refusal(400, 20001, "A date is written such as 2026-11-25.") from error


def _whole(text: str | None, default: int, name: str) -> int:
    if text is None:
        return default
    if not (text.isascii() and text.isdecimal()):
        raise Refusal(400, 20001, f"{name} is a whole number.")
    return int(text)
