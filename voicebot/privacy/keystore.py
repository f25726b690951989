"""The keys, in a folder apart from the database: a master key, the keys of the prints, a key a wave.

All but the master key are wrapped by it. The database knows key ids and the store's fingerprint only, so that
destroying the key of a wave makes every copy of its contacts unreadable (PROMISES 12 to 14).
"""

import hashlib
import hmac
import re
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Engine

from voicebot.errors import KeysRefused, NotFound, Refused
from voicebot.privacy.key_files import check_folder, locked, make_folder, read_secret, shred, write_secret
from voicebot.store import system
from voicebot.store.engine import reading, transaction

_KEY_BYTES = 32
_NONCE_BYTES = 12
_WRAPPED_BYTES = _NONCE_BYTES + _KEY_BYTES + 16  # with GCM's tag
_MASTER, _PRINTS, _WAVES = "master.key", "prints", "waves"
_KEY_ID = re.compile(r"[a-z0-9]{1,40}")


class KeyStore:
    """An opened key store. Its text forms show where it is, never what is in it."""

    def __init__(self, folder: Path, master: bytes, print_keys: tuple[bytes, ...]) -> None:
        self.folder = folder
        self.print_keys = print_keys
        """The keys of the prints, oldest first; a print goes through all of them."""
        self._master = master

    def __repr__(self) -> str:
        return f"KeyStore({str(self.folder)!r})"

    @classmethod
    def open(cls, folder: Path) -> "KeyStore":
        """Open a key store that is there.

        Raises:
            KeysRefused: it is missing, incomplete, damaged, or open to others; the message says what to do.
        """
        for part in (folder, folder / _PRINTS, folder / _WAVES):
            check_folder(part)
        master = read_secret(folder / _MASTER, _KEY_BYTES)
        versions = range(1, _versions_in(folder) + 1)
        return cls(folder, master, tuple(_unwrap(master, _print_key_file(folder, version)) for version in versions))

    @classmethod
    def open_or_make(cls, folder: Path) -> "KeyStore":
        """Open a key store, or make one if the folder is missing or empty; of several at once, one makes it.

        Raises:
            KeysRefused: as `open`; a folder that holds anything is never filled with new keys.
        """
        make_folder(folder)
        check_folder(folder)
        with locked(folder):
            if not any(folder.iterdir()):
                _make(folder)
        return cls.open(folder)

    @property
    def fingerprint(self) -> str:
        """What a database knows this store by; it changes when the keys of the prints are rotated."""
        return _fingerprint(self._master, self.print_keys)

    def matching(self, fingerprint: str) -> "KeyStore":
        """This store as the database with that fingerprint knows it.

        A rotation that was cut off before its commit leaves a newer print key, which is left out here.

        Raises:
            KeysRefused: it is not the store of that database.
        """
        for count in range(len(self.print_keys), 0, -1):
            if hmac.compare_digest(_fingerprint(self._master, self.print_keys[:count]), fingerprint):
                return KeyStore(self.folder, self._master, self.print_keys[:count])
        raise KeysRefused(
            "this database belongs to another key store: set VOICEBOT_KEYS to the folder it was made with"
        )

    def make_wave_key(self, key_id: str) -> None:
        """Make the key of a wave.

        Raises:
            Refused: there is one already.
        """
        path = self._wave_file(key_id)
        if path.exists():
            raise Refused("this wave has a key already, and a second one would make its contacts unreadable")
        write_secret(path, _wrap(self._master, path, _new_key()))

    def wave_key(self, key_id: str) -> bytes:
        """The key of a wave, read from the store each time, so that no process outlives its destruction.

        Raises:
            NotFound: it was destroyed, or never made here.
            KeysRefused: its file is damaged or open to others.
        """
        if not self.has_wave_key(key_id):
            raise NotFound("the key of this wave is gone, so its contacts can't be read any more")
        return _unwrap(self._master, self._wave_file(key_id))

    def has_wave_key(self, key_id: str) -> bool:
        """Whether the key of a wave is still there."""
        return self._wave_file(key_id).exists()

    def destroy_wave_key(self, key_id: str) -> None:
        """Overwrite and remove the key of a wave; done again, it finishes what was cut off."""
        shred(self._wave_file(key_id))

    def add_print_key(self) -> "KeyStore":
        """Write the next key of the prints and hand back the store that has it; `prints.rotate` calls this."""
        path = _print_key_file(self.folder, len(self.print_keys) + 1)
        key = _new_key()
        write_secret(path, _wrap(self._master, path, key))
        return KeyStore(self.folder, self._master, (*self.print_keys, key))

    def set_later_print_keys_aside(self) -> None:
        """Rename print keys that this store does not know; never removed, since a backup may have prints by them."""
        for version in range(_versions_in(self.folder), len(self.print_keys), -1):
            path = _print_key_file(self.folder, version)
            path.rename(path.with_suffix(f".unused-{secrets.token_hex(4)}"))

    def is_outdated(self) -> bool:
        """Whether the keys of the prints have been rotated since this store was opened."""
        return _print_key_file(self.folder, len(self.print_keys) + 1).exists()

    def _wave_file(self, key_id: str) -> Path:
        if not _KEY_ID.fullmatch(key_id):
            raise KeysRefused("the key id of this wave is not one of ours: the database was changed by hand")
        return self.folder / _WAVES / f"{key_id}.key"


