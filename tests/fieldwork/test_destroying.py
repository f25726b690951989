"""Destroying a wave: nothing that tells who its people are is left, and everything else is as it was."""

import json
from datetime import date, timedelta
from unittest.mock import patch

import pytest

from tests import factories
from tests.fieldwork.office import Office
from voicebot.errors import NotFound, Refused
from voicebot.fieldwork import destroying, outbox
from voicebot.fieldwork.certificates import Issued, as_page, holds
from voicebot.fieldwork.destroying import destroy_due, destroy_wave, finish_destructions, what_is_left
from voicebot.fieldwork.rules import CallingRules, Retention, WaveRules
from voicebot.outcomes import Result
from voicebot.privacy import audit, exclusion
from voicebot.reporting.summary import wave_summary
from voicebot.store import contacts
from voicebot.store.engine import reading, transaction
from voicebot.store.tables import Attempt, Batch, CallHour, Case, Contact, ContactNumber, DrawnBefore, Wave, new_id
from voicebot.telephony.status import CallStatus

NUMBER = factories.number(1)


@pytest.fixture
def wave(office: Office) -> str:
    """A wave whose only person was called, answered and opted out; its batch is over."""
    name = office.wave()
    office.person(name, NUMBER)
    batch_id = office.launch(name)
    attempt = office.call()
    office.hears(attempt.id, "in-progress")
    office.exchange.goes(attempt.sid, CallStatus.COMPLETED)
    office.ends(attempt.id, "completed")
    with transaction(office.engine) as session:
        factories.answer(session, attempt.case_id, "contact")
        outbox.order(session, "delete_record", attempt.id, office.clock.now() + timedelta(hours=24))
        exclusion.exclude(session, [office.prints.of(NUMBER)], month="2026-11", origin="keypress")
        sample_id = session.get_one(Case, attempt.case_id).sample_id
        session.add(DrawnBefore(print=office.prints.of(NUMBER), month="2026-11", sample_id=sample_id))
        session.get_one(Batch, batch_id).state = "finished"
    return name


def _destroy(office: Office, name: str) -> Issued:
    return destroy_wave(office.engine, office.clock, office.keys, name=name, who="administrator")


def _left(office: Office, name: str) -> list[str]:
    return list(what_is_left(office.engine, office.keys, name=name))


def _delete_records(office: Office) -> None:
    office.clock.pass_(minutes=1)
    outbox.send_due(office.engine, office.exchange, office.clock)
    finish_destructions(office.engine, office.clock, office.keys)


def test_nothing_that_tells_who_somebody_is_is_left(office: Office, wave: str) -> None:
    _destroy(office, wave)
    _delete_records(office)

    assert _left(office, wave) == []
    with reading(office.engine) as session:
        assert [session.query(kind).count() for kind in (Contact, ContactNumber)] == [0, 0]
        attempt = session.query(Attempt).one()
    assert (attempt.sid, attempt.heard_at, attempt.result) == (None, None, Result.COMPLETE)
    assert {attempt.claimed_at, attempt.answered_at, attempt.ended_at} == {attempt.claimed_at}
    assert (attempt.claimed_at.day, attempt.claimed_at.hour) == (1, 0)
    assert office.exchange.calls == {}


def test_what_was_answered_and_how_calls_ended_is_as_before(office: Office, wave: str) -> None:
    with transaction(office.engine) as session:
        session.query(Wave).filter_by(name=wave).one().version = None
    with reading(office.engine) as session:
        before = wave_summary(session, wave)
    _destroy(office, wave)
    with reading(office.engine) as session:
        assert wave_summary(session, wave) == before
        hour = session.query(CallHour).one()
    assert (hour.weekday, hour.hour, hour.placed, hour.answered, hour.interviewed) == (2, 12, 1, 1, 1)


def test_the_exclusion_list_still_stops_the_number_and_nobody_is_drawn_again_soon(office: Office, wave: str) -> None:
    _destroy(office, wave)
    with reading(office.engine) as session:
        assert exclusion.excluded(session, [office.prints.of(NUMBER)])
        assert session.query(DrawnBefore).one().sample_id is None


def test_a_backup_of_the_contacts_taken_before_can_not_be_read_any_more(office: Office, wave: str) -> None:
    with reading(office.engine) as session:
        found = session.query(Wave).filter_by(name=wave).one()
        ((case_id, backup),) = contacts.sealed_of_wave(session, found.id)
    assert office.vault.open(found.key_id, case_id, backup).numbers == (NUMBER,)

    _destroy(office, wave)

    with pytest.raises(NotFound, match="gone"):
        office.vault.open(found.key_id, case_id, backup)


