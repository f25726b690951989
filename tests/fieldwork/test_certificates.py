"""What a certificate says, and that nobody can change it unseen."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from tests import factories
from tests.factories import NOON
from voicebot.errors import NotFound
from voicebot.fieldwork import certificates
from voicebot.fieldwork.certificates import Document, Issued, as_page, holds
from voicebot.privacy.certificate import canonical, is_genuine
from voicebot.store.engine import reading, transaction
from voicebot.store.tables import Certificate

DRAFT = Document(
    wave="autumn <2026>",
    wave_id="",
    key_id="key",
    begun_at=NOON,
    begun_by="j.smith",
    contacts=1200,
    numbers=1500,
    links=1501,
    calls=3000,
    unconfirmed_calls=2,
    records=40,
    records_waiting=40,
)


@pytest.fixture
def draft(engine) -> Document:
    with transaction(engine) as session:
        document = replace(DRAFT, wave_id=factories.wave(session).id)
        certificates.draft(session, document)
    return document


@pytest.fixture
def issued(engine, keys, draft) -> Issued:
    said = replace(draft, destroyed_at=NOON + timedelta(minutes=1), audit_head="ab" * 32)
    with transaction(engine) as session:
        return certificates.issue(session, keys, said, NOON)


def test_a_draft_is_no_certificate(engine, keys, draft) -> None:
    with reading(engine) as session:
        assert certificates.document_of(session, draft.wave_id) == draft
        assert not certificates.is_signed(session, draft.wave_id)
        with pytest.raises(NotFound, match="cut off"):
            certificates.issued(session, keys, draft.wave_id)


def test_a_wave_that_nobody_destroyed_has_neither(engine, keys) -> None:
    with reading(engine) as session:
        assert not certificates.is_signed(session, "none")
        with pytest.raises(NotFound, match="not destroyed"):
            certificates.issued(session, keys, "none")


def test_a_certificate_is_kept_as_it_was_issued(engine, keys, issued) -> None:
    with reading(engine) as session:
        assert certificates.issued(session, keys, issued.document.wave_id) == issued
    assert holds(issued, issued.public_key)


def test_what_says_the_same_is_not_issued_again(engine, keys, issued) -> None:
    with transaction(engine) as session:
        again = certificates.issue(session, keys, issued.document, NOON + timedelta(days=1))
        final = replace(issued.document, records_waiting=0, final_since=NOON)
        changed = certificates.issue(session, keys, final, NOON + timedelta(days=1))
    assert again == issued
    assert (changed.issued_at, changed.document.is_final) == (NOON + timedelta(days=1), True)


def test_a_certificate_that_was_changed_does_not_hold(engine, keys, issued) -> None:
    with transaction(engine) as session:
        kept = session.get_one(Certificate, issued.document.wave_id)
        kept.document = kept.document.replace("1200", "1201")
        forged = certificates.issued(session, keys, issued.document.wave_id)
    assert not holds(forged, forged.public_key)
    assert not holds(issued, "00" * 32)


def test_whoever_has_the_json_and_the_public_key_can_check_it(issued) -> None:
    told = json.loads(json.dumps(json.loads(issued.document.to_json()), indent=2))
    assert is_genuine(canonical(told), issued.signature, issued.public_key)


def test_the_page_says_all_of_it_and_asks_nothing_of_any_other_place(issued) -> None:
    page = as_page(issued)
    assert "Provisional certificate of destruction" in page
    told = ["autumn &lt;2026&gt;", "j.smith", "1,200", "1,500", "3,000", "25 November 2026, 12:01 (London)"]
    assert [one for one in (*told, issued.signature, issued.public_key) if one not in page] == []
    assert [one for one in ("http", "src=", "<script", "<link") if one in page] == []
    final = replace(issued, document=replace(issued.document, records_waiting=0, final_since=NOON))
    assert "Final certificate of destruction" in as_page(final)
