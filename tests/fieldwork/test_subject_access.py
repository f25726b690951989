"""A person asks what we hold of them, and to have it erased."""

import pytest

from tests import factories
from tests.fieldwork.office import Office
from voicebot.errors import NotFound, Refused
from voicebot.fieldwork.subject_access import Erased, Held, erase, what_is_held
from voicebot.outcomes import Result
from voicebot.phone import PhoneNumber
from voicebot.privacy import audit, exclusion
from voicebot.store.engine import reading, transaction
from voicebot.store.tables import Answer, Case, Contact, ContactNumber, DrawnBefore, Errand, InboundCall

NUMBER, OTHER = factories.number(1), factories.number(2)


def _held(office: Office, number: PhoneNumber = NUMBER) -> Held:
    return what_is_held(office.engine, office.clock, office.vault, office.prints, number=number, who="supervisor")


def _erase(office: Office, number: PhoneNumber = NUMBER) -> Erased:
    return erase(office.engine, office.clock, office.prints, number=number, who="supervisor")


@pytest.fixture
def case_id(office: Office) -> str:
    """Somebody with two numbers who has answered two questions."""
    case_id = office.person(office.wave(), NUMBER, OTHER)
    with transaction(office.engine) as session:
        factories.answer(session, case_id, "contact", code=2)
        factories.answer(session, case_id, "action", code=None, status="refused")
    return case_id


def test_everything_that_is_held_is_told(office: Office, case_id: str) -> None:
    (one,) = _held(office).cases
    assert (one.case_id, one.first_name, one.numbers) == (case_id, "Sam", [NUMBER.e164, OTHER.e164])
    assert {row.question: row.code for row in one.answers} == {"contact": 2, "action": None}
    assert NUMBER.e164 not in repr(one)
    assert "Sam" not in repr(one)


def test_that_a_contact_was_looked_at_is_kept_but_not_the_number(office: Office, case_id: str) -> None:
    _held(office, OTHER)
    with reading(office.engine) as session:
        entries = audit.entries(session)
    assert [(entry.action, entry.subject) for entry in entries] == [
        ("subject_access", None),
        ("contact_viewed", case_id),
    ]


def test_of_somebody_unknown_nothing_is_held(office: Office) -> None:
    held = _held(office)
    assert (held.cases, held.on_exclusion_list, held.drawn_lately) == ([], False, False)
    with pytest.raises(NotFound):
        _erase(office)


def test_erasing_leaves_the_outcome_and_nothing_that_tells_who_or_what(office: Office, case_id: str) -> None:
    with transaction(office.engine) as session:
        exclusion.exclude(session, [office.prints.of(NUMBER)], month="2026-11", origin="staff")
        session.add(DrawnBefore(print=office.prints.of(NUMBER), month="2026-11"))

    assert _erase(office, OTHER) == Erased(cases=1, answers=2)

    with reading(office.engine) as session:
        assert [session.query(kind).count() for kind in (Answer, Contact, ContactNumber)] == [0, 0, 0]
        assert session.query(Case).one().closed_for == Result.TAKEN_OUT
        assert audit.entries(session)[0].action == "person_erased"
    held = _held(office)
    assert (held.cases, held.on_exclusion_list, held.drawn_lately) == ([], True, True)


def test_nobody_is_called_who_was_erased(office: Office, case_id: str) -> None:
    with reading(office.engine) as session:
        wave_id = session.get_one(Case, case_id).wave_id
        name = session.get_one(factories.Wave, wave_id).name
    office.launch(name)
    _erase(office)
    assert office.claim() is None


def test_the_providers_records_of_an_erased_person_are_deleted(office: Office) -> None:
    office.running_batch(people=1)
    attempt = office.call()
    office.ends(attempt.id, "no-answer")
    _erase(office, factories.number(0))
    with reading(office.engine) as session:
        assert [(one.kind, one.attempt_id) for one in session.query(Errand)] == [("delete_record", attempt.id)]


def test_a_call_of_theirs_to_us_is_erased_too(office: Office, case_id: str) -> None:
    with transaction(office.engine) as session:
        factories.inbound_call(session, "CA1", print=office.prints.of(OTHER), at=office.clock.now())
    _erase(office)
    with reading(office.engine) as session:
        assert session.query(InboundCall).count() == 0
        assert [(one.kind, one.sid) for one in session.query(Errand)] == [("delete_record", "CA1")]


def test_nobody_is_erased_in_the_middle_of_a_call(office: Office) -> None:
    office.running_batch(people=1)
    office.call()
    with pytest.raises(Refused, match="not settled"):
        _erase(office, factories.number(0))
