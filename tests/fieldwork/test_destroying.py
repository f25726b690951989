"""Destroying a wave: nothing that tells who its people are is left, and everything else is as it was."""

from datetime import UTC, datetime, timedelta
from unittest.mock import patch

import pytest
from sqlalchemy import select

from tests import factories
from tests.fieldwork.office import Office
from voicebot.calls.progress import note_status
from voicebot.calls.switchboard import Switchboard
from voicebot.errors import Busy, NotFound, ProviderUncertain, Refused
from voicebot.fieldwork import batches, destroying, outbox, waves
from voicebot.fieldwork.attempts import StatusReport, take_in
from voicebot.fieldwork.certificates import Issued
from voicebot.fieldwork.destroying import destroy_wave, finish_destructions, what_is_left
from voicebot.outcomes import Result
from voicebot.privacy import audit, exclusion
from voicebot.reporting.summary import wave_summary
from voicebot.store import contacts
from voicebot.store.engine import reading, transaction
from voicebot.store.ledger import Ledger
from voicebot.store.tables import (
    Answer,
    Attempt,
    Batch,
    CallHour,
    Case,
    Contact,
    ContactNumber,
    DrawnBefore,
    Errand,
    Exclusion,
    InboundCall,
    Turn,
    Wave,
)
from voicebot.store.together import in_transactions
from voicebot.telephony.status import CallStatus

NUMBER = factories.number(1)


class CutOffError(Exception):
    """The process ends here."""


@pytest.fixture
def wave(office: Office) -> str:
    """A wave whose only person was called, answered and opted out; its batch is over."""
    name = office.wave()
    office.person(name, NUMBER)
    batch_id = office.launch(name)
    _interview(office)
    _close(office, batch_id)
    return name


def _interview(office: Office) -> Attempt:
    attempt = office.call()
    office.hears(attempt.id, "in-progress")
    office.exchange.goes(attempt.sid, CallStatus.COMPLETED)
    office.ends(attempt.id, "completed")
    with transaction(office.engine) as session:
        factories.answer(session, attempt.case_id, "contact")
        outbox.order(session, "delete_record", attempt.id, office.clock.now() + timedelta(hours=24))
        prints, sample_id = [office.prints.of(NUMBER)], session.get_one(Case, attempt.case_id).sample_id
        exclusion.exclude(session, prints, month="2026-11", origin="keypress", attempt_id=attempt.id)
        session.add(DrawnBefore(print=prints[0], month="2026-11", sample_id=sample_id))
    return attempt


def _close(office: Office, batch_id: str) -> None:
    with transaction(office.engine) as session:
        session.get_one(Batch, batch_id).state = "finished"


def _destroy(office: Office, name: str) -> Issued:
    return destroy_wave(office.engine, office.clock, office.keys, name=name, who="administrator")


def _left(office: Office, name: str) -> list[str]:
    return list(what_is_left(office.engine, office.keys, name=name))


def _delete_records(office: Office) -> int:
    office.clock.pass_(minutes=1)
    outbox.send_due(office.engine, office.exchange, office.clock)
    return finish_destructions(office.engine, office.clock, office.keys)


def _actions(office: Office) -> list[str]:
    with reading(office.engine) as session:
        return [entry.action for entry in audit.entries(session)]


def test_nothing_that_tells_who_somebody_is_is_left(office: Office, wave: str) -> None:
    _destroy(office, wave)
    _delete_records(office)

    assert _left(office, wave) == []
    with reading(office.engine) as session:
        assert [session.query(kind).count() for kind in (Contact, ContactNumber, Turn, Errand)] == [0, 0, 0, 0]
        attempt, key_id = session.query(Attempt).one(), session.query(Wave).one().key_id
        assert session.query(Exclusion).one().attempt_id is None
    assert not office.keys.has_wave_key(key_id)
    assert (attempt.sid, attempt.heard_at, attempt.result) == (None, None, Result.COMPLETE)
    assert office.exchange.calls == {}


def test_calls_to_us_from_its_people_go_with_the_wave(office: Office, wave: str) -> None:
    office.exchange.is_rung("CA1")
    with transaction(office.engine) as session:
        factories.inbound_call(session, "CA1", print=office.prints.of(NUMBER), at=office.clock.now())
        factories.inbound_call(session, "CA2", print=office.prints.of(factories.number(2)), at=office.clock.now())

    issued = _destroy(office, wave)

    assert (issued.document.records, issued.document.is_final) == (2, False)
    with reading(office.engine) as session:
        assert [call.sid for call in session.query(InboundCall)] == ["CA2"]
    assert _left(office, wave) == ["1 ids of calls at the provider", "2 errands that the provider has yet to do"]
    assert _delete_records(office) == 1
    assert _left(office, wave) == []
    assert office.exchange.calls == {}


