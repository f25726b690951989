"""How the database is opened, written, read and brought up to date: SQLite or PostgreSQL behind one face.

Durability is decided here (PROMISES 1, 7); what the tables hold is `tables/`, how they are made is `migrations/`.
"""

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from functools import partial
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DataError, DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from sqlalchemy.orm import Session

from voicebot.errors import BadInput, BadSettings, Busy, Refused
from voicebot.store.outage import Outage, OutOfReach
from voicebot.store.tables import Base
from voicebot.store.turnstile import Turnstile

# The provider waits 15 s for a webhook (Twilio 11205): whoever waits for a lock gives up well before it does.
_LOCK_SECONDS = 5
_STATEMENT_SECONDS = 8
_NAP_SECONDS = 0.0005
_POSTGRES_SETTINGS = {
    "synchronous_commit": "on",
    "lock_timeout": f"{_LOCK_SECONDS}s",
    "statement_timeout": f"{_STATEMENT_SECONDS}s",
    "idle_in_transaction_session_timeout": "60s",
}
_SQLITE_SETTINGS = {
    "journal_mode": "WAL",
    "synchronous": "FULL",
    "foreign_keys": "ON",
    "secure_delete": "ON",
    "temp_store": "MEMORY",  # nothing personal in temporary files
}
_DURABLE = {
    "sqlite": {"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "secure_delete": "1"},
    "postgresql": {"synchronous_commit": "on", "fsync": "on", "full_page_writes": "on"},
}
_SQLITE_PASSING = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR})
# PostgreSQL's classes of "not now": connection, resources, operator intervention; then lock, deadlock, serialisation.
_POSTGRES_PASSING = ("08", "53", "57", "55P03", "40P01", "40001", "25P03")
_MIGRATION_LOCK = 4_919_140_518  # any number that nobody else locks in this database


def make_engine(url: str) -> Engine:
    """An engine for `sqlite:///path` or `postgresql://…`, set up so that what it commits is kept.

    A SQLite file that is missing is made for its owner alone (0600, in a folder of 0700).

    Raises:
        BadSettings: the URL is not one of a SQLite file or a PostgreSQL database, or the file can't be made.
    """
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise BadSettings("DATABASE_URL is no SQLAlchemy URL: write sqlite:///path or postgresql://…") from None
    backend = parsed.get_backend_name()
    if backend == "sqlite" and parsed.database not in {None, "", ":memory:"}:
        return _sqlite_engine(parsed)
    if backend == "postgresql":
        return _postgres_engine(parsed)
    raise BadSettings("DATABASE_URL must name a SQLite file (sqlite:///path) or a PostgreSQL database (postgresql://…)")


@contextmanager
def transaction(engine: Engine) -> Iterator[Session]:
    """A session whose work is committed at the end, or rolled back if anything is raised.

    Raises:
        Busy: a lock, a connection or the disk was not to be had in time. If it was the commit on PostgreSQL
            that lost its connection, the work may have been kept: it must be safe to do again.
    """
    with (
        _noticing_outages(engine),
        _faults_as_ours(),
        _writers_turn(engine),
        Session(engine, expire_on_commit=False) as session,
        session.begin(),
    ):
        yield session


def committing_each_statement(engine: Engine) -> Engine:
    """The same PostgreSQL database, where a statement is a transaction of its own: one message there and one back."""
    return engine.execution_options(isolation_level="AUTOCOMMIT")


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """A session that reads one moment of the database, waits for no writer, and never keeps what it changes.

    Raises:
        Busy: a connection was not to be had in time.
    """
    readers = engine.execution_options(**engine.get_execution_options()["as_reader"])
    with _noticing_outages(engine), _faults_as_ours(), Session(readers, expire_on_commit=False) as session:
        yield session


def check_durable(engine: Engine) -> None:
    """Ask the database itself whether a commit outlives a crash.

    Raises:
        Refused: it would not, with the settings to change.
    """
    ask = "PRAGMA" if engine.dialect.name == "sqlite" else "SHOW"
    wanted = _DURABLE[engine.dialect.name]
    with reading(engine) as session:
        found = {name: str(session.scalar(text(f"{ask} {name}"))) for name in wanted}
    if wrong := [f"{name} is {found[name]}, not {value}" for name, value in wanted.items() if found[name] != value]:
        raise Refused(f"the database could lose what it has acknowledged: {'; '.join(wrong)}")


