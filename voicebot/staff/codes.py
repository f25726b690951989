"""One-time codes (RFC 6238, six digits, thirty seconds) and the recovery codes for whoever lost the telephone.

A secret is kept sealed; which codes were used is the account's.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime

import pyotp
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from voicebot.errors import KeysRefused

ISSUER = "Telephone survey"
RECOVERY_CODES = 10
_NONCE_BYTES = 12
_SECRET_BYTES = 20
_STEPS_OFF = (-1, 0, 1)
"""A telephone's clock may be wrong by a step of thirty seconds."""
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # none that look alike


class CodeSeal:
    """Keeps the secrets of codes by a key from the key store, so that the database alone tells none of them."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)
        self._recovery_key = hmac.digest(key, b"recovery codes", hashlib.sha256)
        self._renewal_key = hmac.digest(key, b"renewal", hashlib.sha256)

    def seal(self, account_id: str, secret: str) -> bytes:
        """The secret of one-time codes, sealed and bound to its account."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, secret.encode(), account_id.encode())

    def open(self, account_id: str, sealed: bytes) -> str:
        """The secret of that account.

        Raises:
            KeysRefused: it was changed, moved, or sealed with another key.
        """
        nonce, rest = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
        try:
            return self._cipher.decrypt(nonce, rest, account_id.encode()).decode()
        except InvalidTag:
            raise KeysRefused("the one-time codes of this account can't be opened: reset the account") from None

    def recovery_digest(self, account_id: str, typed: str) -> str:
        """What is kept of a recovery code of that account, however it is typed."""
        letters = "".join(letter for letter in typed.casefold() if letter.isalnum())
        return hmac.new(self._recovery_key, f"{account_id} {letters}".encode(), hashlib.sha256).hexdigest()

    def offered_secret(self, session_token: str) -> str:
        """The secret that whoever holds that session may take: always the same, so that nothing is kept meanwhile."""
        digest = hmac.digest(self._renewal_key, session_token.encode("utf-8", "surrogatepass"), hashlib.sha256)
        return base64.b32encode(digest[:_SECRET_BYTES]).decode()


def new_secret() -> str:
    """A secret for a telephone to make codes with."""
    return pyotp.random_base32()


def address(secret: str, name: str) -> str:
    """The address (`otpauth:`) that a telephone reads from a picture."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=ISSUER)


def matching_step(secret: str, typed: str, now: datetime) -> int | None:
    """The time step of which that is the code; None if it is none of this step, the one before or the next."""
    digits = "".join(typed.split()).encode("utf-8", "surrogatepass")
    totp = pyotp.TOTP(secret)
    steps = [totp.timecode(now) + off for off in _STEPS_OFF]
    right = [step for step in steps if hmac.compare_digest(digits, totp.generate_otp(step).encode())]
    return max(right, default=None)


def new_recovery_codes() -> Sequence[str]:
    """Codes to be kept on paper, each used once: `k7mq-x2np-94ht`."""
    return ["-".join(_letters(4) for _ in range(3)) for _ in range(RECOVERY_CODES)]


def _letters(count: int) -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(count))
