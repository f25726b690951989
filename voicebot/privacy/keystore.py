"""The keys, apart from the database: a master key, the keys of the prints, a key a wave.

All but the master key are wrapped by it. The database knows key ids and the store's fingerprint only, so that
destroying the key of a wave makes every copy of its contacts unreadable (PROMISES 12 to 14).
"""

import hashlib
import hmac
import re
import secrets
from collections.abc import Sequence
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Engine

from voicebot.errors import KeysRefused, NotFound, Refused
from voicebot.privacy.shelves import Shelf, shelf_at
from voicebot.store import system
from voicebot.store.engine import reading, transaction

_KEY_BYTES = 32
_NONCE_BYTES = 12
_WRAPPED_BYTES = _NONCE_BYTES + _KEY_BYTES + 16  # with GCM's tag
_MASTER, _NEXT_MASTER, _PRINTS, _WAVES = "master", "master-next", "prints", "waves"
_KEY_ID = re.compile(r"[a-z0-9]{1,40}")


class KeyStore:
    """An opened key store. Its text forms show where it is, never what is in it."""

    def __init__(self, shelf: Shelf, master: bytes, print_keys: tuple[bytes, ...]) -> None:
        self.shelf = shelf
        self.print_keys = print_keys
        """The keys of the prints, oldest first; a print goes through all of them."""
        self._master = master

    def __repr__(self) -> str:
        return f"KeyStore({str(self.shelf)!r})"

    @classmethod
    def open(cls, place: Path | str) -> "KeyStore":
        """Open the key store at a folder, or at the URL of a database.

        Raises:
            KeysRefused: it is missing, incomplete, damaged, or open to others; the message says what to do.
        """
        return cls._opened(shelf_at(place))

    @classmethod
    def open_or_make(cls, place: Path | str) -> "KeyStore":
        """Open a key store, or make one where nothing is yet; of several at once, one makes it.

        Raises:
            KeysRefused: as `open`; a place that holds anything is never filled with new keys.
        """
        shelf = shelf_at(place)
        shelf.prepare()
        shelf.check()
        with shelf.hold():
            if shelf.is_empty():
                _make(shelf)
        return cls._opened(shelf)

    @classmethod
    def _opened(cls, shelf: Shelf) -> "KeyStore":
        shelf.check()
        master = shelf.read(_MASTER, _KEY_BYTES)
        keys = cls(shelf, master, ())
        keys.print_keys = tuple(keys._unwrapped(_print_key(version)) for version in range(1, _versions_in(shelf) + 1))
        return keys

    @property
    def fingerprint(self) -> str:
        """What a database knows this store by; it changes when the keys of the prints are rotated."""
        return _fingerprint(self.print_keys)

    def matching(self, fingerprint: str) -> "KeyStore":
        """This store as the database with that fingerprint knows it.

        A rotation that was cut off before its commit leaves a newer print key, which is left out here.

        Raises:
            KeysRefused: it is not the store of that database.
        """
        for count in range(len(self.print_keys), 0, -1):
            if hmac.compare_digest(_fingerprint(self.print_keys[:count]), fingerprint):
                return KeyStore(self.shelf, self._master, self.print_keys[:count])
        raise KeysRefused("this database belongs to another key store: set VOICEBOT_KEYS to the one it was made with")

    def make_wave_key(self, key_id: str) -> None:
        """Make the key of a wave.

        Raises:
            Refused: there is one already.
        """
        name = _wave_key(key_id)
        with self.shelf.hold():
            if self.shelf.has(name):
                raise Refused("this wave has a key already, and a second one would make its contacts unreadable")
            self._keep(name, _new_key())

    def wave_key(self, key_id: str) -> bytes:
        """The key of a wave, read from the store each time, so that no process outlives its destruction.

        Raises:
            NotFound: it was destroyed, or never made here.
            KeysRefused: it is damaged or open to others.
        """
        if not self.has_wave_key(key_id):
            raise NotFound("the key of this wave is gone, so its contacts can't be read any more")
        return self._unwrapped(_wave_key(key_id))

    def has_wave_key(self, key_id: str) -> bool:
        """Whether the key of a wave is still there."""
        return self.shelf.has(_wave_key(key_id))

    def wave_key_ids(self) -> Sequence[str]:
        """The ids of all wave keys that are there."""
        return [name.removeprefix(f"{_WAVES}/") for name in self.shelf.names(_WAVES)]

    def destroy_wave_key(self, key_id: str) -> None:
        """Overwrite and remove the key of a wave; done again, it finishes what was cut off."""
        self.shelf.destroy(_wave_key(key_id))

    def derived(self, purpose: str) -> bytes:
        """A key for something else, always the same, whatever is rotated: the first print key is kept for ever."""
        return hmac.new(self.print_keys[0], f"voicebot {purpose}".encode(), hashlib.sha256).digest()

    def add_print_key(self) -> "KeyStore":
        """Write the next key of the prints and hand back the store that has it; `prints.rotate` holds the shelf."""
        key = _new_key()
        self._keep(_print_key(len(self.print_keys) + 1), key)
        return KeyStore(self.shelf, self._master, (*self.print_keys, key))

    def set_later_print_keys_aside(self) -> None:
        """Rename print keys that this store does not know; never removed, since a backup may have prints by them."""
        for version in range(_versions_in(self.shelf), len(self.print_keys), -1):
            self.shelf.set_aside(_print_key(version), f"unused-{secrets.token_hex(4)}")

    def is_outdated(self) -> bool:
        """Whether the keys of the prints have been rotated since this store was opened."""
        return self.shelf.has(_print_key(len(self.print_keys) + 1))

    def rotate_master(self) -> "KeyStore":
        """Wrap every key by a new master key; nothing that is encrypted with them changes.

        Cut off anywhere, every key can still be read, and doing it again finishes it. Other processes go on: they read
        the new master key when they meet what it has wrapped.
        """
        shelf = self.shelf
        with shelf.hold():
            current = shelf.read(_MASTER, _KEY_BYTES)
            following = _next_master(shelf, current)
            for name in (*shelf.names(_PRINTS), *shelf.names(_WAVES)):
                key = _unwrap(shelf, name, (following, current))
                shelf.write(name, _wrap(following, name, key))
            shelf.write(_MASTER, following)
            shelf.destroy(_NEXT_MASTER)
        return KeyStore(self.shelf, following, self.print_keys)

    def _keep(self, name: str, key: bytes) -> None:
        """Wrapped by the master key of this moment: it may have been rotated by another process."""
        self._master = self.shelf.read(_MASTER, _KEY_BYTES)
        self.shelf.write(name, _wrap(self._master, name, key))

    def _unwrapped(self, name: str) -> bytes:
        try:
            return _unwrap(self.shelf, name, (self._master,))
        except KeysRefused:
            self._master, masters = _masters(self.shelf)
            return _unwrap(self.shelf, name, masters)


