"""What staff can still do about a person once drawn: find, explain, take out; and tell who was called by mistake."""

import json
from datetime import timedelta

import pytest

from tests import factories
from tests.fieldwork.office import Office
from voicebot.errors import BadInput, NotFound, Refused
from voicebot.fieldwork import finding, withdrawing
from voicebot.fieldwork.incident import HowFar, count_incident, report_incident
from voicebot.fieldwork.waves import find_wave
from voicebot.fieldwork.why import why
from voicebot.outcomes import Result
from voicebot.phone import PhoneNumber
from voicebot.privacy import audit
from voicebot.privacy.vault import Person
from voicebot.store.engine import reading, transaction
from voicebot.store.states import AttemptState, CaseState
from voicebot.store.tables import Attempt, Batch, Contact, Errand, Refresh, Sample, Wave, new_id

NUMBER, OTHER = factories.number(1), factories.number(2)


def _actions(office: Office) -> list[str]:
    with reading(office.engine) as session:
        return [entry.action for entry in audit.entries(session)]


def _ids_with_number(office: Office, number: PhoneNumber) -> list[str]:
    with reading(office.engine) as session:
        return [case.id for case in finding.cases_with_number(session, office.prints, number)]


def test_a_person_is_found_by_any_of_their_numbers_and_by_no_other(office: Office) -> None:
    wave = office.wave()
    case_id = office.person(wave, NUMBER, OTHER)
    office.person(wave, factories.number(3))

    assert _ids_with_number(office, NUMBER) == _ids_with_number(office, OTHER) == [case_id]
    assert _ids_with_number(office, factories.number(4)) == []


def test_a_person_is_found_by_reference_in_the_sealed_contacts(office: Office) -> None:
    wave = office.wave()
    wanted, other = (office.person(wave, number) for number in (NUMBER, OTHER))
    with transaction(office.engine) as session:
        key_id = find_wave(session, wave).key_id
        person = Person("Sam", (NUMBER,), "CR/1", {})
        session.get_one(Contact, wanted).sealed = office.vault.seal(key_id, wanted, person)

    with reading(office.engine) as session:
        assert [one.id for one in finding.cases_with_reference(session, office.vault, "CR/1", None)] == [wanted]
        assert [one.id for one in finding.cases_with_reference(session, office.vault, "reference", wave)] == [other]
        with pytest.raises(NotFound):
            finding.cases_with_reference(session, office.vault, "CR/1", "no such wave")


def test_who_is_taken_out_is_never_claimed_and_a_ringing_call_is_cancelled(office: Office) -> None:
    batch_id = office.running_batch(people=2)
    claimed = office.claim()
    assert claimed is not None

    withdrawing.withdraw(office.engine, office.clock, case_id=claimed.case_id, reason="the police asked", who="sue")

    with reading(office.engine) as session:
        assert [one.kind for one in session.query(Errand)] == ["cancel"]
    case = office.case(claimed.case_id)
    assert (case.state, case.closed_for) == (CaseState.CLOSED, Result.TAKEN_OUT)
    assert _actions(office)[0] == "case_withdrawn"
    office.clock.pass_(days=2)
    others = office.claim()
    assert others is not None
    assert others.case_id != claimed.case_id
    assert office.batch(batch_id).state == "running"


def test_nobody_is_taken_out_twice_or_without_a_reason(office: Office) -> None:
    case_id = office.person(office.wave(), NUMBER)
    with pytest.raises(BadInput, match="say why"):
        withdrawing.withdraw(office.engine, office.clock, case_id=case_id, reason=" ", who="sue")
    withdrawing.withdraw(office.engine, office.clock, case_id=case_id, reason="a mistake", who="sue")
    with pytest.raises(Refused, match="closed already"):
        withdrawing.withdraw(office.engine, office.clock, case_id=case_id, reason="a mistake", who="sue")
    with pytest.raises(NotFound):
        withdrawing.withdraw(office.engine, office.clock, case_id="nobody", reason="a mistake", who="sue")


