"""The schema as it is migrated, against the tables as the code knows them, on both kinds of database."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, delete, insert, update
from sqlalchemy.exc import DBAPIError

from tests.factories import NOON
from voicebot.store.engine import is_current, make_engine, reading, transaction, upgrade
from voicebot.store.tables import AuditEntry, Base, Pace, System

HEAD = "0001"


@pytest.fixture
def bare(empty_database: str) -> Iterator[Engine]:
    engine = make_engine(empty_database)
    yield engine
    engine.dispose()


def test_the_migrated_schema_is_the_one_of_the_tables(engine: Engine) -> None:
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_the_newest_revision_is_the_one_named_here(engine: Engine) -> None:
    with engine.connect() as connection:
        assert MigrationContext.configure(connection).get_current_revision() == HEAD


def test_a_database_is_current_once_it_was_upgraded(bare: Engine) -> None:
    assert not is_current(bare)
    upgrade(bare)
    assert is_current(bare)


def test_upgrading_again_changes_nothing(bare: Engine) -> None:
    upgrade(bare)
    upgrade(bare)
    assert is_current(bare)


def test_of_several_first_starts_one_migrates_and_the_others_wait(bare: Engine) -> None:
    with ThreadPoolExecutor(4) as starts:
        list(starts.map(lambda _nth: upgrade(bare), range(4)))

    with reading(bare) as session:
        assert session.query(System).count() == session.query(Pace).count() == 1


@pytest.mark.parametrize("change", [update(AuditEntry).values(who="nobody"), delete(AuditEntry)])
def test_an_entry_of_the_audit_trail_is_neither_changed_nor_deleted(engine: Engine, change: object) -> None:
    entry = {"sequence": 1, "at": NOON, "who": "a", "action": "b", "details": "{}", "previous": "0", "digest": "1"}
    with transaction(engine) as session:
        session.execute(insert(AuditEntry), entry)

    with pytest.raises(DBAPIError, match="the audit trail is never changed"), transaction(engine) as session:
        session.execute(change)  # type: ignore[call-overload]
