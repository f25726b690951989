"""The one row that every process on this database agrees on: whose keys, whose clock, real or rehearsed."""

from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from voicebot.clock import ClockOrigin
from voicebot.store.tables import Base, System

_ROW = 1
_system = Base.metadata.tables["system"]
# Every webhook of a rehearsal asks this: of the table, by the connection, at half the cost of a mapped class.
_CLOCK = select(_system.c.clock_instant, _system.c.clock_anchor, _system.c.clock_speed).where(_system.c.id == _ROW)


def key_fingerprint(session: Session) -> str | None:
    """The fingerprint of the key store that this database belongs to, once there is one."""
    return session.get_one(System, _ROW, populate_existing=True).key_fingerprint


def claim_key_fingerprint(session: Session, fingerprint: str) -> str:
    """Set the fingerprint if there is none; hands back the one that stands, once nobody is changing it."""
    row = session.get_one(System, _ROW, populate_existing=True, with_for_update=True)
    row.key_fingerprint = row.key_fingerprint or fingerprint
    session.flush()
    return row.key_fingerprint


def replace_key_fingerprint(session: Session, fingerprint: str) -> None:
    """Set the fingerprint, after the keys of this database were rotated."""
    session.execute(update(System).where(System.id == _ROW).values(key_fingerprint=fingerprint))


def is_rehearsal(session: Session) -> bool:
    """Whether this database was ever rehearsed on."""
    return session.get_one(System, _ROW, populate_existing=True).rehearsal


def mark_rehearsal(session: Session) -> None:
    """Remember that this database was rehearsed on; there is no way back."""
    session.execute(update(System).where(System.id == _ROW).values(rehearsal=True))


def clock_origin(session: Session) -> ClockOrigin | None:
    """Where a rehearsal's clock stands, or None if time is real."""
    instant, anchor, speed = session.connection().execute(_CLOCK).one()
    if instant is None or anchor is None or speed is None:
        return None
    return ClockOrigin(instant, anchor, speed)


def move_clock(session: Session, origin: ClockOrigin) -> None:
    """Set a rehearsal's clock for every process."""
    session.execute(
        update(System)
        .where(System.id == _ROW)
        .values(clock_instant=origin.instant, clock_anchor=origin.anchor, clock_speed=origin.speed)
    )


def server_time(session: Session) -> datetime | None:
    """What the clock of the database's server shows; None for SQLite, which has none of its own."""
    if session.get_bind().dialect.name == "sqlite":
        return None
    shown: datetime = session.execute(select(func.clock_timestamp())).scalar_one()
    return shown
