"""An export as staff order it: what is in the trail, what is on the disk, and what never leaves the database."""

import hashlib
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, update

from tests import factories
from tests.calls.survey import Survey
from tests.fieldwork.office import StoppedClock
from voicebot.errors import BadInput, NotFound, Refused
from voicebot.fieldwork.waves import find_wave
from voicebot.phone import parse_number
from voicebot.privacy import audit
from voicebot.privacy.keystore import KeyStore
from voicebot.privacy.vault import Person
from voicebot.reporting.exporting import Exported, ExportOrder, Format, export
from voicebot.store.engine import reading
from voicebot.store.tables import Wave

WAVE, WHO, REASON = "autumn", "j.smith", "the yearly analysis"
CASE_LEVEL = (Format.CSV, Format.LONG, Format.XLSX, Format.SAV)
FILES = {
    "cases.csv": Format.CSV,
    "long.csv": Format.LONG,
    "cases.xlsx": Format.XLSX,
    "cases.sav": Format.SAV,
    "codebook.xml": Format.DDI,
    "codebook.html": Format.CODEBOOK,
    "codebook.json": Format.CODEBOOK,
}
FIRST_NAME, NUMBER, REFERENCE, POSTCODE = "Quentina", "+447700900417", "CRN/7781/26", "ZZ99 3WZ"
CALLED_AT = factories.NOON + timedelta(minutes=47, seconds=53)
SAV_HEADER = 176
"""Bytes that end with when the file itself was made."""


@pytest.fixture
def survey(sqlite_engine: Engine, keys: KeyStore) -> Survey:
    """A wave in which one marked person has answered two questions, some days ago."""
    return _survey(sqlite_engine, keys)


def _survey(engine: Engine, keys: KeyStore) -> Survey:
    survey = Survey(engine, keys)
    with survey.changing() as session:
        session.execute(update(Wave).values(name=WAVE))
        case = factories.case(
            session, wave_id=survey.wave_id, sample_id=survey.sample_id, batch_id=survey.batch_id, state="closed"
        )
        person = Person(FIRST_NAME, (parse_number(NUMBER),), REFERENCE, {"postcode": POSTCODE})
        sealed = survey.parts.vault.seal(survey.key_id, case.id, person)
        factories.contact(session, case.id, survey.parts.prints.of(parse_number(NUMBER)), sealed=sealed)
        factories.attempt(
            session,
            case_id=case.id,
            batch_id=survey.batch_id,
            version=session.get_one(Wave, survey.wave_id).version,
            state="settled",
            result="break_off",
            claimed_at=CALLED_AT,
            answered_at=CALLED_AT,
            ended_at=CALLED_AT,
            seconds=95,
        )
        factories.answer(session, case.id, "contact", 2)
        factories.answer(session, case.id, "action", None, "refused")
    survey.clock.pass_(days=9)
    return survey


def _order(path: Path, form: Format | None = None, reason: str | None = REASON, wave: str = WAVE) -> ExportOrder:
    return ExportOrder(wave, form or FILES[path.name], path, WHO, reason)


def _export(survey: Survey, path: Path) -> Exported:
    return export(survey.engine, survey.clock, _order(path))


def _entries(survey: Survey) -> list[audit.Entry]:
    with reading(survey.engine) as session:
        return [entry for entry in audit.entries(session) if entry.action == "exported"]


def test_the_trail_has_who_exported_what_and_why_with_the_digest_of_the_file(
    engine: Engine, keys: KeyStore, tmp_path: Path
) -> None:
    survey = _survey(engine, keys)
    exported = _export(survey, tmp_path / "cases.csv")
    content = (tmp_path / "cases.csv").read_bytes()
    assert (exported.rows, exported.digest) == (1, hashlib.sha256(content).hexdigest())
    [entry] = _entries(survey)
    assert (entry.who, entry.subject) == (WHO, survey.wave_id)
    assert entry.details == {"format": "csv", "rows": 1, "digest": exported.digest, "reason": REASON}


@pytest.mark.parametrize("name", FILES)
def test_no_file_tells_who_anybody_is_or_when_they_were_called(survey: Survey, tmp_path: Path, name: str) -> None:
    exported = _export(survey, tmp_path / name)
    assert exported.rows == {Format.LONG: 24}.get(exported.format, 1) * exported.format.is_case_level
    texts = list(_texts(tmp_path / name))
    assert any(b"contact_problem_wait" in text for text in texts)
    marks = (FIRST_NAME, NUMBER, NUMBER[3:], REFERENCE, POSTCODE, "12:47", "12.47", CALLED_AT.date().isoformat())
    for mark in marks:
        for spelt in (mark.encode(), mark.encode("utf-16-le"), mark.lower().encode()):
            assert not any(spelt in text for text in texts), mark


