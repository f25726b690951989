"""Backing up: the whole database as one file, never a key. Putting one back is `restoring.py`'s."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from voicebot.clock import Clock
from voicebot.errors import Refused
from voicebot.privacy import audit
from voicebot.store import copies
from voicebot.store.engine import reading, transaction
from voicebot.whole_files import digest_of

ACTION = "backup_made"
"""In the audit trail."""


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was made. `digest` is the SHA-256 of the file, `head` that of the audit trail in it."""

    path: Path
    bytes: int
    digest: str
    entries: int
    head: str


def back_up(engine: Engine, clock: Clock, *, path: Path, keys_place: Path | str, who: str) -> Backup:
    """Copy one moment of the database to a new file, while everybody goes on working.

    Raises:
        Refused: the file is there already, can't be written, or would lie with the keys; or pg_dump is missing.
        Busy: the database did not answer in time.
    """
    _require_apart(path, keys_place)
    with reading(engine) as session:
        verdict = audit.verify(session)
        copies.copy_to(session, path)
    digest = digest_of(path)
    with transaction(engine) as session:
        audit.append(session, at=clock.now(), who=who, action=ACTION, digest=digest, entries=verdict.entries)
    return Backup(path, path.stat().st_size, digest, verdict.entries, verdict.head)


def _require_apart(path: Path, keys_place: Path | str) -> None:
    if isinstance(keys_place, Path) and path.resolve().is_relative_to(keys_place.resolve()):
        raise Refused("that is in the key store: a backup that lies with the keys can be read by whoever finds it")
