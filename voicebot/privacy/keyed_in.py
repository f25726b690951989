"""A number that a caller has keyed in, sealed until the call is forgotten: it has to be read back, and no case has it.

With a key derived from the key store's first (AES-256-GCM, a fresh nonce each time), bound to the call.
"""

import secrets

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from voicebot.phone import PhoneNumber, parse_number
from voicebot.privacy.keystore import KeyStore

_NONCE_BYTES = 12


class KeyedInNumbers:
    """Seals such numbers and opens them again."""

    def __init__(self, keys: KeyStore) -> None:
        self._cipher = AESGCM(keys.derived("numbers keyed in"))

    def seal(self, call_id: str, number: PhoneNumber) -> bytes:
        """A blob of twelve bytes of nonce, then the ciphertext with its tag."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, number.e164.encode(), call_id.encode())

    def open(self, call_id: str, sealed: bytes) -> PhoneNumber:
        """The number in a blob.

        Raises:
            cryptography.exceptions.InvalidTag: it was changed, or belongs to another call.
        """
        number = self._cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], call_id.encode())
        return parse_number(number.decode())
