"""Complaints on their pages."""

import re

import pytest

from tests import factories
from tests.console.conftest import Browser, Office
from voicebot.staff.permissions import Role
from voicebot.store.tables import Wave

NOTE = "Wants the supervisor to ring back."


@pytest.fixture
def case_id(office: Office) -> str:
    return office.survey.person(factories.number(1))


def _logs(browser: Browser, person: str, **given: object) -> str:
    """The page of the complaint that was logged."""
    answer = browser.sends("/complaints/new", {"person": person, "wave": "", "category": "too_often"} | given)
    assert answer.status_code == 302, answer.text
    return answer.headers["Location"]


def test_a_complaint_is_logged_by_number_and_closed_with_the_case_taken_out(
    office: Office, researcher: Browser, case_id: str
) -> None:
    page = _logs(researcher, "07700 900001", note=NOTE)
    assert NOTE in researcher.looks_at(page)
    assert office.survey.case(case_id).held
    assert "a complaint is open" in office.signed_in("ben", Role.SUPERVISOR).looks_at(f"/cases/{case_id}")
    assert office.survey.batch().state == "running"
    assert "Please choose one" in researcher.is_refused(f"{page}/close", {"action": "apologised"}, page=page)
    closed = researcher.does(f"{page}/close", {"action": "apologised", "ending": "withdrawn"}, page=page)
    assert "is taken out" in closed
    assert not office.survey.case(case_id).held
    assert office.survey.case(case_id).closed_for == "taken_out"
    assert office.trail("complaint_closed") == ["ada"]


def test_a_serious_one_pauses_the_batch_and_stands_first(office: Office, researcher: Browser, case_id: str) -> None:
    _logs(researcher, case_id)
    _logs(researcher, case_id, serious="y", category="distress")
    assert office.survey.batch().state == "paused"
    assert re.search(r"Distress.*Too often", researcher.looks_at("/complaints"), re.DOTALL)


def test_the_form_knows_the_case_that_it_was_opened_for(supervisor: Browser, case_id: str) -> None:
    assert f'value="{case_id}"' in supervisor.looks_at(f"/complaints/new?case={case_id}")


def test_somebody_of_two_waves_complains_about_one(office: Office, researcher: Browser, case_id: str) -> None:
    office.survey.person(factories.number(1))
    page = researcher.is_refused("/complaints/new", {"person": "07700 900001", "wave": "", "category": "other"})
    assert "2 cases have that: choose the wave" in page


def test_an_auditor_sees_complaints_but_neither_notes_nor_buttons(
    office: Office, researcher: Browser, auditor: Browser, case_id: str
) -> None:
    page = auditor.looks_at(_logs(researcher, case_id, note=NOTE))
    assert NOTE not in page
    assert "Close it" not in page
    assert office.trail("complaint_read") == []


def test_what_is_not_there_or_closed_already_is_told(office: Office, researcher: Browser, case_id: str) -> None:
    assert "no complaint of that id" in researcher.looks_at("/complaints/nothing", status=404)
    assert "no case that is still kept" in researcher.is_refused(
        "/complaints/new", {"person": "nobody", "wave": "", "category": "other"}
    )
    page = _logs(researcher, case_id)
    done = {"action": "explained", "ending": "released"}
    researcher.does(f"{page}/close", done, page=page)
    assert "closed already" in researcher.does(f"{page}/close", done, page=page)


def test_a_wave_that_is_chosen_is_looked_in(office: Office, researcher: Browser, case_id: str) -> None:
    with office.survey.changing() as session:
        name = session.get_one(Wave, office.survey.wave_id).name
    assert _logs(researcher, "07700 900001", wave=name)