def test_the_certificate_is_provisional_until_the_provider_has_deleted_its_records(office: Office, wave: str) -> None:
    certificate = _destroy(office, wave)
    assert (certificate.document.contacts, certificate.document.numbers, certificate.document.calls) == (1, 1, 1)
    assert (certificate.document.records_waiting, certificate.document.is_final) == (1, False)
    assert "Provisional certificate" in as_page(office.keys, certificate)
    assert _left(office, wave) == [
        "1 ids of the provider",
        "1 records of calls that wait to be deleted at the provider",
    ]

    _delete_records(office)

    final = _destroy(office, wave)
    assert (final.document.records_waiting, final.document.is_final, final.document.contacts) == (0, True, 1)
    assert "Final certificate" in as_page(office.keys, final)
    assert finish_destructions(office.engine, office.clock, office.keys) == 0


def test_a_certificate_that_was_changed_does_not_hold(office: Office, wave: str) -> None:
    certificate = _destroy(office, wave)
    assert holds(office.keys, certificate)
    forged = json.loads(certificate.document.to_json()) | {"contacts": 0}
    changed = type(certificate.document).from_json(json.dumps(forged))
    assert not holds(office.keys, Issued(changed, certificate.signature, certificate.issued_at))
    assert not holds(office.keys, Issued(certificate.document, "00" * 64, certificate.issued_at))


STEPS = ["keys.destroy_wave_key", "_remove", "issue", "clear_traces"]


@pytest.mark.parametrize("step", STEPS)
def test_a_destruction_that_was_cut_off_is_finished_by_doing_it_again(office: Office, wave: str, step: str) -> None:
    class CutOffError(Exception):
        pass

    at = (office.keys, "destroy_wave_key") if step.startswith("keys.") else (destroying, step)
    with patch.object(*at, side_effect=CutOffError), pytest.raises(CutOffError):
        _destroy(office, wave)
    assert step == "clear_traces" or _left(office, wave)

    certificate = _destroy(office, wave)
    _delete_records(office)

    assert _left(office, wave) == []
    assert certificate.document.contacts == 1
    with reading(office.engine) as session:
        actions = [entry.action for entry in audit.entries(session)]
    assert actions.count("wave_destroyed") == 1


def test_a_wave_that_is_being_called_is_not_destroyed(office: Office) -> None:
    name = office.wave()
    office.person(name, NUMBER)
    batch_id = office.launch(name)
    with pytest.raises(Refused, match="running or paused"):
        _destroy(office, name)
    attempt = office.call()
    with transaction(office.engine) as session:
        session.get_one(Batch, batch_id).state = "stopped"
    with pytest.raises(Refused, match="not settled"):
        _destroy(office, name)
    with transaction(office.engine) as session:
        session.get_one(Attempt, attempt.id).state = "uncertain"
    _destroy(office, name)
    assert office.attempt(attempt.id).result == Result.UNKNOWN


def test_only_a_destroyed_wave_can_be_verified_and_only_one_that_there_is(office: Office, wave: str) -> None:
    with pytest.raises(Refused, match="nothing to verify"):
        _left(office, wave)
    with pytest.raises(NotFound):
        _destroy(office, "no such wave")


def test_a_wave_is_destroyed_by_itself_once_its_retention_is_over_unless_it_is_frozen(office: Office) -> None:
    rules = WaveRules(calling=CallingRules(last_day=date(2026, 11, 27)), retention=Retention(contact_days=10))
    name = office.wave(rules)
    office.person(name, NUMBER)

    office.clock.pass_(days=11)
    assert destroy_due(office.engine, office.clock, office.keys) == 0
    with transaction(office.engine) as session:
        found = session.query(Wave).filter_by(name=name).one()
        assert destroying.destruction_date(session, found) == date(2026, 12, 7)
        found.state = "frozen"
    office.clock.pass_(days=1)
    assert destroy_due(office.engine, office.clock, office.keys) == 0
    with transaction(office.engine) as session:
        session.query(Wave).filter_by(name=name).one().state = "open"

    assert destroy_due(office.engine, office.clock, office.keys) == 1
    assert _left(office, name) == []


def test_without_a_last_day_the_retention_is_counted_from_the_last_call(office: Office, wave: str) -> None:
    office.clock.pass_(days=29)
    assert destroy_due(office.engine, office.clock, office.keys) == 0
    office.clock.pass_(days=1)
    assert destroy_due(office.engine, office.clock, office.keys) == 1


def test_a_wave_for_which_nothing_was_drawn_has_nothing_to_destroy(office: Office) -> None:
    with transaction(office.engine) as session:
        found = factories.wave(session, name=new_id())
        assert destroying.destruction_date(session, found) is None
