"""Copies of the whole database as one file, and putting such a copy in the place of what stands.

SQLite is copied page by page while others write, PostgreSQL by its own programs (`dumps.py`). What a copy must not
bring back is `operations/`'s.
"""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, make_url, text
from sqlalchemy.exc import OperationalError, ProgrammingError
from sqlalchemy.orm import Session

from voicebot.errors import Busy, NotFound, Refused
from voicebot.store import dumps
from voicebot.store.engine import clear_traces, make_engine
from voicebot.whole_files import whole_file

_BEGINNINGS = {b"SQLite format 3\0": "sqlite", b"PGDMP": "postgresql"}
_LONGEST_NAME = 63
"""Of a database of PostgreSQL, which cuts off the rest."""


@dataclass(frozen=True, slots=True)
class Replacement:
    """A copy that was unpacked beside the database: it can be changed, and then takes its place in one step."""

    engine: Engine
    take_place: Callable[[], None]


def copy_to(session: Session, path: Path) -> None:
    """Write all that this session sees to a new file for its owner alone (0600); others go on writing meanwhile.

    Raises:
        Refused: there is a file of that name, it can't be written, or PostgreSQL's programs are missing.
    """
    with whole_file(path, "backup", sqlite3.Error) as unfinished:
        if session.get_bind().dialect.name == "postgresql":
            dumps.dump(session, unfinished)
            return
        with closing(sqlite3.connect(unfinished)) as copy:
            _sqlite(session.connection()).backup(copy)


def is_there(url: str) -> bool:
    """Whether there is a database at that address at all, be it empty.

    Raises:
        Busy: the server can't be reached.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        file = Path(str(parsed.database))
        return file.exists() and file.stat().st_size > 0
    with _maintaining(parsed) as connection:
        return _has_database(connection, str(parsed.database))


def beside(url: str, path: Path) -> AbstractContextManager[Replacement]:
    """Unpack a copy beside the database; it is removed at the end unless it has taken its place.

    Raises:
        NotFound: there is no such file.
        Refused: it is no copy of this kind of database, or a damaged one.
    """
    parsed = make_url(url)
    if _kind(path) != parsed.get_backend_name():
        raise Refused("this file is no backup of the kind of database that DATABASE_URL names: give it the other kind")
    return (_beside_sqlite if parsed.get_backend_name() == "sqlite" else _beside_postgres)(parsed, path)


def _kind(path: Path) -> str | None:
    try:
        with path.open("rb") as file:
            begins = file.read(16)
    except OSError as fault:
        raise NotFound(f"{path} can't be read: {fault.strerror}") from fault
    return next((kind for beginning, kind in _BEGINNINGS.items() if begins.startswith(beginning)), None)


@contextmanager
def _beside_sqlite(url: URL, path: Path) -> Iterator[Replacement]:
    """Its pages go into the file that stands, in one transaction of SQLite's: whoever has it open stays with it."""
    place = Path(str(url.database))
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    aside = place.with_name(f"{place.name}.restoring")
    try:
        _copy_private(path, aside)
        _require_sound(aside)
        engine = make_engine(f"sqlite:///{aside}")
        yield Replacement(engine, lambda: _overwrite(url, engine))
        engine.dispose()
    finally:
        for ending in ("", "-wal", "-shm"):
            aside.with_name(aside.name + ending).unlink(missing_ok=True)


def _overwrite(url: URL, by: Engine) -> None:
    place = make_engine(url.render_as_string(hide_password=False))
    try:
        with place.connect() as into, by.connect() as outof:
            into.rollback()
            _sqlite(outof).backup(_sqlite(into))
        clear_traces(place)
    finally:
        place.dispose()


def _copy_private(path: Path, to: Path) -> None:
    to.unlink(missing_ok=True)
    os.close(os.open(to, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    shutil.copyfile(path, to)


def _require_sound(file: Path) -> None:
    try:
        with closing(sqlite3.connect(file)) as connection:
            found = connection.execute("PRAGMA integrity_check").fetchone()[0]
    except sqlite3.DatabaseError as fault:
        raise Refused("the backup is damaged: take another one") from fault
    if found != "ok":
        raise Refused("the backup is damaged: take another one")


@contextmanager
def _beside_postgres(url: URL, path: Path) -> Iterator[Replacement]:
    """A second database, which takes the name of the first when nobody is connected to that."""
    aside = url.set(database=f"restoring_{url.database}"[:_LONGEST_NAME])
    with _maintaining(url) as maintenance:
        _drop(maintenance, aside)
        _create(maintenance, aside)
        try:
            dumps.load(aside, path)
            engine = make_engine(aside.render_as_string(hide_password=False))
            try:
                yield Replacement(engine, lambda: _rename(engine, aside, url))
            finally:
                engine.dispose()
        finally:
            _drop(maintenance, aside)


def _rename(engine: Engine, aside: URL, place: URL) -> None:
    engine.dispose()
    replaced = place.set(database=f"replaced_{place.database}"[:_LONGEST_NAME])
    with _maintaining(place) as maintenance:
        _drop(maintenance, replaced)
        old, new, away = (_name(maintenance, one) for one in (place, aside, replaced))
        try:
            maintenance.exec_driver_sql("BEGIN")
            if _has_database(maintenance, str(place.database)):
                maintenance.exec_driver_sql(f"ALTER DATABASE {old} RENAME TO {away}")
            maintenance.exec_driver_sql(f"ALTER DATABASE {new} RENAME TO {old}")
            maintenance.exec_driver_sql("COMMIT")
        except OperationalError as fault:
            maintenance.exec_driver_sql("ROLLBACK")
            raise Refused(
                "somebody is connected to the database: end web servers and diallers, then try again"
            ) from fault
        _drop(maintenance, replaced)


@contextmanager
def _maintaining(url: URL) -> Iterator[Connection]:
    """A connection to the server, not to the database itself, by which databases are made, renamed and dropped."""
    engine = create_engine(url.set(drivername="postgresql+psycopg", database="postgres"), isolation_level="AUTOCOMMIT")
    try:
        connection = engine.connect()
    except OperationalError as fault:
        raise Busy("the database server can't be reached: see that it runs, and the address in DATABASE_URL") from fault
    try:
        yield connection
    finally:
        connection.close()
        engine.dispose()


def _has_database(connection: Connection, name: str) -> bool:
    return bool(connection.scalar(text("SELECT count(*) FROM pg_database WHERE datname = :name"), {"name": name}))


def _create(connection: Connection, url: URL) -> None:
    try:
        connection.exec_driver_sql(f"CREATE DATABASE {_name(connection, url)} TEMPLATE template0")
    except ProgrammingError as fault:
        raise Refused("the role in DATABASE_URL may not make databases: let it, by ALTER ROLE … CREATEDB") from fault


def _drop(connection: Connection, url: URL) -> None:
    connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {_name(connection, url)}")


def _name(connection: Connection, url: URL) -> str:
    return connection.dialect.identifier_preparer.quote_identifier(str(url.database))


def _sqlite(connection: Connection) -> sqlite3.Connection:
    raw = connection.connection.driver_connection
    if not isinstance(raw, sqlite3.Connection):
        raise TypeError("only a database of SQLite is copied page by page")
    return raw
