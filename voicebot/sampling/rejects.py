"""The bad rows of a frame that was sent from far away: kept in the database until the next one, to be fetched.

Only row numbers, columns and reasons: `checking.py` writes no values.
"""

import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from voicebot.clock import Clock
from voicebot.errors import NotFound
from voicebot.sampling.waves import require_wave
from voicebot.store import waves
from voicebot.store.engine import transaction
from voicebot.store.tables import FrameRejects

_FILE = "rejects.csv"


@dataclass(frozen=True, slots=True)
class Rejects:
    """How many faults the frame had that was sent at that time."""

    at: datetime
    faults: int


@contextmanager
def keeping_rejects(engine: Engine, clock: Clock, folder: Path, *, wave: str) -> Iterator[Path]:
    """Where a draw may write the bad rows; they are kept for the wave, be the draw refused or not.

    Raises:
        NotFound: there is no such wave.
    """
    path = folder / _FILE
    try:
        yield path
    finally:
        if path.exists():
            _keep(engine, clock, wave, path.read_bytes())


def rejects_of(session: Session, wave: str) -> Rejects | None:
    """What was wrong with the frame that was sent last for the wave; None if none was sent, or nothing was.

    Raises:
        NotFound: there is no such wave.
    """
    kept = _kept(session, wave)
    return Rejects(kept.at, kept.faults) if kept is not None and kept.faults else None


def rejects_as_csv(session: Session, wave: str) -> bytes:
    """Row, column and reason of every fault.

    Raises:
        NotFound: there is no such wave, or nothing was wrong.
    """
    kept = _kept(session, wave)
    if kept is None:
        raise NotFound(f"no bad rows are kept for {wave}")
    return zlib.decompress(kept.packed)


def _kept(session: Session, wave: str) -> FrameRejects | None:
    return session.get(FrameRejects, require_wave(wave, waves.by_name(session, wave)).id)


def _keep(engine: Engine, clock: Clock, wave: str, written: bytes) -> None:
    faults = max(0, written.count(b"\n") - 1)  # the first line is the header
    with transaction(engine) as session:
        found = require_wave(wave, waves.by_name(session, wave))
        session.merge(FrameRejects(wave_id=found.id, at=clock.now(), faults=faults, packed=zlib.compress(written)))
