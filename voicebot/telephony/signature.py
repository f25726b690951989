"""Whether a webhook comes from the provider: Twilio's X-Twilio-Signature.

The URL is put together from the configured public address, since a proxy in front of us changes what we see of it.
"""

import hmac
from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from twilio.request_validator import RequestValidator, add_port, remove_port  # type: ignore[import-untyped]
from werkzeug.datastructures import MultiDict


class Verifier:
    """Checks signatures made with any of the auth tokens: the current one and, while it is rotated, the one before.

    `public_url` is how the provider reaches us, without a path. Twilio signs it with or without its port, so both
    are accepted, as its own library does.
    """

    def __init__(self, tokens: Iterable[str], public_url: str) -> None:
        self._signers = [RequestValidator(token) for token in tokens]
        parts = urlsplit(public_url)
        self._addresses = tuple(dict.fromkeys([public_url, remove_port(parts), add_port(parts)]))

    def valid(self, path_and_query: str, form: MultiDict[str, str], signature: str | None) -> bool:
        """Whether the provider signed exactly this request: base64 of HMAC-SHA1 over URL and form.

        Source: https://www.twilio.com/docs/usage/security#validating-requests
        """
        given = (signature or "").encode()
        return any(
            hmac.compare_digest(signer.compute_signature(address + path_and_query, form).encode(), given)
            for signer in self._signers
            for address in self._addresses
        )


def sign(token: str, url: str, form: Mapping[str, str]) -> str:
    """The signature of a request as the provider would make it: to try whether it reaches us unchanged."""
    return str(RequestValidator(token).compute_signature(url, form))