def _texts(path: Path) -> Iterator[bytes]:
    """What is in a file, and in the files that are packed in it, but for when it was made itself."""
    content = path.read_bytes()
    yield content[SAV_HEADER:] if path.suffix == ".sav" else content
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as packed:
            yield from (packed.read(name) for name in packed.namelist() if name != "docProps/core.xml")


def test_only_its_owner_can_read_the_file(survey: Survey, tmp_path: Path) -> None:
    for name in ("cases.csv", "cases.xlsx", "cases.sav"):
        _export(survey, tmp_path / name)
        assert (tmp_path / name).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("form", CASE_LEVEL)
@pytest.mark.parametrize("reason", [None, "", "  "])
def test_cases_are_exported_only_for_a_reason(
    sqlite_engine: Engine, tmp_path: Path, form: Format, reason: str | None
) -> None:
    order = _order(tmp_path / "cases", form, reason)
    with pytest.raises(BadInput, match="holds cases"):
        export(sqlite_engine, StoppedClock(factories.NOON), order)
    assert not order.path.exists()


def test_the_codebook_needs_no_reason_but_a_name_that_says_what_it_is_to_be(survey: Survey, tmp_path: Path) -> None:
    exported = export(survey.engine, survey.clock, _order(tmp_path / "codebook.html", reason=None))
    assert (exported.rows, [entry.details["reason"] for entry in _entries(survey)]) == (0, [None])
    with pytest.raises(BadInput, match=r"codebook ends in \.html or \.json: codebook\.txt does not"):
        export(survey.engine, survey.clock, _order(tmp_path / "codebook.txt", Format.CODEBOOK))


def test_a_reason_with_a_number_in_it_is_refused_since_it_would_stay_in_the_trail(
    survey: Survey, tmp_path: Path
) -> None:
    with pytest.raises(BadInput, match="leave numbers out"):
        export(survey.engine, survey.clock, replace(_order(tmp_path / "cases.csv"), reason="for 07700 900001"))
    assert _entries(survey) == []


def test_a_file_that_is_there_is_not_overwritten(survey: Survey, tmp_path: Path) -> None:
    path = tmp_path / "cases.csv"
    path.write_text("mine")
    with pytest.raises(Refused, match="is there already"):
        _export(survey, path)
    assert (path.read_text(), _entries(survey)) == ("mine", [])


def test_without_its_entry_in_the_trail_there_is_no_file(
    survey: Survey, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise RuntimeError("the trail is closed")

    monkeypatch.setattr(audit, "append", fails)
    with pytest.raises(RuntimeError, match="the trail is closed"):
        _export(survey, tmp_path / "cases.csv")
    assert not [path for path in tmp_path.iterdir() if path.name.endswith("cases.csv")]


def test_the_entry_is_committed_before_the_file_has_its_name(
    survey: Survey, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_: Path, __: Path) -> None:
        raise OSError("the disk is gone")

    monkeypatch.setattr(Path, "rename", fails)
    with pytest.raises(Refused, match=r"can't be written: the disk is gone"):
        _export(survey, tmp_path / "cases.csv")
    monkeypatch.undo()
    assert not (tmp_path / "cases.csv").exists()
    assert len(_entries(survey)) == 1


@pytest.mark.parametrize("name", FILES)
def test_a_folder_that_is_not_there_is_told(survey: Survey, tmp_path: Path, name: str) -> None:
    with pytest.raises(Refused, match="can't be written"):
        _export(survey, tmp_path / "nowhere" / name)
    assert _entries(survey) == []


def test_what_a_killed_export_left_behind_is_replaced(survey: Survey, tmp_path: Path) -> None:
    (tmp_path / ".unfinished-cases.csv").write_text("half")
    _export(survey, tmp_path / "cases.csv")
    assert not (tmp_path / ".unfinished-cases.csv").exists()
    assert (tmp_path / "cases.csv").read_text().startswith("case,area")


def test_a_wave_of_no_name_or_without_a_questionnaire_is_told(survey: Survey, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no wave called winter"):
        export(survey.engine, survey.clock, _order(tmp_path / "cases.csv", wave="winter"))
    with survey.changing() as session:
        find_wave(session, WAVE).version = None
    with pytest.raises(Refused, match="has no questionnaire yet"):
        _export(survey, tmp_path / "cases.csv")
