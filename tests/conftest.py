"""Fixtures for all rooms: `engine` is a migrated, empty database, once on SQLite and once on PostgreSQL.

Rows to put into it are built by `tests.factories`. No test may leave this machine: sockets reach loopback only.
"""

import shutil
import socket
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import URL, Engine

from tests import postgres
from voicebot.privacy.keystore import KeyStore
from voicebot.store.engine import make_engine, upgrade
from voicebot.store.tables import Base

_LOOPBACK = ("127.", "::1", "localhost")
_MIGRATED_ROWS = ("INSERT INTO system (id, rehearsal) VALUES (1, false)", "INSERT INTO pace (id) VALUES (1)")


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> Engine:
    """A migrated database without any rows but those of the migration; the test runs on both kinds."""
    fixture: Engine = request.getfixturevalue(f"{request.param}_engine")
    return fixture


@pytest.fixture
def sqlite_engine(tmp_path: Path, _sqlite_template: Path) -> Iterator[Engine]:
    """The same on SQLite alone."""
    path = shutil.copy(_sqlite_template, tmp_path / "voicebot.db")
    engine = make_engine(f"sqlite:///{path}")
    yield engine
    engine.dispose()


@pytest.fixture
def postgresql_engine(_postgres_database: URL) -> Iterator[Engine]:
    """The same on PostgreSQL alone."""
    engine = make_engine(_shown(_postgres_database))
    yield engine
    engine.dispose()
    _empty(_postgres_database)


@pytest.fixture
def keys(tmp_path: Path) -> KeyStore:
    """A key store of its own, with no wave key yet."""
    return KeyStore.open_or_make(tmp_path / "keys")


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database in which nothing has been made yet, on both kinds."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.db'}"
    server: URL = request.getfixturevalue("_postgres_server")
    return _shown(postgres.make_database(server, f"empty_{uuid.uuid4().hex}"))


@pytest.fixture(scope="session")
def _sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "voicebot.db"
    engine = make_engine(f"sqlite:///{path}")
    upgrade(engine)
    engine.dispose()
    return path


@pytest.fixture(scope="session")
def _postgres_server(testrun_uid: str) -> Iterator[URL]:
    with postgres.server(testrun_uid) as url:
        yield url


@pytest.fixture(scope="session")
def _postgres_database(_postgres_server: URL, worker_id: str) -> URL:
    url = postgres.make_database(_postgres_server, f"voicebot_{worker_id}")
    engine = make_engine(_shown(url))
    upgrade(engine)
    engine.dispose()
    return url


@pytest.fixture(autouse=True)
def _loopback_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse every connection that would leave this machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        if isinstance(address, tuple) and not str(address[0]).startswith(_LOOPBACK):
            raise PermissionError("a test tried to leave this machine")
        connect(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", guarded)


def _empty(database: URL) -> None:
    """Take out what a test has put in; as a replica, so that the audit trail's trigger lets it happen."""
    emptied = (str(table.delete()) for table in Base.metadata.tables.values())
    with psycopg.connect(_shown(database.set(drivername="postgresql"))) as connection:
        connection.execute("; ".join(("SET LOCAL session_replication_role = replica", *emptied, *_MIGRATED_ROWS)))


def _shown(url: URL) -> str:
    return url.render_as_string(hide_password=False)
