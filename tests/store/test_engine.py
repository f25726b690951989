"""How the database is opened, written and read, on both kinds."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Engine, delete, func, select, text, update
from sqlalchemy.exc import IntegrityError, InternalError, OperationalError

from tests import factories
from tests.hooks import hooked
from voicebot.errors import BadInput, BadSettings, Busy, Refused
from voicebot.store import locks
from voicebot.store.engine import (
    check_durable,
    clear_traces,
    make_engine,
    reading,
    statements,
    transaction,
)
from voicebot.store.outage import OutOfReach
from voicebot.store.patience import PatientConnection
from voicebot.store.tables import QuestionnaireVersion, System, Wave

MARKER = "Marker-Of-Somebody"


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Engines made from now on give up waiting almost at once."""
    monkeypatch.setattr(locks, "SECONDS", 0.05)


def waves(engine: Engine) -> int:
    with reading(engine) as session:
        return session.scalar(select(func.count()).select_from(Wave)) or 0


def twin_of(engine: Engine) -> Engine:
    """Another process on the same database."""
    return make_engine(engine.url.render_as_string(hide_password=False))


def test_what_a_transaction_did_is_kept(engine: Engine) -> None:
    with transaction(engine) as session:
        factories.wave(session)

    assert waves(engine) == 1


def test_a_transaction_that_fails_leaves_the_old_state(engine: Engine) -> None:
    def fail_after_writing() -> None:
        with transaction(engine) as session:
            factories.wave(session)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_after_writing()

    assert waves(engine) == 0


def test_each_statement_may_be_committed_by_itself(engine: Engine) -> None:
    with transaction(engine) as session:
        factories.wave(session)

    with statements(engine) as connection:
        connection.execute(delete(Wave))

        assert waves(engine) == 0


def test_a_text_that_a_database_cannot_keep_is_bad_input_there(postgresql_engine: Engine) -> None:
    with pytest.raises(BadInput, match="can't be kept"), reading(postgresql_engine) as session:
        session.scalar(select(Wave.id).where(Wave.name == "a\x00b"))


def test_a_reader_waits_for_no_writer(engine: Engine) -> None:
    with transaction(engine) as session:
        factories.wave(session)

        assert waves(engine) == 0


def test_a_reader_sees_one_moment(engine: Engine) -> None:
    with reading(engine) as session:
        before = session.scalar(select(func.count()).select_from(Wave))
        with transaction(engine) as writing:
            factories.wave(writing)

        assert session.scalar(select(func.count()).select_from(Wave)) == before


def test_nothing_is_kept_of_what_a_reader_changes_on_sqlite(sqlite_engine: Engine) -> None:
    with reading(sqlite_engine) as session:
        factories.wave(session)

    assert waves(sqlite_engine) == 0


def test_a_reader_may_change_nothing_on_postgresql(postgresql_engine: Engine) -> None:
    with pytest.raises(InternalError, match="read-only"), reading(postgresql_engine) as session:
        factories.wave(session)


def test_twenty_writers_lose_nothing(engine: Engine) -> None:
    def add_one(_nth: int) -> None:
        with transaction(engine) as session:
            session.execute(update(System).values(clock_speed=func.coalesce(System.clock_speed, 0) + 1))

    with ThreadPoolExecutor(20) as writers:
        list(writers.map(add_one, range(100)))

    with reading(engine) as session:
        assert session.scalar(select(System.clock_speed)) == 100


def test_a_writer_who_waits_too_long_for_another_process_is_told_to_try_again(engine: Engine, impatient: None) -> None:
    other = twin_of(engine)
    with transaction(engine) as session:
        session.execute(update(System).values(rehearsal=True))
        with pytest.raises(Busy), transaction(other) as waiting:
            waiting.execute(update(System).values(rehearsal=False))
    other.dispose()


def test_a_lost_connection_is_busy_and_the_next_one_works(postgresql_engine: Engine) -> None:
    with pytest.raises(Busy), transaction(postgresql_engine) as session:
        session.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

    assert waves(postgresql_engine) == 0


