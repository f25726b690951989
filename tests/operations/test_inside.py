"""What is found in the database, on its disk, in the keys, the clocks and the audit trail."""

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import Engine

from tests import factories
from tests.calls.survey import Survey, settings
from tests.fieldwork.office import StoppedClock
from voicebot.clock import SystemClock
from voicebot.errors import Refused
from voicebot.operations import inside
from voicebot.operations.findings import Deployment, Finding, Verdict
from voicebot.privacy import audit
from voicebot.privacy.keystore import claim_keys
from voicebot.store.engine import make_engine, statements, transaction
from voicebot.store.tables import AuditEntry

Check = Callable[[Engine, Deployment], Finding]


@pytest.fixture
def of(tmp_path: Path) -> Deployment:
    return Deployment(settings(VOICEBOT_KEYS=str(tmp_path / "keys")), SystemClock(), None)


@pytest.mark.parametrize("check", [inside.database, inside.disk, inside.database_clock, inside.audit_trail])
def test_nothing_is_wrong_with_a_new_database(engine: Engine, of: Deployment, check: Check) -> None:
    assert check(engine, of).verdict is Verdict.OK


def test_a_database_of_another_release_is_to_be_upgraded(empty_database: str, of: Deployment) -> None:
    engine = make_engine(empty_database)
    found = inside.database(engine, of)
    engine.dispose()
    assert (found.verdict, "db upgrade" in found.mend) == (Verdict.FAIL, True)


def test_a_database_that_may_lose_something_is_refused(sqlite_engine: Engine, of: Deployment) -> None:
    with statements(sqlite_engine) as connection:
        connection.exec_driver_sql("PRAGMA secure_delete = OFF")
    with pytest.raises(Refused, match="secure_delete"):
        inside.database(sqlite_engine, of)


@pytest.mark.parametrize(
    ("mib", "verdict"), [(10, Verdict.FAIL), (63, Verdict.FAIL), (500, Verdict.WARN), (5000, Verdict.OK)]
)
def test_a_disk_that_fills_is_seen_before_it_is_full(
    sqlite_engine: Engine, of: Deployment, mib: int, verdict: Verdict, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: SimpleNamespace(free=mib * inside.MIB))
    assert inside.disk(sqlite_engine, of).verdict is verdict


@pytest.mark.parametrize(
    ("seconds", "verdict"), [(0, Verdict.OK), (2, Verdict.OK), (5, Verdict.WARN), (31, Verdict.FAIL)]
)
def test_a_clock_that_drifts_is_seen_before_it_does_harm(seconds: float, verdict: Verdict) -> None:
    assert inside.by_drift(timedelta(seconds=seconds), "the provider's").verdict is verdict


def test_our_clock_is_held_against_the_servers(postgresql_engine: Engine, of: Deployment) -> None:
    late = Deployment(of.settings, StoppedClock(factories.NOON - timedelta(days=4000)), None)
    assert inside.database_clock(postgresql_engine, late).verdict is Verdict.FAIL


def test_keys_that_are_not_made_yet_are_told_of(engine: Engine, of: Deployment) -> None:
    assert inside.keys(engine, of).verdict is Verdict.WARN


def test_a_wave_without_its_key_is_named(engine: Engine, of: Deployment) -> None:
    keys = claim_keys(engine, of.settings.keys_place)
    survey = Survey(engine, keys)
    assert inside.keys(engine, of).verdict is Verdict.OK
    keys.make_wave_key("leftover")
    assert inside.keys(engine, of).verdict is Verdict.WARN
    keys.destroy_wave_key(survey.key_id)
    found = inside.keys(engine, of)
    assert (found.verdict, "missing for" in found.says) == (Verdict.FAIL, True)


def test_a_changed_audit_trail_is_found(engine: Engine, of: Deployment) -> None:
    forged = {"who": "ada", "action": "nothing", "details": "{}", "previous": "0", "digest": "1"}
    with transaction(engine) as session:
        session.add(AuditEntry(sequence=1, at=factories.NOON, **forged))
    assert inside.audit_trail(engine, of).verdict is Verdict.FAIL


@pytest.mark.parametrize(("hours", "verdict"), [(1, Verdict.OK), (25, Verdict.OK), (27, Verdict.WARN)])
def test_an_old_backup_is_told_of(engine: Engine, of: Deployment, hours: int, verdict: Verdict) -> None:
    at = of.clock.now() - timedelta(hours=hours)
    with transaction(engine) as session:
        audit.append(session, at=at, who="ops", action="backup_made")
    assert inside.backups(engine, of).verdict is verdict


def test_that_there_is_no_backup_is_told_of(engine: Engine, of: Deployment) -> None:
    assert inside.backups(engine, of).verdict is Verdict.WARN
