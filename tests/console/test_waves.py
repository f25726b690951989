"""Waves in a browser: making one, seeing where it stands, stopping it at once, and destroying its contacts."""

import io
import json

import pytest

from tests import factories
from tests.console.conftest import Browser, Office
from tests.office.conftest import PASSWORD
from voicebot.outcomes import Result
from voicebot.privacy.certificate import is_genuine
from voicebot.staff.sessions import PROVED_FOR
from voicebot.store.engine import reading
from voicebot.store.states import BatchState
from voicebot.store.tables import Batch, Wave


@pytest.fixture
def wave(office: Office) -> str:
    """The name of a wave with somebody who was called; its batch is over."""
    survey = office.survey
    case_id = survey.person(first_name="Zuleika", state="closed", due_at=None)
    with survey.changing() as session:
        factories.attempt(
            session, case_id=case_id, batch_id=survey.batch_id, state="settled", rang=True, result=Result.NO_ANSWER
        )
        session.get_one(Batch, survey.batch_id).state = BatchState.FINISHED
        return session.get_one(Wave, survey.wave_id).name


def _state(office: Office) -> str:
    with reading(office.survey.engine) as session:
        return session.get_one(Wave, office.survey.wave_id).state


def test_a_wave_is_made_with_rules_of_its_own(researcher: Browser, office: Office) -> None:
    rules = (io.BytesIO(b"calling:\n  last_day: 2026-12-20\n"), "rules.yaml")
    page = researcher.does("/waves/new", {"name": "autumn", "flow": "user-satisfaction", "rules": rules})
    assert "Sun 20 Dec 2026" in page
    assert "No sample is drawn yet" in page
    assert "No batch yet" in page
    assert office.trail("wave_created") == ["ada"]
    assert "autumn" in researcher.looks_at("/waves")


def test_a_wave_that_can_not_be_made_says_why_on_the_form_and_keeps_what_was_typed(researcher: Browser) -> None:
    form = {"name": "autumn", "flow": "user-satisfaction"}
    bad_rules = (io.BytesIO(b"calling:\n  attempts: 50\n"), "rules.yaml")
    page = researcher.is_refused("/waves/new", form | {"rules": bad_rules})
    assert "attempts" in page
    assert 'value="autumn"' in page
    researcher.does("/waves/new", form)
    assert "there is a wave called autumn already" in researcher.is_refused("/waves/new", form)


def test_the_page_of_a_wave_shows_how_it_stands(wave: str, auditor: Browser) -> None:
    page = auditor.looks_at(f"/waves/{wave}")
    assert "From incidents to interviews" in page
    assert "no answer" in page
    assert "Contacts are destroyed on" in page
    assert f'href="/waves/{wave}/results"' in page
    assert "Make a batch" not in page


def test_a_wave_that_is_not_there_is_not_found(researcher: Browser) -> None:
    for page in ("", "/sample", "/sample/draw", "/sample/refresh", "/incident", "/certificate"):
        assert "no wave called spring" in researcher.looks_at(f"/waves/spring{page}", status=404)


def test_a_wave_is_frozen_at_once_with_a_reason_and_unfrozen(wave: str, supervisor: Browser, office: Office) -> None:
    freeze = f"/waves/{wave}/freeze"
    assert "leave numbers out" in supervisor.is_refused(freeze, {"reason": "07700 900001 should not be on it"})
    assert "Nobody is called for it" not in supervisor.looks_at(f"/waves/{wave}")
    assert "The wave is frozen" in supervisor.does(freeze, {"reason": "the wrong file"})
    assert _state(office) == "frozen"
    supervisor.does(f"/waves/{wave}/unfreeze", page=f"/waves/{wave}")
    assert _state(office) == "open"
    assert office.trail("wave_frozen") == office.trail("wave_unfrozen") == ["ben"]


def test_everybody_sees_how_far_calls_got_and_only_supervisors_who_was_called(
    wave: str, researcher: Browser, supervisor: Browser, office: Office
) -> None:
    page, people = f"/waves/{wave}/incident", f"/waves/{wave}/incident/people"
    assert "rang, nobody answered" in researcher.looks_at(page)
    assert "Show who they are" not in researcher.looks_at(page)
    assert researcher.sends(people, page="/stop-all").status_code == 403
    assert "Zuleika" not in supervisor.looks_at(page)
    assert office.trail("incident_reported") == []
    shown = supervisor.sends(people, page=page).text
    assert "Zuleika" in shown
    assert "+447700900" in shown
    assert office.trail("incident_reported") == ["ben"]


def test_contacts_are_destroyed_by_a_fresh_password_and_the_typed_name_and_certified(
    wave: str, supervisor: Browser, office: Office
) -> None:
    destroy = f"/waves/{wave}/destroy"
    office.staff.wall_clock.pass_(seconds=PROVED_FOR.total_seconds() + 1)
    assert "Your password once more" in supervisor.looks_at(destroy)
    assert "This can't be undone" in supervisor.does(f"/prove?next={destroy}", {"password": PASSWORD})

    assert "nothing is destroyed" in supervisor.is_refused(destroy, {"name": "another"})
    assert _state(office) == "open"
    page = supervisor.does(destroy, {"name": wave})
    assert "certificate of destruction" in page
    assert "it was changed" not in page
    assert _state(office) == "destroyed"

    told = json.loads(supervisor.looks_at(f"/waves/{wave}/certificate.json"))
    document = json.dumps(told["document"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert is_genuine(document, told["signature"], told["public_key"])
    assert "contacts of this wave were destroyed" in supervisor.looks_at(f"/waves/{wave}")


def test_researchers_can_neither_freeze_nor_destroy(wave: str, researcher: Browser) -> None:
    for act in ("freeze", "destroy"):
        researcher.looks_at(f"/waves/{wave}/{act}", status=403)
    assert "Destroy" not in researcher.looks_at(f"/waves/{wave}")