def claim_keys(engine: Engine, place: Path | str) -> KeyStore:
    """Open the key store of this database; on its very first start, make it and tie both together.

    Raises:
        KeysRefused: the store is missing, can't be read, or belongs to another database. A new one is never made
            beside a database that has had one.
        Busy: the database did not answer in time.
    """
    with reading(engine) as session:
        first_start = system.key_fingerprint(session) is None
    if first_start:
        KeyStore.open_or_make(place)
    shelf = shelf_at(place)
    shelf.check()
    with shelf.hold(), transaction(engine) as session:  # no rotation goes on while both are held
        keys = KeyStore.open(place)
        keys = keys.matching(system.claim_key_fingerprint(session, keys.fingerprint))
        keys.set_later_print_keys_aside()
    return keys


def _make(shelf: Shelf) -> None:
    """The master key comes last: without it the store counts as broken, never as empty."""
    master = _new_key()
    first = _print_key(1)
    shelf.write(first, _wrap(master, first, _new_key()))
    shelf.write(_MASTER, master)


def _versions_in(shelf: Shelf) -> int:
    """How many print keys there are.

    Raises:
        KeysRefused: there is none, or one is missing between them.
    """
    found = set(shelf.names(_PRINTS))
    if not found or found != {_print_key(version) for version in range(1, len(found) + 1)}:
        raise KeysRefused(f"a key of the prints is missing at {shelf}: restore it from the key store's backup")
    return len(found)


def _print_key(version: int) -> str:
    return f"{_PRINTS}/{version}"


def _wave_key(key_id: str) -> str:
    if not _KEY_ID.fullmatch(key_id):
        raise KeysRefused("the key id of this wave is not one of ours: the database was changed by hand")
    return f"{_WAVES}/{key_id}"


def _new_key() -> bytes:
    return secrets.token_bytes(_KEY_BYTES)


def _next_master(shelf: Shelf, current: bytes) -> bytes:
    """The new master key: that of a rotation that was cut off, if there was one."""
    if shelf.has(_NEXT_MASTER):
        begun = shelf.read(_NEXT_MASTER, _KEY_BYTES)
        if not hmac.compare_digest(begun, current):
            return begun
    following = _new_key()
    shelf.write(_NEXT_MASTER, following)
    return following


def _masters(shelf: Shelf) -> tuple[bytes, tuple[bytes, ...]]:
    """The master key as it is now, and all that may have wrapped something: two, while a rotation goes on."""
    master = shelf.read(_MASTER, _KEY_BYTES)
    return master, (master, *([shelf.read(_NEXT_MASTER, _KEY_BYTES)] if shelf.has(_NEXT_MASTER) else []))


def _wrap(master: bytes, name: str, key: bytes) -> bytes:
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + AESGCM(master).encrypt(nonce, key, _bound_to(name))


def _unwrap(shelf: Shelf, name: str, masters: Sequence[bytes]) -> bytes:
    wrapped = shelf.read(name, _WRAPPED_BYTES)
    for master in masters:
        try:
            return AESGCM(master).decrypt(wrapped[:_NONCE_BYTES], wrapped[_NONCE_BYTES:], _bound_to(name))
        except InvalidTag:
            continue
    raise KeysRefused(f"the key {name} at {shelf} does not belong to this key store, or is damaged")


def _bound_to(name: str) -> bytes:
    """What a wrapped key is bound to, so that one key can't be put in place of another."""
    return f"voicebot/{name}".encode()


def _fingerprint(print_keys: Sequence[bytes]) -> str:
    """By the keys of the prints, since the master key may change."""
    return hmac.new(print_keys[0], b"voicebot key store" + b"".join(print_keys), hashlib.sha256).hexdigest()
