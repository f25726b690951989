"""How the database is opened, written, read and brought up to date: SQLite or PostgreSQL behind one face.

Durability is decided here (PROMISES 1, 7); what the tables hold is `tables/`, how they are made is `migrations/`.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import partial
from pathlib import Path
from types import ModuleType

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, make_url, text
from sqlalchemy.exc import ArgumentError, DataError, DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from sqlalchemy.orm import Session

from voicebot.errors import BadInput, BadSettings, Busy, Refused
from voicebot.store import locks, sqlite
from voicebot.store.outage import Outage, OutOfReach
from voicebot.store.turnstile import Turnstile

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
        return sqlite.open_sqlite(parsed)
    if backend == "postgresql":
        engine: Engine = _postgresql().open_postgresql(parsed)
        engine.update_execution_options(outage=Outage(partial(_ask_anything, engine)))
        return engine
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
        Session(engine.get_execution_options()["writers"], expire_on_commit=False) as session,
        session.begin(),
    ):
        yield session


@contextmanager
def statements(engine: Engine) -> Iterator[Connection]:
    """A connection where each statement is a transaction of its own: quicker, for what a single one can do.

    On PostgreSQL that is one message there and one back. On SQLite, statements are to be given to `as_soon_as_free`.

    Raises:
        Busy: as for `transaction`.
    """
    with (
        _noticing_outages(engine),
        _faults_as_ours(),
        _writers_turn(engine),
        engine.get_execution_options()["statements"].connect() as connection,
    ):
        yield connection


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
    with statements(engine) as connection:  # it is those who write that have to be durable
        found = {name: str(connection.scalar(text(f"{ask} {name}"))) for name in wanted}
    if wrong := [f"{name} is {found[name]}, not {value}" for name, value in wanted.items() if found[name] != value]:
        raise Refused(f"the database could lose what it has acknowledged: {'; '.join(wrong)}")


def upgrade(engine: Engine) -> None:
    """Bring the schema up to date; of several processes that start together one does it and the others wait."""
    with _faults_as_ours(), engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            _postgresql().take_all_the_time(connection)
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
    kind: ModuleType = sqlite if engine.dialect.name == "sqlite" else _postgresql()
    with _faults_as_ours():
        if thoroughly:
            with _writers_turn(engine):
                kind.write_anew(engine)
        kind.clear_traces(engine)


def _postgresql() -> ModuleType:
    from voicebot.store import postgresql  # noqa: PLC0415 - with a driver that SQLite can do without

    return postgresql


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
    return turnstile.passing(locks.SECONDS) if turnstile else nullcontext()


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