def upgrade(engine: Engine) -> None:
    """Bring the schema up to date; of several processes that start together one does it and the others wait."""
    with _faults_as_ours(), engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            _take_all_the_time(connection)
            connection.exec_driver_sql("SET LOCAL lock_timeout = '60s'")
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_MIGRATION_LOCK})")
        command.upgrade(_alembic(connection), "head")


def is_current(engine: Engine) -> bool:
    """Whether the schema is the one this code was written for."""
    with reading(engine) as session:
        connection = session.connection()
        head = ScriptDirectory.from_config(_alembic(connection)).get_current_head()
        return MigrationContext.configure(connection).get_current_revision() == head


def has_schema(engine: Engine) -> bool:
    """Whether any release of ours has made its tables there."""
    with reading(engine) as session:
        return MigrationContext.configure(session.connection()).get_current_revision() is not None


def clear_traces(engine: Engine, *, thoroughly: bool = False) -> None:
    """Remove what deleted rows leave behind in the files, as far as the database allows.

    SQLite writes its log back and empties it (what was freed is zeroed by secure_delete); PostgreSQL vacuums.
    Thoroughly, both write every table anew, which holds up everybody else for as long as it takes.

    Raises:
        Busy: somebody is still reading what was there before.
    """
    is_sqlite = engine.dialect.name == "sqlite"
    with _faults_as_ours():
        if thoroughly:
            (_write_sqlite_anew if is_sqlite else _write_postgres_anew)(engine)
        (_empty_sqlite_log if is_sqlite else _vacuum_postgres)(engine)


def _sqlite_engine(url: URL) -> Engine:
    _make_private_file(Path(url.database or ""))
    engine = create_engine(
        url,
        hide_parameters=True,
        pool_size=16,
        max_overflow=16,
        pool_timeout=_LOCK_SECONDS,
        connect_args={"timeout": _LOCK_SECONDS},
        execution_options={"turnstile": Turnstile(), "as_reader": {"reading": True}},
    )
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _postgres_engine(url: URL) -> Engine:
    from voicebot.store.patience import KEEPALIVE, PatientConnection  # noqa: PLC0415 - a driver that SQLite can do without

    def connect(_dialect: object, _record: object, arguments: list[Any], settings: dict[str, Any]) -> PatientConnection:
        return PatientConnection.connect(*arguments, **settings)

    engine = create_engine(
        url.set(drivername="postgresql+psycopg"),
        hide_parameters=True,
        pool_size=16,
        max_overflow=4,
        pool_timeout=_LOCK_SECONDS,
        pool_use_lifo=True,
        execution_options={"as_reader": {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}},
        connect_args={
            "connect_timeout": _LOCK_SECONDS,
            "options": " ".join(f"-c {name}={value}" for name, value in _POSTGRES_SETTINGS.items()),
            **KEEPALIVE,
        },
    )
    event.listen(engine, "do_connect", connect)
    engine.update_execution_options(outage=Outage(partial(_ask_anything, engine)))
    return engine


def _make_private_file(path: Path) -> None:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))  # its log and index take over the mode
    except OSError as fault:
        raise BadSettings(f"DATABASE_URL names a file that can't be opened or made: {fault.strerror}") from fault


def _set_up_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # sqlite3 begins nothing by itself; `_begin_sqlite` does
    for name, value in _SQLITE_SETTINGS.items():
        connection.execute(f"PRAGMA {name} = {value}")


def _begin_sqlite(connection: Connection) -> None:
    """A writer takes its lock at once: one that began as a reader could not wait for it later."""
    if connection.get_execution_options().get("reading", False):
        connection.exec_driver_sql("BEGIN DEFERRED")
    elif not _has_begun_to_write(connection.connection.driver_connection):
        connection.exec_driver_sql("BEGIN IMMEDIATE")  # once more, for what SQLAlchemy says of it