def claim_keys(engine: Engine, folder: Path) -> KeyStore:
    """Open the key store of this database; on its very first start, make it and tie both together.

    Raises:
        KeysRefused: the store is missing, can't be read, or belongs to another database. A new one is never made
            beside a database that has had one.
        Busy: the database did not answer in time.
    """
    with reading(engine) as session:
        first_start = system.key_fingerprint(session) is None
    if first_start:
        KeyStore.open_or_make(folder)
    check_folder(folder)
    with locked(folder), transaction(engine) as session:  # no rotation goes on while both are held
        keys = KeyStore.open(folder)
        keys = keys.matching(system.claim_key_fingerprint(session, keys.fingerprint))
        keys.set_later_print_keys_aside()
    return keys


def _make(folder: Path) -> None:
    """The master key comes last: without it the store counts as broken, never as empty."""
    master = _new_key()
    make_folder(folder / _WAVES)
    make_folder(folder / _PRINTS)
    first = _print_key_file(folder, 1)
    write_secret(first, _wrap(master, first, _new_key()))
    write_secret(folder / _MASTER, master)


def _versions_in(folder: Path) -> int:
    """How many print keys there are.

    Raises:
        KeysRefused: there is none, or one is missing between them.
    """
    found = {path.name for path in (folder / _PRINTS).glob("*.key")}
    if not found or found != {_print_key_file(folder, version).name for version in range(1, len(found) + 1)}:
        raise KeysRefused(f"a key is missing in {folder / _PRINTS}: restore it from the key store's backup")
    return len(found)


def _print_key_file(folder: Path, version: int) -> Path:
    return folder / _PRINTS / f"{version}.key"


def _new_key() -> bytes:
    return secrets.token_bytes(_KEY_BYTES)


def _wrap(master: bytes, path: Path, key: bytes) -> bytes:
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + AESGCM(master).encrypt(nonce, key, _place(path))


def _unwrap(master: bytes, path: Path) -> bytes:
    wrapped = read_secret(path, _WRAPPED_BYTES)
    try:
        return AESGCM(master).decrypt(wrapped[:_NONCE_BYTES], wrapped[_NONCE_BYTES:], _place(path))
    except InvalidTag:
        raise KeysRefused(f"the key file {path} does not belong to this key store, or is damaged") from None


def _place(path: Path) -> bytes:
    """What a wrapped key is bound to, so that the file of one key can't be put in place of another's."""
    return f"voicebot/{path.parent.name}/{path.stem}".encode()


def _fingerprint(master: bytes, print_keys: tuple[bytes, ...]) -> str:
    return hmac.new(master, b"voicebot key store" + b"".join(print_keys), hashlib.sha256).hexdigest()
