"""Files that are complete and on the disk, or not there at all; and what a file is known by in the audit trail."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from voicebot.errors import Refused


@contextmanager
def whole_file(path: Path, what: str, *faults: type[Exception]) -> Iterator[Path]:
    """Where a new file is written, for its owner alone (0600); it gets its name when all of it is on the disk.

    `what` it is called in a refusal; `faults` are those of whoever writes it, beside the system's own.

    Raises:
        Refused: there is a file of that name, or it can't be written.
    """
    if path.exists():
        raise Refused(f"{path} is there already: give the {what} a name of its own")
    known: tuple[type[Exception], ...] = (OSError, *faults)
    unfinished = path.with_name(f".unfinished-{path.name}")
    try:
        unfinished.unlink(missing_ok=True)
        handle = os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
        try:
            yield unfinished
            os.fsync(handle)
        finally:
            os.close(handle)
        unfinished.rename(path)
    except known as fault:
        raise Refused(f"{path} can't be written: {fault}") from fault
    finally:
        unfinished.unlink(missing_ok=True)


def digest_of(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
