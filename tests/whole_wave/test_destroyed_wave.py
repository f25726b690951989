"""A wave that was called over real HTTP and then destroyed: nothing anywhere tells who its people were."""

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.whole_wave import promises
from tests.whole_wave.conftest import CallWave
from tests.whole_wave.wave import Office, Wave, call_here
from voicebot.errors import NotFound
from voicebot.fieldwork.batch_status import BatchStatus
from voicebot.fieldwork.certificates import Issued, as_page
from voicebot.fieldwork.destroying import destroy_wave, what_is_left
from voicebot.phone import PhoneNumber
from voicebot.privacy import audit, exclusion
from voicebot.privacy.vault import Vault
from voicebot.reporting.summary import WaveSummary, wave_summary
from voicebot.store import contacts
from voicebot.store.engine import make_engine, reading
from voicebot.store.tables import Answer, Attempt, Contact, ContactNumber, Errand, Turn
from voicebot.store.tables import Wave as WaveRow

PEOPLE = int(os.environ.get("VOICEBOT_PEOPLE", "40"))
"""How many are called and then destroyed: 300 in `make proofs`."""


PEOPLE_WHO_RANG_US = 2


@dataclass(frozen=True)
class Destroyed:
    """A destroyed wave with what was known of it before."""

    wave: Wave
    certificate: Issued
    backup: Path
    key: bytes
    sealed: Mapping[str, bytes]
    sids: frozenset[str]
    opted_out: tuple[PhoneNumber, ...]
    summary: WaveSummary
    answers: int


def called_while_people_ring_us(office: Office) -> str:
    """The wave is called; somebody of it rings us to opt out, and so does somebody who withholds the number."""
    script_of = {"anonymous": "0 07700900999# 1 hangup"}

    def watch(_: Office, status: BatchStatus) -> None:
        if status.attempts and script_of:
            script_of[_somebodys_number(office)] = "0 hangup"
            while script_of:
                office.is_rung(*script_of.popitem())

    return call_here(office, watch)


def _somebodys_number(office: Office) -> str:
    with reading(office.parts.engine) as session:
        contact, wave = session.query(Contact).order_by(Contact.case_id).first(), session.query(WaveRow).one()
    return office.parts.vault.open(wave.key_id, contact.case_id, contact.sealed).numbers[0].e164


@pytest.fixture(scope="module")
def destroyed(call: CallWave) -> Destroyed:
    wave = call("sqlite", seed=5, people=PEOPLE, caller=called_while_people_ring_us)
    promises.tells_nobody_who_was_called(wave)
    parts = wave.parts
    backup = wave.folder.with_name(f"{wave.folder.name}-backup")
    shutil.copytree(wave.folder, backup, ignore=shutil.ignore_patterns("keys"))
    with reading(parts.engine) as session:
        (of,) = session.query(WaveRow)
        sealed = dict(contacts.sealed_of_wave(session, of.id))
        listed = tuple(
            number
            for person in wave.people.values()
            for number in person.numbers
            if exclusion.excluded(session, [parts.prints.of(number)])
        )
        before, answers = wave_summary(session, wave.name), session.query(Answer).count()
    sids = frozenset(attempt.sid for attempt in wave.rows(Attempt) if attempt.sid is not None)
    key = parts.keys.wave_key(of.key_id)
    certificate = destroy_wave(parts.engine, parts.clock, parts.keys, name=wave.name, who="administrator")
    return Destroyed(wave, certificate, backup, key, sealed, sids, listed, before, answers)


def _files(folder: Path) -> bytes:
    """All that a thief of the folder has: database, its log and index, our logs, keys."""
    return b"\n".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


@pytest.mark.slow
def test_the_certificate_is_final_and_everything_read_again_finds_nothing(destroyed: Destroyed) -> None:
    said, parts = destroyed.certificate.document, destroyed.wave.parts
    assert (said.is_final, said.contacts, said.calls) == (True, PEOPLE, len(destroyed.wave.rows(Attempt)))
    assert list(what_is_left(parts.engine, parts.keys, name=destroyed.wave.name)) == []
    assert [destroyed.wave.rows(table) for table in (Contact, ContactNumber, Turn, Errand)] == [[], [], [], []]


@pytest.mark.slow
def test_no_file_holds_a_name_a_number_a_sealed_contact_or_an_id_of_the_provider(destroyed: Destroyed) -> None:
    kept, known = _files(destroyed.wave.folder), _files(destroyed.backup)
    markers = [marker.encode() for marker in promises.markers(destroyed.wave)]
    assert [marker for marker in markers if marker in kept] == []
    gone = [*destroyed.sealed.values(), *(sid.encode() for sid in destroyed.sids)]
    assert len(gone) > 80
    assert [one for one in gone if one not in known] == [], "they were there before"
    assert [one for one in gone if one in kept] == []


@pytest.mark.slow
def test_neither_the_certificate_nor_the_audit_trail_tells_it(destroyed: Destroyed) -> None:
    with reading(destroyed.wave.parts.engine) as session:
        assert audit.verify(session).ok
        told = as_page(destroyed.certificate) + repr(audit.entries(session, limit=1000))
    assert [one for one in (*promises.markers(destroyed.wave), *destroyed.sids) if one in told] == []


@pytest.mark.slow
def test_the_key_store_holds_the_key_no_more_and_the_backup_can_not_be_read(destroyed: Destroyed) -> None:
    parts = destroyed.wave.parts
    assert destroyed.key not in _files(destroyed.wave.folder / "keys")
    engine = make_engine(f"sqlite:///{destroyed.backup / 'voicebot.db'}")
    with reading(engine) as session:
        (of,) = session.query(WaveRow)
        found = dict(contacts.sealed_of_wave(session, of.id))
    engine.dispose()
    assert found == destroyed.sealed
    assert not parts.keys.has_wave_key(of.key_id)
    for case_id, sealed in found.items():
        with pytest.raises(NotFound, match="gone"):
            Vault(parts.keys).open(of.key_id, case_id, sealed)


@pytest.mark.slow
def test_the_provider_has_no_record_of_any_call(destroyed: Destroyed) -> None:
    assert len(destroyed.sids) == len(destroyed.wave.calls) - PEOPLE_WHO_RANG_US
    assert [call.sid for call in destroyed.wave.calls if not call.deleted] == []


@pytest.mark.slow
def test_the_figures_are_as_before_and_who_opted_out_is_still_on_the_list(destroyed: Destroyed) -> None:
    parts = destroyed.wave.parts
    with reading(parts.engine) as session:
        assert wave_summary(session, destroyed.wave.name) == destroyed.summary
        assert session.query(Answer).count() == destroyed.answers > 0
        prints = [parts.prints.of(number) for number in destroyed.opted_out]
        assert prints
        assert exclusion.excluded(session, prints) == set(prints)