def test_a_call_to_us_after_the_destruction_does_not_hold_up_its_end(office: Office, wave: str) -> None:
    _destroy(office, wave)
    office.clock.pass_(minutes=1)
    with transaction(office.engine) as session:
        outbox.order_deletion(session, "CA1", rang_at=office.clock.now(), due_at=office.clock.now())
    office.clock.pass_(minutes=-1)
    assert _delete_records(office) == 1
    assert _left(office, wave) == []


def test_of_when_calls_were_the_month_stays_as_london_has_it(office: Office) -> None:
    name = office.wave()
    office.person(name, NUMBER)
    batch_id = office.launch(name)
    attempt = _interview(office)
    _close(office, batch_id)
    with transaction(office.engine) as session:
        kept = session.get_one(Attempt, attempt.id)
        kept.claimed_at = datetime(2026, 5, 31, 22, 59, tzinfo=UTC)  # the last minute of May in London
        kept.answered_at = datetime(2026, 5, 31, 23, 1, tzinfo=UTC)
        kept.ended_at = datetime(2026, 11, 3, 12, 0, tzinfo=UTC)

    _destroy(office, name)

    blurred = office.attempt(attempt.id)
    assert blurred.claimed_at == datetime(2026, 4, 30, 23, tzinfo=UTC)
    assert blurred.answered_at == datetime(2026, 5, 31, 23, tzinfo=UTC)
    assert blurred.ended_at == datetime(2026, 11, 1, tzinfo=UTC)
    _delete_records(office)
    assert _left(office, name) == []


def test_what_was_answered_and_how_calls_ended_is_as_before(office: Office, wave: str) -> None:
    with transaction(office.engine) as session:
        session.query(Wave).filter_by(name=wave).one().version = None
    with reading(office.engine) as session:
        before, answers = wave_summary(session, wave), [row.code for row in session.query(Answer)]
    _destroy(office, wave)
    with reading(office.engine) as session:
        assert (wave_summary(session, wave), [row.code for row in session.query(Answer)]) == (before, answers)
        hour = session.query(CallHour).one()
    assert (hour.weekday, hour.hour, hour.placed, hour.answered, hour.interviewed) == (2, 12, 1, 1, 1)


def test_another_wave_is_left_alone(office: Office, wave: str) -> None:
    other = office.wave()
    case_id = office.person(other, factories.number(2))
    office.launch(other)
    attempt = office.call()

    _destroy(office, wave)

    kept = office.attempt(attempt.id)
    assert (kept.sid, kept.claimed_at) == (attempt.sid, attempt.claimed_at)
    with reading(office.engine) as session:
        sealed, of = contacts.sealed_contact(session, case_id), waves.find_wave(session, other)
    assert sealed is not None
    assert office.vault.open(of.key_id, case_id, sealed).numbers == (factories.number(2),)


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
    said = _destroy(office, wave).document
    assert (said.contacts, said.numbers, said.links, said.calls) == (1, 1, 2, 1)
    assert (said.records, said.records_waiting, said.is_final) == (1, 1, False)
    assert _left(office, wave) == [
        "1 ids of calls at the provider",
        "1 errands that the provider has yet to do",
    ]
    assert finish_destructions(office.engine, office.clock, office.keys) == 0

    assert _delete_records(office) == 1

    final = _destroy(office, wave).document
    assert (final.records, final.records_waiting, final.is_final, final.contacts) == (1, 0, True, 1)
    assert (final.begun_by, final.begun_at, final.audit_head) == (said.begun_by, said.begun_at, said.audit_head)
    assert finish_destructions(office.engine, office.clock, office.keys) == 0
    assert _actions(office)[:3] == ["wave_destroyed_finally", "wave_destroyed", "wave_destruction_begun"]


def test_the_certificate_names_the_entry_of_the_audit_trail_that_tells_of_it(office: Office, wave: str) -> None:
    head = _destroy(office, wave).document.audit_head
    with reading(office.engine) as session:
        assert audit.verify(session, head).ok


STEPS = ["keys.destroy_wave_key", "_remove", "clear_traces", "_certify"]


@pytest.mark.parametrize("step", STEPS)
def test_a_destruction_that_was_cut_off_is_finished_by_doing_it_again(office: Office, wave: str, step: str) -> None:
    at = (office.keys, "destroy_wave_key") if step.startswith("keys.") else (destroying, step)
    with patch.object(*at, side_effect=CutOffError), pytest.raises(CutOffError):
        _destroy(office, wave)
    assert _left(office, wave)[-1] == "the destruction was cut off before its certificate: destroy the wave again"

    said = _destroy(office, wave).document
    _delete_records(office)

    assert _left(office, wave) == []
    assert (said.contacts, said.begun_by) == (1, "administrator")
    assert _actions(office).count("wave_destroyed") == 1


