"""Who a case is, sealed with the key of its wave (AES-256-GCM, a fresh nonce each time).

Table, column and row are bound in, so that a blob moved to another row can't be opened there.
"""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from voicebot.errors import Refused
from voicebot.phone import NumberKind, PhoneNumber
from voicebot.privacy.keystore import KeyStore

_VERSION = b"\x01"
_NONCE_BYTES = 12


class SealBroken(Refused):
    """A sealed person was changed, moved to another row, or sealed with another key."""


@dataclass(frozen=True, slots=True)
class Person:
    """Who a case is. Its text form shows nothing.

    `numbers` are in the order in which they are tried; `values` are frame values finer than a reporting code.
    """

    first_name: str = field(repr=False)
    numbers: tuple[PhoneNumber, ...] = field(repr=False)
    reference: str = field(repr=False)
    values: Mapping[str, str] = field(repr=False)


class Vault:
    """Seals persons and opens them again, with the keys of a store."""

    def __init__(self, keys: KeyStore) -> None:
        self._keys = keys

    def seal(self, key_id: str, case_id: str, person: Person) -> bytes:
        """A blob of one byte of version, twelve of nonce, then the ciphertext with its tag.

        Raises:
            NotFound: the key of the wave is gone.
        """
        nonce = secrets.token_bytes(_NONCE_BYTES)
        cipher = AESGCM(self._keys.wave_key(key_id))
        return _VERSION + nonce + cipher.encrypt(nonce, _to_json(person), _place(case_id))

    def open(self, key_id: str, case_id: str, sealed: bytes) -> Person:
        """The person in a blob.

        Raises:
            SealBroken: it was changed, belongs to another case, or was sealed with another key.
            NotFound: the key of the wave is gone.
        """
        cipher = AESGCM(self._keys.wave_key(key_id))
        nonce, ciphertext = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
        if sealed[:1] != _VERSION or len(nonce) != _NONCE_BYTES:
            raise _broken()
        try:
            return _from_json(cipher.decrypt(nonce, ciphertext, _place(case_id)))
        except InvalidTag:
            raise _broken() from None


def _broken() -> SealBroken:
    return SealBroken("a sealed contact can't be opened: it was changed, moved, or sealed with another key")


def _place(case_id: str) -> bytes:
    return f"contact/sealed/{case_id}".encode()


def _to_json(person: Person) -> bytes:
    content = {
        "first_name": person.first_name,
        "numbers": [[number.e164, number.kind] for number in person.numbers],
        "reference": person.reference,
        "values": dict(person.values),
    }
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _from_json(content: bytes) -> Person:
    known = json.loads(content)
    numbers = tuple(PhoneNumber(e164, NumberKind(kind)) for e164, kind in known["numbers"])
    return Person(known["first_name"], numbers, known["reference"], known["values"])
