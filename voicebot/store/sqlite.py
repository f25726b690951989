"""SQLite: how its file is opened, how its one writer is waited for, and how what was deleted leaves the file.

What it has in common with PostgreSQL is `engine.py`.
"""

import os
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import OperationalError

from voicebot.errors import BadSettings, Busy
from voicebot.store import locks
from voicebot.store.turnstile import Turnstile

_Done = TypeVar("_Done")
_NAP_SECONDS = 0.0005
_SETTINGS = {
    "journal_mode": "WAL",
    "synchronous": "FULL",
    "foreign_keys": "ON",
    "secure_delete": "ON",
    "temp_store": "MEMORY",  # nothing personal in temporary files
}


def open_sqlite(url: URL) -> Engine:
    """An engine for this file, which is made for its owner alone if it is missing (0600, in a folder of 0700).

    Its options tell how to write with it: `writers` is one connection for the writers of this process, who wait for
    each other at the `turnstile`; `statements` is the same where a statement is a transaction of its own.

    Raises:
        BadSettings: the file can't be opened or made.
    """
    _make_private_file(Path(url.database or ""))
    engine = _connections(url, 16, locks.SECONDS)
    event.listen(engine, "begin", _begin)
    writers = _connections(url, 1, seconds=0)
    event.listen(writers, "begin", _begin_to_write)
    event.listen(engine, "engine_disposed", lambda _engine: writers.dispose())
    engine.update_execution_options(
        as_reader={"reading": True},
        turnstile=Turnstile(),
        writers=writers,
        statements=writers.execution_options(by_statement=True),
    )
    return engine


def as_soon_as_free(write: Callable[[], _Done]) -> _Done:
    """Wait for the writers of other processes in short naps: SQLite's own grow to a tenth of a second.

    Raises:
        sqlalchemy.exc.OperationalError: they were not done in time, or something else is wrong.
    """
    until = time.monotonic() + locks.SECONDS
    while True:
        try:
            return write()
        except OperationalError as fault:
            if not _is_in_use(fault) or time.monotonic() >= until:
                raise
        time.sleep(_NAP_SECONDS)


def clear_traces(engine: Engine) -> None:
    """Write the log back into the file and leave it empty; what was freed in the file is zeroed (secure_delete).

    Raises:
        Busy: somebody still reads what was there before.
    """
    with closing(engine.raw_connection()) as connection, closing(connection.cursor()) as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (was_busy, *_pages) = cursor.fetchone() or (True,)
    if was_busy:
        raise Busy("somebody is still reading what was deleted: try again in a moment")


def write_anew(engine: Engine) -> None:
    """Write the whole file anew."""
    with closing(engine.raw_connection()) as connection, closing(connection.cursor()) as cursor:
        cursor.execute("VACUUM")


def _make_private_file(path: Path) -> None:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))  # its log and index take over the mode
    except OSError as fault:
        raise BadSettings(f"DATABASE_URL names a file that can't be opened or made: {fault.strerror}") from fault


def _connections(url: URL, at_once: int, seconds: float) -> Engine:
    """Connections that let SQLite itself wait so long for a lock."""
    engine = create_engine(
        url,
        hide_parameters=True,
        pool_size=at_once,
        max_overflow=at_once,
        pool_timeout=locks.SECONDS,
        connect_args={"timeout": seconds},
    )
    event.listen(engine, "connect", _set_up)
    return engine


def _set_up(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # sqlite3 begins nothing by itself; we do
    for name, value in _SETTINGS.items():
        connection.execute(f"PRAGMA {name} = {value}")


def _begin(connection: Connection) -> None:
    is_reader = connection.get_execution_options().get("reading", False)
    connection.exec_driver_sql("BEGIN DEFERRED" if is_reader else "BEGIN IMMEDIATE")


def _begin_to_write(connection: Connection) -> None:
    """A writer takes its lock at once: one that began as a reader could not wait for it later."""
    if not connection.get_execution_options().get("by_statement", False):
        as_soon_as_free(lambda: connection.exec_driver_sql("BEGIN IMMEDIATE"))


def _is_in_use(fault: OperationalError) -> bool:
    code: int | None = getattr(fault.orig, "sqlite_errorcode", None)
    return code is not None and code & 0xFF == sqlite3.SQLITE_BUSY