def test_a_full_disk_is_busy_and_changes_nothing(sqlite_engine: Engine) -> None:
    full = twin_of(sqlite_engine)

    def leave_no_space(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA max_page_count = 1")

    with hooked(full, connect=leave_no_space), pytest.raises(Busy), transaction(full) as session:
        factories.version(session, source="x" * 1_000_000)

    with reading(full) as session:
        assert session.scalar(select(func.count()).select_from(QuestionnaireVersion)) == 0
    full.dispose()


def test_no_connection_left_is_busy(sqlite_engine: Engine, impatient: None) -> None:
    crowded = twin_of(sqlite_engine)
    held = [crowded.connect() for _ in range(32)]

    with pytest.raises(Busy, match="in use"), reading(crowded) as session:
        session.execute(text("SELECT 1"))

    for connection in held:
        connection.close()
    crowded.dispose()


def test_a_broken_rule_of_the_tables_is_no_busy(engine: Engine) -> None:
    with transaction(engine) as session:
        factories.wave(session, name="spring")

    with pytest.raises(IntegrityError), transaction(engine) as session:
        factories.wave(session, name="spring")


def test_an_error_of_the_database_shows_no_value(engine: Engine) -> None:
    with transaction(engine) as session:
        factories.wave(session, id="same")

    with pytest.raises(IntegrityError) as raised, transaction(engine) as session:
        factories.wave(session, id="same", rules=MARKER)

    assert MARKER not in str(raised.value)


def test_a_database_that_keeps_what_it_commits_passes(engine: Engine) -> None:
    check_durable(engine)


@pytest.mark.parametrize(
    ("kind", "careless"), [("sqlite", "PRAGMA synchronous = OFF"), ("postgresql", "SET synchronous_commit = off")]
)
def test_a_database_that_could_lose_commits_is_refused(
    kind: str, careless: str, request: pytest.FixtureRequest
) -> None:
    engine = twin_of(request.getfixturevalue(f"{kind}_engine"))

    def be_careless(connection: sqlite3.Connection | psycopg.Connection, _record: object) -> None:
        connection.execute(careless)
        connection.commit()

    with hooked(engine, connect=be_careless), pytest.raises(Refused, match="synchronous"):
        check_durable(engine)
    engine.dispose()


def test_a_new_sqlite_file_is_its_owners_alone(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path}/var/voicebot.db")
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE one (id INTEGER)")
        modes = {path.stat().st_mode & 0o777 for path in (tmp_path / "var").iterdir()}
    engine.dispose()

    assert modes == {0o600}
    assert (tmp_path / "var").stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("url", ["nonsense", "sqlite://", "sqlite:///:memory:", "mysql://somewhere/else"])
def test_a_url_of_any_other_database_is_refused(url: str) -> None:
    with pytest.raises(BadSettings, match="DATABASE_URL"):
        make_engine(url)


def test_a_file_that_can_not_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(BadSettings, match="can't be opened or made"):
        make_engine(f"sqlite:///{tmp_path}/file/voicebot.db")


def test_a_server_that_is_not_there_is_busy(tmp_path: Path) -> None:
    nowhere = make_engine(f"postgresql:///voicebot?host={tmp_path}")

    with pytest.raises(Busy), reading(nowhere) as session:
        session.execute(text("SELECT 1"))


def test_a_text_that_a_database_cannot_keep_is_no_busy_either(postgresql_engine: Engine) -> None:
    with pytest.raises(BadInput), transaction(postgresql_engine) as session:
        factories.wave(session, rules="\0")


def test_what_was_deleted_leaves_no_trace_in_the_files(sqlite_engine: Engine) -> None:
    def files() -> bytes:
        folder = Path(sqlite_engine.url.database or "").parent
        return b"".join(path.read_bytes() for path in folder.glob("voicebot.db*"))

    with transaction(sqlite_engine) as session:
        kept = factories.version(session, source=MARKER * 1000)
    assert MARKER.encode() in files()

    with transaction(sqlite_engine) as session:
        session.delete(kept)
    clear_traces(sqlite_engine)

    assert MARKER.encode() not in files()


def test_traces_can_not_be_cleared_under_a_reader(sqlite_engine: Engine, impatient: None) -> None:
    path = Path(sqlite_engine.url.database or "")
    sweeper = twin_of(sqlite_engine)
    reader = sqlite3.connect(path, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM wave").fetchall()
    with transaction(sweeper) as session:
        factories.wave(session)

    with pytest.raises(Busy, match="still reading"):
        clear_traces(sweeper)

    reader.close()
    sweeper.dispose()


def test_thoroughly_sqlite_is_written_anew_without_a_free_page(sqlite_engine: Engine) -> None:
    with transaction(sqlite_engine) as session:
        kept = [factories.version(session, source=MARKER * 1000) for _ in range(50)]
    with transaction(sqlite_engine) as session:
        for version in kept:
            session.delete(version)
    clear_traces(sqlite_engine, thoroughly=True)

    with sqlite_engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA freelist_count").scalar() == 0


def test_thoroughly_postgresql_lays_the_rows_in_the_order_of_their_random_keys(postgresql_engine: Engine) -> None:
    with transaction(postgresql_engine) as session:
        ids = [factories.wave(session).id for _ in range(50)]
    clear_traces(postgresql_engine, thoroughly=True)

    with postgresql_engine.connect() as connection:
        assert list(connection.exec_driver_sql("SELECT id FROM wave ORDER BY ctid").scalars()) == sorted(ids)


@pytest.mark.parametrize("table", ["contact", "contact_number", "attempt", "answer", "exclusion", "drawn_before"])
def test_the_order_of_rows_tells_nothing_on_sqlite(sqlite_engine: Engine, table: str) -> None:
    with sqlite_engine.connect() as connection, pytest.raises(OperationalError, match="rowid"):
        connection.execute(select(text("rowid")).select_from(text(table)))


def test_postgresql_clears_traces_by_vacuuming(postgresql_engine: Engine) -> None:
    clear_traces(postgresql_engine)

    with postgresql_engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT 1").scalar() == 1


def test_postgresql_is_not_waited_for_without_end(postgresql_engine: Engine) -> None:
    """A statement by us, an idle connection by the system; but for work that may take as long as it likes."""
    with postgresql_engine.connect() as connection:
        raw = connection.connection.driver_connection
        assert isinstance(raw, PatientConnection)
        assert 0 < raw.patience < 15  # type: ignore[operator]
        assert raw.info.get_parameters()["tcp_user_timeout"] == "8000"


def test_a_server_that_does_not_answer_is_out_of_reach_and_the_next_connection_works(
    postgresql_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PatientConnection, "patience", 0.05)
    with pytest.raises(OutOfReach), transaction(postgresql_engine) as session:
        session.execute(text("SELECT pg_sleep(1)"))

    assert waves(postgresql_engine) == 0
