"""Why somebody was called, taking them out, what is held of them, and erasing it."""

import pytest

from tests import factories
from tests.console.conftest import Browser, Office
from tests.office.conftest import PASSWORD
from voicebot.privacy.vault import Person
from voicebot.staff.sessions import PROVED_FOR
from voicebot.store.tables import Contact

SPOKEN = "07700 900001"
ADA = factories.number(1)


@pytest.fixture
def case_id(office: Office) -> str:
    return office.survey.person(ADA, first_name="Augusta")


@pytest.mark.parametrize("person", [SPOKEN, "reference", "case"])
def test_somebody_is_found_by_a_number_a_reference_or_a_case(
    office: Office, supervisor: Browser, case_id: str, person: str
) -> None:
    page = supervisor.does("/people", {"person": case_id if person == "case" else person})
    assert "Why this person was called" in page
    assert "No call was placed" in page
    assert "Augusta" not in page
    assert office.trail("case_explained") == ["ben"]


def test_a_number_stands_in_no_address(supervisor: Browser, case_id: str) -> None:
    assert supervisor.sends("/people", {"person": SPOKEN}).headers["Location"] == f"/cases/{case_id}"


def test_somebody_of_several_waves_is_told_with_all_of_them(office: Office, supervisor: Browser, case_id: str) -> None:
    other = office.survey.person(ADA)
    page = supervisor.is_refused("/people", {"person": SPOKEN})
    assert "2 cases have that" in page
    assert f"/cases/{case_id}" in page
    assert f"/cases/{other}" in page


def test_whoever_is_not_found_is_told_so(supervisor: Browser) -> None:
    assert "no case that is still kept" in supervisor.is_refused("/people", {"person": "nothing"})
    assert "no case of that id" in supervisor.looks_at("/cases/nothing", status=404)


def test_somebody_is_taken_out_for_a_reason(office: Office, supervisor: Browser, case_id: str) -> None:
    path, page = f"/cases/{case_id}/withdraw", f"/cases/{case_id}"
    assert "Please say why" in supervisor.is_refused(path, {"reason": ""}, page=page)
    assert "leave numbers out" in supervisor.does(path, {"reason": f"rang from {SPOKEN}"}, page=page)
    assert office.survey.case(case_id).state == "waiting"
    assert "Taken out" in supervisor.does(path, {"reason": "asked by the police"}, page=page)
    assert office.survey.case(case_id).closed_for == "taken_out"


def test_what_is_held_is_shown_once_asked_for_and_that_it_was_seen_is_kept(
    office: Office, supervisor: Browser, case_id: str
) -> None:
    sealed = office.survey.parts.vault.seal(
        office.survey.key_id, case_id, Person("Augusta", (ADA,), "CR/17", {"offence": "burglary"})
    )
    office.survey.change(Contact, case_id, sealed=sealed)
    with office.survey.changing() as session:
        factories.answer(session, case_id, "contact", 3)
    assert "Augusta" not in supervisor.looks_at("/people/held")
    page = supervisor.is_refused("/people/held", {"number": SPOKEN})
    for shown in ("Augusta", ADA.e164, "CR/17", "burglary", "contact"):
        assert shown in page
    assert office.trail("contact_viewed") == ["ben"]
    assert "No contact is kept" in supervisor.is_refused("/people/held", {"number": "07700 900777"})


def test_somebody_is_erased_by_a_typed_word_and_a_fresh_password(
    office: Office, supervisor: Browser, case_id: str
) -> None:
    assert "Please type erase" in supervisor.is_refused("/people/erase", {"number": SPOKEN, "word": "yes"})
    office.staff.wall_clock.pass_(seconds=PROVED_FOR.total_seconds() + 1)
    asked = supervisor.sends("/people/erase", {"number": SPOKEN, "word": "erase"}, page="/people")
    assert asked.headers["Location"].startswith("/prove")
    supervisor.does(asked.headers["Location"], {"password": PASSWORD})
    assert "Erased: 1 cases" in supervisor.does("/people/erase", {"number": SPOKEN, "word": "erase"})
    assert office.survey.case(case_id).closed_for == "taken_out"
    assert "No contact is kept" in supervisor.is_refused("/people/held", {"number": SPOKEN})
