"""Who a case is, and what was noted about a complaint, sealed with the key of the wave (AES-256-GCM, a fresh nonce).

Table, column and row are bound in, so that a blob moved to another row can't be opened there.
"""

import json
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from voicebot.errors import Refused
from voicebot.phone import NumberKind, PhoneNumber
from voicebot.privacy.keystore import KeyStore

_VERSION = b"\x01"
_NONCE_BYTES = 12


class SealBroken(Refused):
    """What is sealed was changed, moved to another row, or sealed with another key."""


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
        return self._sealed(key_id, _contact(case_id), _to_json(person))

    def open(self, key_id: str, case_id: str, sealed: bytes) -> Person:
        """The person in a blob.

        Raises:
            SealBroken: it was changed, belongs to another case, or was sealed with another key.
            NotFound: the key of the wave is gone.
        """
        return _from_json(self._opened(key_id, _contact(case_id), sealed))

    def with_reference(self, key_id: str, blobs: Iterable[tuple[str, bytes]], reference: str) -> Sequence[str]:
        """Those of the cases whose person has that reference. Every blob is opened; nothing else is handed out.

        Raises:
            SealBroken: one was changed, belongs to another case, or was sealed with another key.
            NotFound: the key of the wave is gone.
        """
        cipher, written = AESGCM(self._keys.wave_key(key_id)), _json(reference)
        contents = ((case_id, _opened(cipher, _contact(case_id), sealed)) for case_id, sealed in blobs)
        # To look for the bytes first spares reading the JSON of all the others.
        return [case_id for case_id, found in contents if written in found and _from_json(found).reference == reference]

    def seal_note(self, key_id: str, complaint_id: str, note: str) -> bytes:
        """What was noted about a complaint, in a blob of the same form.

        Raises:
            NotFound: the key of the wave is gone.
        """
        return self._sealed(key_id, f"complaint/note/{complaint_id}", note.encode())

    def open_note(self, key_id: str, complaint_id: str, sealed: bytes) -> str:
        """The note in a blob.

        Raises:
            SealBroken: it was changed, belongs to another complaint, or was sealed with another key.
            NotFound: the key of the wave is gone.
        """
        return self._opened(key_id, f"complaint/note/{complaint_id}", sealed).decode()

    def _sealed(self, key_id: str, place: str, content: bytes) -> bytes:
        nonce = secrets.token_bytes(_NONCE_BYTES)
        cipher = AESGCM(self._keys.wave_key(key_id))
        return _VERSION + nonce + cipher.encrypt(nonce, content, place.encode())

    def _opened(self, key_id: str, place: str, sealed: bytes) -> bytes:
        return _opened(AESGCM(self._keys.wave_key(key_id)), place, sealed)


def _opened(cipher: AESGCM, place: str, sealed: bytes) -> bytes:
    nonce, ciphertext = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
    if sealed[:1] != _VERSION or len(nonce) != _NONCE_BYTES:
        raise _broken()
    try:
        return cipher.decrypt(nonce, ciphertext, place.encode())
    except InvalidTag:
        raise _broken() from None


def _contact(case_id: str) -> str:
    return f"contact/sealed/{case_id}"


def _broken() -> SealBroken:
    return SealBroken("a sealed contact can't be opened: it was changed, moved, or sealed with another key")


def _to_json(person: Person) -> bytes:
    content = {
        "first_name": person.first_name,
        "numbers": [[number.e164, number.kind] for number in person.numbers],
        "reference": person.reference,
        "values": dict(person.values),
    }
    return _json(content)


def _json(content: object) -> bytes:
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _from_json(content: bytes) -> Person:
    known = json.loads(content)
    numbers = tuple(PhoneNumber(e164, NumberKind(kind)) for e164, kind in known["numbers"])
    return Person(known["first_name"], numbers, known["reference"], known["values"])
