"""Keyed prints of telephone numbers: they match without telling the number to whoever lacks the keys.

A print is HMAC-SHA-256 through every key there is, oldest first, so that rotation can renew old prints blindly.
"""

import hashlib
import hmac
from functools import reduce

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from voicebot.errors import KeysRefused
from voicebot.phone import PhoneNumber
from voicebot.privacy.keystore import KeyStore
from voicebot.store import system
from voicebot.store.engine import transaction
from voicebot.store.prints import renew_prints


class Prints:
    """Makes the prints of a key store."""

    def __init__(self, keys: KeyStore) -> None:
        self._keys = keys

    def of(self, number: PhoneNumber) -> bytes:
        """The print of a number: 32 bytes, the same for all its spellings.

        Raises:
            KeysRefused: the keys were rotated meanwhile; an old print would match nothing any more.
        """
        if self._keys.is_outdated():
            raise KeysRefused("the keys of the prints were rotated: start this process again")
        return reduce(_through, self._keys.print_keys, number.e164.encode())


def rotate(engine: Engine, keys: KeyStore) -> KeyStore:
    """Add a key and renew every stored print in one transaction; hands back the store to go on with.

    From its first moment every process that still holds the old keys refuses to make prints, so that none is lost;
    they have to be started again. If it is cut off, the next `claim_keys` sees by the database whether it was done.

    Raises:
        KeysRefused: somebody else has rotated them meanwhile.
        Busy: the database did not answer in time.
    """
    with keys.shelf.hold():
        if keys.is_outdated():
            raise KeysRefused("the keys of the prints were rotated meanwhile: start again")
        renewed = keys.add_print_key()
        with transaction(engine) as session:
            renew_prints(session, lambda old: _through(old, renewed.print_keys[-1]))
            system.replace_key_fingerprint(session, renewed.fingerprint)
    return renewed


def catch_up(session: Session, keys: KeyStore) -> None:
    """Put the prints of a database that was copied before a rotation through the keys made since.

    Raises:
        KeysRefused: the database does not belong to this key store.
    """
    known = keys.matching(system.key_fingerprint(session) or keys.fingerprint)
    missed = keys.print_keys[len(known.print_keys) :]
    if missed:
        renew_prints(session, lambda old: reduce(_through, missed, old))
    system.replace_key_fingerprint(session, keys.fingerprint)


def _through(text: bytes, key: bytes) -> bytes:
    return hmac.new(key, text, hashlib.sha256).digest()