def _has_begun_to_write(connection: Any) -> bool:  # noqa: ANN401 - sqlite3's own
    """Wait for the writers of other processes, in short naps: SQLite's own grow to a tenth of a second."""
    until = time.monotonic() + _LOCK_SECONDS
    connection.execute("PRAGMA busy_timeout = 0")
    try:
        while (fault := _fault_of_beginning(connection)) == sqlite3.SQLITE_BUSY and time.monotonic() < until:
            time.sleep(_NAP_SECONDS)
    finally:
        connection.execute(f"PRAGMA busy_timeout = {int(_LOCK_SECONDS * 1000)}")
    return fault is None


def _fault_of_beginning(connection: sqlite3.Connection) -> int | None:
    try:
        connection.execute("BEGIN IMMEDIATE")
    except sqlite3.Error as fault:
        return fault.sqlite_errorcode
    return None


def _empty_sqlite_log(engine: Engine) -> None:
    with closing(engine.raw_connection()) as connection, closing(connection.cursor()) as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (was_busy, *_pages) = cursor.fetchone() or (True,)
    if was_busy:
        raise Busy("somebody is still reading what was deleted: try again in a moment")


def _write_sqlite_anew(engine: Engine) -> None:
    with _writers_turn(engine), closing(engine.raw_connection()) as connection, closing(connection.cursor()) as cursor:
        cursor.execute("VACUUM")


def _write_postgres_anew(engine: Engine) -> None:
    """Each table in the order of its key, which is random: CLUSTER leaves nothing of the old files."""
    with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        _take_all_the_time(connection)
        for table in Base.metadata.sorted_tables:
            connection.exec_driver_sql(f"CLUSTER {table.name} USING {table.name}_pkey")


def _vacuum_postgres(engine: Engine) -> None:
    with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        _take_all_the_time(connection)
        connection.exec_driver_sql("VACUUM")


def _take_all_the_time(connection: Connection) -> None:
    """No time-out for what this connection to PostgreSQL is asked, and nobody else gets it afterwards."""
    connection.connection.driver_connection.patience = None  # type: ignore[union-attr]  # a `PatientConnection`
    connection.detach()
    connection.exec_driver_sql("SET statement_timeout = 0")


def _ask_anything(engine: Engine) -> None:
    with _faults_as_ours(), engine.connect() as connection:
        connection.exec_driver_sql("SELECT 1")


def _noticing_outages(engine: Engine) -> AbstractContextManager[None]:
    """A server may be out of reach; the file of SQLite is on this machine."""
    outage: Outage | None = engine.get_execution_options().get("outage")
    return outage.noticing() if outage else nullcontext()


def _writers_turn(engine: Engine) -> AbstractContextManager[None]:
    """Let the writers of this process queue in order; SQLite itself makes them poll, with growing naps."""
    turnstile: Turnstile | None = engine.get_execution_options().get("turnstile")
    return turnstile.passing(_LOCK_SECONDS) if turnstile else nullcontext()


@contextmanager
def _faults_as_ours() -> Iterator[None]:
    try:
        yield
    except NoConnectionFree as fault:
        raise Busy("all connections to the database are in use: try again in a moment") from fault
    except DataError as fault:
        raise BadInput("a text or number was given that can't be kept: type it again") from fault
    except DBAPIError as fault:
        if _is_out_of_reach(fault):
            raise OutOfReach("the database is out of reach: try again in a moment") from fault
        if not _is_passing(fault):
            raise
        raise Busy("the database is busy, out of space or out of reach: try again in a moment") from fault


def _is_out_of_reach(fault: DBAPIError) -> bool:
    """Whether a server was not reached or did not answer: then there is no code of its own."""
    if isinstance(fault.orig, sqlite3.Error) or getattr(fault.orig, "sqlstate", None) is not None:
        return False
    return fault.connection_invalidated or isinstance(fault, OperationalError)


def _is_passing(fault: DBAPIError) -> bool:
    """Whether the same request may succeed later, by the driver's own codes."""
    original = fault.orig
    if isinstance(original, sqlite3.Error):
        code: int | None = getattr(original, "sqlite_errorcode", None)
        return code is not None and code & 0xFF in _SQLITE_PASSING
    state: str | None = getattr(original, "sqlstate", None)  # None: the driver itself found a fault in what we asked
    return state is not None and state.startswith(_POSTGRES_PASSING)


def _alembic(connection: Connection) -> Config:
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")))
    config.set_main_option("path_separator", "os")
    return config
