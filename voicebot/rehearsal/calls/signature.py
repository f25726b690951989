"""X-Twilio-Signature, made from Twilio's description of it and not from the library that checks it."""

import hmac
from base64 import b64encode
from collections.abc import Iterable

Pair = tuple[str, str]


def sign(auth_token: str, url: str, parameters: Iterable[Pair] = ()) -> str:
    """Base64 of HMAC-SHA1 over the exact URL, then each POST key and value in order of key.

    Source: https://www.twilio.com/docs/usage/security#validating-requests
    """
    text = url + "".join(key + value for key, value in sorted(parameters))
    return b64encode(hmac.digest(auth_token.encode(), text.encode(), "sha1")).decode()
