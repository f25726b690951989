"""Test calls from the page: by whoever may launch, with the password given a moment ago."""

from dataclasses import replace

import pytest

from tests import factories
from tests.calls.survey import settings
from tests.console.conftest import Browser, Office
from voicebot.fieldwork.trial_calls import end
from voicebot.front.desk import EXTENSION
from voicebot.staff.sessions import PROVED_FOR
from voicebot.store.engine import transaction
from voicebot.store.tables import TrialCall

FORM = {"words": "user-satisfaction pl-PL", "number": "07700 900999"}


@pytest.fixture
def ready(office: Office) -> None:
    """A rehearsal, which lacks nothing that a launch needs."""
    desk = office.app.extensions[EXTENSION]
    rehearsal = settings(TWILIO_API_BASE_URL="http://127.0.0.1:4010")
    office.app.extensions[EXTENSION] = replace(desk, settings=rehearsal)


@pytest.mark.usefixtures("ready")
def test_a_supervisor_rings_a_telephone_and_sees_how_it_ends(office: Office, supervisor: Browser) -> None:
    assert "None just now" in supervisor.looks_at("/test-calls?flow=user-satisfaction&language=pl-PL")
    page = supervisor.does("/test-calls", FORM)
    assert "The telephone rings in a moment" in page
    assert "Waits for a dialler" in page
    with transaction(office.survey.engine) as session:
        end(session.query(TrialCall).one(), factories.NOON, "it would count as complete")
    page = supervisor.looks_at("/test-calls/live")
    assert "Over: it would count as complete." in page
    assert "900999" not in page
    assert office.trail("test_call") == ["ben"]


@pytest.mark.usefixtures("ready")
def test_what_can_not_be_rung_is_told_on_the_form(office: Office, supervisor: Browser) -> None:
    assert "number" in supervisor.is_refused("/test-calls", {**FORM, "number": "12"})
    office.survey.person(factories.number(7))
    refused = supervisor.is_refused("/test-calls", {**FORM, "number": "07700 900007"})
    assert "can&#39;t be used for a test call" in refused
    assert "Please give the number" in supervisor.is_refused("/test-calls", {**FORM, "number": ""})


def test_what_the_settings_lack_is_told(supervisor: Browser) -> None:
    assert "VOICEBOT_HELPLINE: is not set" in supervisor.is_refused("/test-calls", FORM)


def test_the_password_is_asked_for_again_before_a_telephone_is_rung(office: Office, supervisor: Browser) -> None:
    office.staff.wall_clock.pass_(seconds=PROVED_FOR.total_seconds() + 1)
    assert supervisor.sends("/test-calls", FORM).headers["Location"] == "/prove?next=/test-calls"
    assert office.trail("test_call") == []


def test_whoever_may_not_launch_may_not_ring(researcher: Browser) -> None:
    researcher.looks_at("/test-calls", status=403)
    assert researcher.sends("/test-calls", FORM, page="/phone").status_code == 403
    assert "Ring a real telephone" not in researcher.looks_at("/questionnaires")
