"""Small secret files: written whole or not at all, read only if nobody else could have, destroyed by overwriting.

What the secrets are for is `keystore.py`'s.
"""

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from voicebot.errors import KeysRefused

_OTHERS = 0o077


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the folder for oneself among all processes that ask for it in this way."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def make_folder(folder: Path) -> None:
    """Make a folder for its owner alone, unless it is there."""
    if not folder.is_dir():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _sync_folder(folder.parent)


def check_folder(folder: Path) -> None:
    """Refuse a folder that is not there or that others may enter.

    Raises:
        KeysRefused: with the command that mends it.
    """
    if not folder.is_dir():
        raise KeysRefused(
            f"there is no key store at {folder}: set VOICEBOT_KEYS, or restore the folder from its backup"
        )
    if folder.stat().st_mode & _OTHERS:
        raise KeysRefused(f"others may enter the key store: chmod 700 {folder}")


def write_secret(path: Path, secret: bytes) -> None:
    """Write a file of mode 0600 that is complete and on the disk when this returns, or not there at all."""
    unfinished = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(secret)
            file.flush()
            os.fsync(file.fileno())
        unfinished.rename(path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def read_secret(path: Path, length: int) -> bytes:
    """Read a secret of that many bytes.

    Raises:
        KeysRefused: the file is missing, others may read it, or it is not of that length.
    """
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    except OSError:
        raise KeysRefused(f"the key file {path} can't be read: restore it from the key store's backup") from None
    with os.fdopen(handle, "rb") as file:
        if os.fstat(file.fileno()).st_mode & _OTHERS:
            raise KeysRefused(f"others may read a key file: chmod 600 {path}")
        secret = file.read(length + 1)
    if len(secret) != length:
        raise KeysRefused(f"the key file {path} is damaged: restore it from the key store's backup")
    return secret


def shred(path: Path) -> None:
    """Overwrite a secret, then remove it; nothing happens if it is gone.

    A disk that never writes in place (an SSD, a copy-on-write file system) may keep the old bytes for a while; the
    key is of use to nobody without the master key.
    """
    try:
        handle = os.open(path, os.O_WRONLY | os.O_NOFOLLOW)
    except FileNotFoundError:
        return
    with os.fdopen(handle, "wb") as file:
        file.write(bytes(os.fstat(file.fileno()).st_size))
        file.flush()
        os.fsync(file.fileno())
    path.unlink(missing_ok=True)
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """A new name is on the disk only once its folder is."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