def test_why_somebody_was_called_tells_the_draw_who_approved_and_each_call_but_no_answer(office: Office) -> None:
    office.running_batch(people=1)
    claimed = office.claim()
    assert claimed is not None
    with transaction(office.engine) as session:
        factories.answer(session, claimed.case_id, "contact", code=7)

    told = why(office.engine, office.clock, case_id=claimed.case_id, who="sue")

    assert (told.made_by, told.approved_by, told.launched_by) == ("researcher", "supervisor", "supervisor")
    assert [call.ordinal for call in told.calls] == [1]
    assert told.state is CaseState.CALLING
    assert 0 < told.probability <= 1
    assert "contact" not in json.dumps(told, default=str)
    assert _actions(office)[0] == "case_explained"


def _called(office: Office, batch_id: str, **columns: object) -> str:
    with transaction(office.engine) as session:
        case = factories.case(session, batch_id=batch_id, wave_id=session.get_one(Batch, batch_id).wave_id)
        factories.attempt(
            session,
            case_id=case.id,
            batch_id=batch_id,
            state=AttemptState.SETTLED,
            claimed_at=office.clock.now(),
            **columns,
        )
        return case.id


def test_the_day_a_wrong_file_was_used_it_is_told_how_far_each_call_got(office: Office) -> None:
    batch_id = office.running_batch(people=1)
    now = office.clock.now()
    unrung = _called(office, batch_id, rang=False, result=Result.TECHNICAL)
    rang = _called(office, batch_id, rang=True, result=Result.NO_ANSWER)
    known = _called(office, batch_id, rang=True, answered_at=now, stage=1, result=Result.OPTED_OUT)
    told = _called(office, batch_id, rang=True, answered_at=now, stage=3, result=Result.COMPLETE)
    with transaction(office.engine) as session:
        factories.answer(session, told, "contact")
        wave_name = session.get_one(Wave, session.get_one(Batch, batch_id).wave_id).name

    incident = report_incident(office.engine, office.clock, wave_name=wave_name, who="sue")

    assert {one.case_id: one.how_far for one in incident.called} == {
        unrung: HowFar.NOT_RUNG,
        rang: HowFar.RANG,
        known: HowFar.PERSON,
        told: HowFar.INTERVIEWED,
    }
    with reading(office.engine) as session:
        assert {how_far: people for how_far, people in count_incident(session, wave_name).items() if people} == dict(
            incident.counts
        )
    assert {one.case_id for one in incident.called if one.opted_out} == {known}
    assert all(one.first_name is None and not one.numbers for one in incident.called)


def test_names_and_numbers_are_told_on_demand_only_and_that_is_kept(office: Office) -> None:
    office.running_batch(people=1)
    claimed = office.claim()
    assert claimed is not None
    with reading(office.engine) as session:
        attempt = session.get_one(Attempt, claimed.attempt_id)
        name = session.get_one(Wave, session.get_one(Batch, attempt.batch_id).wave_id).name

    incident = report_incident(office.engine, office.clock, wave_name=name, who="sue", vault=office.vault)

    assert [(one.first_name, one.numbers) for one in incident.called] == [("Sam", [factories.number(0).e164])]
    assert factories.number(0).e164 not in repr(incident)
    with reading(office.engine) as session:
        assert audit.entries(session)[0].details["contacts_shown"] is True


def test_an_old_sample_is_not_launched_nor_resumed(office: Office) -> None:
    wave = office.wave()
    office.person(wave, NUMBER)
    office.clock.pass_(days=8)
    with pytest.raises(Refused, match="sample refresh"):
        office.launch(wave)


def test_a_refreshed_sample_is_launched(office: Office) -> None:
    wave = office.wave()
    office.person(wave, NUMBER)
    office.clock.pass_(days=8)
    with transaction(office.engine) as session:
        for sample in session.query(Sample):
            session.add(
                Refresh(
                    id=new_id(),
                    sample_id=sample.id,
                    at=office.clock.now() - timedelta(days=1),
                    frame_digest="1" * 64,
                    looked_at=1,
                    withdrawn="{}",
                )
            )
    assert office.launch(wave)
