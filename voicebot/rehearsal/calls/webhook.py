"""Sends webhooks to the application: signed, timed, tried again as the address asks, redirects followed.

What is sent and when is decided elsewhere; what comes back is handed on unread.
"""

import asyncio
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote_plus, urljoin, urlsplit

import aiohttp
from yarl import URL

from voicebot.rehearsal.calls.connection import Overrides, Trouble, split_fragment
from voicebot.rehearsal.calls.signature import Pair, sign
from voicebot.rehearsal.errors import CallFault
from voicebot.rehearsal.settings import is_loopback
from voicebot.rehearsal.sight import Sight

MOST_REDIRECTS = 10
CLIENT_ERROR, SERVER_ERROR = 400, 500
BECOMES_GET = frozenset({301, 302, 303})
STAYS_POST = frozenset({307, 308})
HEADERS = {
    "Accept": "*/*",
    "Accept-Encoding": "identity",
    "Cache-Control": "max-age=259200",
    "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
    "User-Agent": "TwilioProxy/1.1",
}
IDLE_SECONDS = 1.5  # shorter than any server's, so that no request meets a connection that is being closed


@dataclass(frozen=True, slots=True)
class Webhook:
    """One request: the address may bear a fragment, the pairs are sent as a form (POST) or in the query (GET)."""

    kind: str
    url: str
    method: str = "POST"
    pairs: Sequence[Pair] = ()
    repeated: bool = False  # sent twice, as after a lost answer


@dataclass(frozen=True, slots=True)
class Reply:
    """What the application answered, and the address that answered after all redirects."""

    status: int
    content_type: str
    body: bytes
    url: str


class WebhookSender:
    """Speaks to the application over kept-alive loopback connections; there is one for a network."""

    def __init__(self, auth_token: str, sight: Sight) -> None:
        self._token = auth_token
        self._sight = sight
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=IDLE_SECONDS),
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
        )

    async def close(self) -> None:
        """Close all connections."""
        await self._session.close()

    async def send(self, webhook: Webhook) -> Reply:
        """Send and return an answer below 400.

        Raises:
            CallFault: 11100 or 11210 an address that cannot be called, 11200 an error status, 11205 no answer
                (within 15 s in all, as Twilio has it), 11215 too many redirects.
        """
        address, overrides = split_fragment(webhook.url)
        _check_address(address)
        began = time.perf_counter()
        try:
            async with asyncio.timeout(overrides.total):
                return await self._persist(webhook, address, overrides)
        except TimeoutError as error:
            raise CallFault(11205, f"No answer within {overrides.total:g} seconds.") from error
        finally:
            self._sight.note_webhook(webhook.kind, time.perf_counter() - began)

    async def _persist(self, webhook: Webhook, address: str, overrides: Overrides) -> Reply:
        """Try as often as the address asks for, with one idempotency token."""
        token = str(uuid.uuid4())
        if webhook.repeated:
            await self._try(webhook, address, overrides, token)
        outcome = await self._try(webhook, address, overrides, token)
        for _ in range(overrides.retries):
            if _trouble(outcome) not in overrides.policy:
                break
            outcome = await self._try(webhook, address, overrides, token)
        if isinstance(outcome, Trouble):
            raise CallFault(11205, "The application could not be reached, or closed the connection.")
        if outcome.status >= CLIENT_ERROR:
            raise CallFault(11200, f"The application answered with HTTP {outcome.status}.")
        return outcome

    async def _try(self, webhook: Webhook, address: str, overrides: Overrides, token: str) -> Reply | Trouble:
        """One try: an answer of whatever status, or why there was none."""
        timeout = aiohttp.ClientTimeout(total=None, sock_connect=overrides.connect, sock_read=overrides.read)
        try:
            return await self._follow(webhook, address, token, timeout)
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError):
            return Trouble.CONNECT
        except (aiohttp.ClientError, OSError):
            return Trouble.READ

    async def _follow(self, webhook: Webhook, address: str, token: str, timeout: aiohttp.ClientTimeout) -> Reply:
        """Follow redirects: a 301 or 302 turns a POST into a GET and drops its parameters, as at Twilio."""
        method, pairs = webhook.method, webhook.pairs
        for _ in range(MOST_REDIRECTS):
            response, body = await self._request(method, address, pairs, token, timeout)
            if response.status in BECOMES_GET:
                method, pairs = "GET", ()
            elif response.status not in STAYS_POST:
                return Reply(response.status, response.headers.get("Content-Type", ""), body, address)
            address = urljoin(address, response.headers.get("Location", ""))
            _check_address(address)
        raise CallFault(11215, "The application redirects too often.")

    async def _request(
        self, method: str, address: str, pairs: Sequence[Pair], token: str, timeout: aiohttp.ClientTimeout
    ) -> tuple[aiohttp.ClientResponse, bytes]:
        url, form = address, ""
        if method == "POST":
            form = _encode(pairs)
        elif pairs:
            url += ("&" if "?" in url else "?") + _encode(pairs)
        signature = sign(self._token, url, pairs if method == "POST" else ())
        async with self._session.request(
            method,
            URL(url, encoded=True),
            data=form.encode() if method == "POST" else None,
            headers=HEADERS | {"X-Twilio-Signature": signature, "I-Twilio-Idempotency-Token": token},
            allow_redirects=False,
            timeout=timeout,
        ) as response:
            return response, await response.read()


def _check_address(address: str) -> None:
    try:
        host = urlsplit(address).hostname
    except ValueError as error:
        raise CallFault(11100, "The address of a webhook is not valid.") from error
    if not is_loopback(host):
        raise CallFault(11210, "The rehearsal network calls loopback addresses only.")


def _trouble(outcome: Reply | Trouble) -> Trouble | None:
    """What a retry policy may call the outcome of a try; None where there is nothing to complain of."""
    if isinstance(outcome, Trouble):
        return outcome
    if outcome.status >= SERVER_ERROR:
        return Trouble.SERVER_ERROR
    return Trouble.CLIENT_ERROR if outcome.status >= CLIENT_ERROR else None


def _encode(pairs: Sequence[Pair]) -> str:
    return "&".join(map(_encode_pair, pairs))


@lru_cache(maxsize=8192)  # most pairs of a call are sent again with its next webhook
def _encode_pair(pair: Pair) -> str:
    return f"{quote_plus(pair[0])}={quote_plus(pair[1])}"
