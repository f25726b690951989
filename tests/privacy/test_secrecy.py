"""Marker names and numbers go the whole way into the database, and are found nowhere in it, nor in what fails."""

import traceback
from pathlib import Path

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.exc import IntegrityError

from tests import factories
from tests.factories import NOON, number
from voicebot.errors import VoicebotError
from voicebot.privacy import audit, exclusion
from voicebot.privacy.keystore import KeyStore
from voicebot.privacy.prints import Prints
from voicebot.privacy.vault import Person, Vault
from voicebot.store import contacts
from voicebot.store.engine import reading, transaction
from voicebot.store.tables import Base, Contact

PEOPLE = [
    Person(f"Marker{n}x", (number(n), number(n + 500)), f"REF-{n}-x", {"postcode": f"ZZ{n} 9ZZ"}) for n in range(200)
]
MARKERS = [
    told
    for who in PEOPLE
    for told in (who.first_name, who.reference, *who.values.values(), *(n.e164 for n in who.numbers))
]


def national(e164: str) -> str:
    return e164.removeprefix("+44")


@pytest.fixture
def filled(engine: Engine, keys: KeyStore) -> Engine:
    """Everybody's contact kept, every third one opted out, all of it told to the audit trail."""
    vault, prints = Vault(keys), Prints(keys)
    with transaction(engine) as session:
        wave = factories.wave(session)
        keys.make_wave_key(wave.key_id)
        sample = factories.sample(session, wave_id=wave.id)
        for nth, who in enumerate(PEOPLE):
            case = factories.case(session, wave_id=wave.id, sample_id=sample.id)
            of_numbers = [prints.of(one) for one in who.numbers]
            contacts.keep_contact(session, case.id, vault.seal(wave.key_id, case.id, who), of_numbers)
            if nth % 3 == 0:
                exclusion.exclude(session, of_numbers, month="2026-11", origin="keypress")
                audit.append(session, at=NOON, who=audit.SYSTEM, action="opt_out", subject=case.id)
    return engine


def test_no_row_of_any_table_tells_who_anybody_is(filled: Engine) -> None:
    with reading(filled) as session:
        rows = [row for table in Base.metadata.sorted_tables for row in session.execute(select(table))]
    everything = b"\n".join(
        bytes(value) if isinstance(value, bytes) else str(value).encode() for row in rows for value in row
    )

    assert_tells_nothing(everything)


def test_no_file_of_the_database_or_the_key_store_tells_who_anybody_is(filled: Engine, tmp_path: Path) -> None:
    files = [path for path in tmp_path.rglob("*") if path.is_file()]

    assert any(path.parent.name == "prints" for path in files)
    assert_tells_nothing(b"\n".join(path.read_bytes() for path in files))


def test_no_error_tells_who_it_was_about(filled: Engine, keys: KeyStore) -> None:
    traces = [
        _trace_of_double_contact(filled),
        _trace_of_broken_seal(keys),
        "".join(map(repr, PEOPLE)) + repr(keys) + repr(Vault(keys)) + repr(Prints(keys)),
    ]

    assert_tells_nothing("".join(traces).encode())


def assert_tells_nothing(text: bytes) -> None:
    assert [told for told in MARKERS if told.encode() in text or national(told).encode() in text] == []


def _trace_of_double_contact(engine: Engine) -> str:
    with reading(engine) as session:
        case_id = session.scalars(select(Contact.case_id).limit(1)).one()
    with pytest.raises(IntegrityError) as raised, transaction(engine) as session:
        contacts.keep_contact(session, case_id, PEOPLE[0].first_name.encode(), [])
    return "".join(traceback.format_exception(raised.value))


def _trace_of_broken_seal(keys: KeyStore) -> str:
    vault = Vault(keys)
    keys.make_wave_key("another")
    sealed = vault.seal("another", "case", PEOPLE[0])
    with pytest.raises(VoicebotError) as raised:
        vault.open("another", "other", sealed)
    return "".join(traceback.format_exception(raised.value))
