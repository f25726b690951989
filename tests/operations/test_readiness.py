"""A process says that it can hold calls only if it can."""

import shutil
from pathlib import Path
from threading import Event
from types import SimpleNamespace

import pytest
from sqlalchemy import Engine

from voicebot.operations import readiness
from voicebot.operations.readiness import Readiness
from voicebot.privacy import prints
from voicebot.privacy.keystore import KeyStore, claim_keys
from voicebot.store.engine import make_engine


@pytest.fixture
def keys(engine: Engine, tmp_path: Path) -> KeyStore:
    return claim_keys(engine, tmp_path / "keys")


def test_a_database_of_this_release_with_its_keys_is_ready(engine: Engine, keys: KeyStore) -> None:
    assert Readiness(engine, keys).why_not() is None


def test_an_old_database_is_not_ready(empty_database: str, keys: KeyStore) -> None:
    engine = make_engine(empty_database)
    assert Readiness(engine, keys).why_not() == "the database is not up to date"
    engine.dispose()


def test_the_keys_of_another_database_are_not_ready(engine: Engine, tmp_path: Path, keys: KeyStore) -> None:
    others = KeyStore.open_or_make(tmp_path / "others")
    assert "another key store" in str(Readiness(engine, others).why_not())


def test_keys_from_before_a_rotation_are_not_ready(engine: Engine, keys: KeyStore) -> None:
    prints.rotate(engine, keys)
    assert Readiness(engine, keys).why_not() is not None


def test_a_full_disk_is_not_ready(sqlite_engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = claim_keys(sqlite_engine, tmp_path / "keys")
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: SimpleNamespace(free=1000))
    assert Readiness(sqlite_engine, keys).why_not() == "the disk of the database is full"


def test_a_server_that_is_gone_is_not_ready(tmp_path: Path) -> None:
    engine = make_engine("postgresql://nobody@127.0.0.1:1/nothing")
    told = Readiness(engine, KeyStore.open_or_make(tmp_path / "keys")).why_not()
    assert "out of reach" in str(told)


def test_a_database_that_hangs_holds_up_nobody(
    sqlite_engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    released, asked = Event(), []

    def hang(_engine: Engine) -> bool:
        asked.append(1)
        return released.wait(10)

    monkeypatch.setattr(readiness, "is_current", hang)
    hanging = Readiness(sqlite_engine, claim_keys(sqlite_engine, tmp_path / "keys"), seconds=0.01)
    assert hanging.why_not() == hanging.why_not() == "the database does not answer within 0.01 s"
    released.set()
    assert asked == [1]