@pytest.mark.parametrize("step", ["clear_traces", "_certify"])
def test_so_is_the_last_step_at_the_provider(office: Office, wave: str, step: str) -> None:
    _destroy(office, wave)
    with patch.object(destroying, step, side_effect=CutOffError), pytest.raises(CutOffError):
        _delete_records(office)

    assert finish_destructions(office.engine, office.clock, office.keys) == 1
    assert _left(office, wave) == []


def test_somebody_who_is_still_reading_holds_up_the_certificate_alone(office: Office, wave: str) -> None:
    with patch.object(destroying, "clear_traces", side_effect=Busy("somebody is reading")), pytest.raises(Busy):
        _destroy(office, wave)
    with reading(office.engine) as session:
        assert session.query(Contact).count() == 0


def test_a_wave_that_is_being_called_is_not_destroyed(office: Office) -> None:
    name = office.wave()
    office.person(name, NUMBER)
    batch_id = office.launch(name)
    with pytest.raises(Refused, match="running or paused"):
        _destroy(office, name)
    attempt = office.call()
    batches.stop(office.engine, office.clock, batch_id=batch_id, who="supervisor")
    with pytest.raises(Refused, match="not settled"):
        _destroy(office, name)
    assert office.attempt(attempt.id).claimed_at == office.clock.now()


def _called_without_an_answer_of_the_provider(office: Office) -> tuple[str, Attempt]:
    """A wave with one call that was dialled, though nobody told us so; its batch is stopped."""
    name = office.wave()
    office.person(name, NUMBER)
    batch_id = office.launch(name)
    office.exchange.lose(ProviderUncertain("no answer"))
    attempt = office.call()
    batches.stop(office.engine, office.clock, batch_id=batch_id, who="supervisor")
    return name, attempt


def test_a_call_that_nobody_can_tell_of_is_counted_in_the_certificate(office: Office) -> None:
    name, attempt = _called_without_an_answer_of_the_provider(office)

    said = _destroy(office, name).document

    assert office.attempt(attempt.id).result == Result.UNKNOWN
    assert (said.records, said.unconfirmed_calls) == (0, 1)


def test_if_the_provider_tells_of_it_later_its_record_is_deleted_all_the_same(office: Office) -> None:
    name, attempt = _called_without_an_answer_of_the_provider(office)
    _destroy(office, name)
    _delete_records(office)
    ((sid, _),) = office.exchange.calls.items()
    office.exchange.goes(sid, CallStatus.COMPLETED)

    board = Switchboard(
        office.engine, office.clock, office.vault, Ledger(office.engine), in_transactions(office.engine, take_in)
    )
    note_status(board, attempt.id, sid, StatusReport("completed", office.clock.now()))

    assert _left(office, name) == ["1 ids of calls at the provider", "1 errands that the provider has yet to do"]
    assert _delete_records(office) == 1
    assert (office.exchange.calls, _left(office, name)) == ({}, [])


def test_a_frozen_wave_can_be_destroyed_by_hand(office: Office, wave: str) -> None:
    waves.freeze_wave(office.engine, office.clock, name=wave, reason="the wrong file", who="supervisor")
    _destroy(office, wave)
    with reading(office.engine) as session:
        assert session.scalars(select(Wave.state)).all() == ["destroyed"]


def test_whatever_comes_back_is_found_when_everything_is_read_again(office: Office, wave: str) -> None:
    _destroy(office, wave)
    _delete_records(office)
    with transaction(office.engine) as session:
        found, attempt = session.query(Wave).one(), session.query(Attempt).one()
        office.keys.make_wave_key(found.key_id)
        factories.contact(session, attempt.case_id, office.prints.of(NUMBER))
        factories.turn(session, attempt.id)
        session.query(DrawnBefore).one().sample_id = session.get_one(Case, attempt.case_id).sample_id
        session.get_one(Case, attempt.case_id).appointment_at = office.clock.now()
        attempt.answered_at, attempt.error = office.clock.now(), "what the provider said"

    assert _left(office, wave) == [
        "the key of the wave is still in the key store",
        "1 sealed contacts",
        "1 prints of numbers",
        "1 links from lists that are kept for longer",
        "1 turns of calls",
        "1 notes on calls and complaints",
        "2 exact times",
    ]


def test_only_a_destroyed_wave_can_be_verified_and_only_one_that_there_is(office: Office, wave: str) -> None:
    with pytest.raises(Refused, match="nothing to verify"):
        _left(office, wave)
    with pytest.raises(NotFound):
        _destroy(office, "no such wave")
