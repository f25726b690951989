"""Fixtures for all rooms: `engine` is a migrated, empty database, once on SQLite and once on PostgreSQL.

Rows to put into it are built by `tests.factories`. No test may leave this machine: sockets reach loopback only.
"""

import shutil
import socket
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import URL, Engine

from tests import postgres
from voicebot.privacy.keystore import KeyStore
from voicebot.store.engine import make_engine, upgrade
from voicebot.store.tables import Base

_LOOPBACK = ("127.", "::1", "localhost")
_AS_A_REPLICA = "SET LOCAL session_replication_role = replica"
_MIGRATED_ROWS = ("INSERT INTO system (id, rehearsal) VALUES (1, false)", "INSERT INTO pace (id) VALUES (1)")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with slow tests come first, so that no worker is busy with one of them at the end when the others idle."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> Engine:
    """A migrated database without any rows but those of the migration; the test runs on both kinds."""
    fixture: Engine = request.getfixturevalue(f"{request.param}_engine")
    return fixture


@pytest.fixture
def sqlite_engine(fresh_sqlite: Callable[[], Engine]) -> Engine:
    """The same on SQLite alone."""
    return fresh_sqlite()


@pytest.fixture
def fresh_sqlite(_lasting_sqlite: Engine, _sqlite_template: Path) -> Iterator[Callable[[], Engine]]:
    """Puts such a database in place of the one that is there on SQLite, as often as it is asked."""
    path = Path(str(_lasting_sqlite.url.database))

    def fresh() -> Engine:
        _lasting_sqlite.dispose()
        for left in path.parent.iterdir():
            left.unlink()
        shutil.copy(_sqlite_template, path)
        return _lasting_sqlite

    yield fresh
    _lasting_sqlite.dispose()


@pytest.fixture
def postgresql_engine(_lasting_postgresql: Engine) -> Iterator[Engine]:
    """The same on PostgreSQL alone."""
    yield _lasting_postgresql
    _empty(_lasting_postgresql)


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
def _lasting_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """One engine for all tests, which compiles a statement once; the file is another one in each."""
    return make_engine(f"sqlite:///{tmp_path_factory.mktemp('lasting') / 'voicebot.db'}")


@pytest.fixture(scope="session")
def _lasting_postgresql(_postgres_server: URL, worker_id: str) -> Iterator[Engine]:
    engine = make_engine(_shown(postgres.make_database(_postgres_server, f"voicebot_{worker_id}")))
    upgrade(engine)
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def _postgres_server(testrun_uid: str) -> Iterator[URL]:
    with postgres.server(testrun_uid) as url:
        yield url


@pytest.fixture(autouse=True)
def _loopback_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse every connection that would leave this machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        if isinstance(address, tuple) and not str(address[0]).startswith(_LOOPBACK):
            raise PermissionError("a test tried to leave this machine")
        connect(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", guarded)


def _empty(engine: Engine) -> None:
    """Take out what a test has put in; as a replica, so that the audit trail's trigger lets it happen."""
    emptied = (str(table.delete()) for table in Base.metadata.tables.values())
    with engine.begin() as connection:
        connection.exec_driver_sql("; ".join((_AS_A_REPLICA, *emptied, *_MIGRATED_ROWS)))


def _shown(url: URL) -> str:
    return url.render_as_string(hide_password=False)
