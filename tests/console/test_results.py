"""The results of a wave on a page, and the files that are had of it."""

import re
import shutil
from pathlib import Path

import pytest
from sqlalchemy import inspect

from tests.console.conftest import Browser, Office
from tests.factories import NOON
from tests.fieldwork.office import StoppedClock
from tests.office.conftest import PASSWORD
from tests.reporting.synthetic import SyntheticWave
from voicebot.fieldwork.rules import WaveRules
from voicebot.fieldwork.waves import find_wave
from voicebot.reporting.publishing import publish
from voicebot.staff.permissions import Role
from voicebot.staff.sessions import PROVED_FOR
from voicebot.store import published
from voicebot.store.engine import make_engine, reading, transaction
from voicebot.store.tables import PublishedTables

WAVE = SyntheticWave(cases=200)
PAGE = f"/waves/{WAVE.name}/results"


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory, _sqlite_template: Path) -> PublishedTables:
    """What a release of the wave keeps: worked out once, since that takes a second."""
    engine = make_engine(f"sqlite:///{shutil.copy(_sqlite_template, tmp_path_factory.mktemp('wave') / 'voicebot.db')}")
    with transaction(engine) as session:
        WAVE.keep(session)
    publish(engine, StoppedClock(NOON), WAVE.name, "ada")
    with reading(engine) as session:
        (kept,) = published.releases(session, find_wave(session, WAVE.name).id)
    engine.dispose()
    return kept


@pytest.fixture
def finished(office: Office) -> Office:
    """A wave that was called to its end, of which nothing was released."""
    with office.survey.changing() as session:
        WAVE.keep(session)
    return office


@pytest.fixture
def released(finished: Office, release: PublishedTables) -> Browser:
    """The browser of a researcher, after its figures were released."""
    with finished.survey.changing() as session:
        copied = {column.key: getattr(release, column.key) for column in inspect(PublishedTables).columns}
        wave_id = find_wave(session, WAVE.name).id
        session.add(PublishedTables(**copied | {"wave_id": wave_id}))
    return finished.signed_in("ada", Role.RESEARCHER)


def test_a_wave_with_too_few_interviews_says_how_many_it_takes(researcher: Browser, office: Office) -> None:
    with office.survey.changing() as session:
        SyntheticWave(cases=40).keep(session)
    assert "Nothing is released yet" in researcher.looks_at(PAGE)
    assert "more are needed" in researcher.does(PAGE, page=PAGE)


def test_a_researcher_releases_the_figures_of_a_wave(finished: Office) -> None:
    browser = finished.signed_in("ada", Role.RESEARCHER)
    assert "Shown is release 1" in browser.does(PAGE, page=PAGE)
    assert finished.trail("tables_released") == ["ada"]


def test_released_figures_are_shown_with_what_they_rest_on_and_as_pictures(released: Browser) -> None:
    page = released.looks_at(PAGE)
    assert "satisfied, taking everything together" in page
    assert "95 % interval" in page
    assert "† fewer than 100 people" in page
    assert page.count("<svg") > 5
    assert "style=" not in page  # what the policy of these pages would block


def test_an_auditor_reads_results_but_releases_none_and_gets_no_cases(finished: Office) -> None:
    browser = finished.signed_in("max", Role.AUDITOR)
    assert "Release the figures" not in browser.looks_at(PAGE)
    assert browser.sends(PAGE, page="/waves").status_code == 403
    assert browser.sends(f"/waves/{WAVE.name}/cases", {"file": "csv.csv"}, page="/waves").status_code == 403


def test_the_report_is_one_file_to_keep(released: Browser) -> None:
    answer = released.client.get(f"/waves/{WAVE.name}/report")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{WAVE.name}.html"'
    assert "<!doctype html>" in answer.text


@pytest.mark.parametrize("file", ["tables.csv", "codebook.json", "ddi.xml"])
def test_files_without_cases_are_had_without_a_reason(released: Browser, file: str, finished: Office) -> None:
    answer = released.sends(f"/waves/{WAVE.name}/files", {"file": file}, page=PAGE)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert finished.trail("exported") == ["ada"]


def test_cases_are_had_for_a_reason_and_a_password_just_given(released: Browser, finished: Office) -> None:
    path = f"/waves/{WAVE.name}/cases"
    assert "say what it is needed for" in released.does(path, {"file": "csv.csv"}, page=PAGE)
    wanted = {"file": "csv.csv", "reason": "yearly analysis"}
    answer = released.sends(path, wanted, page=PAGE)
    assert answer.data.count(b"\n") == WAVE.cases + 1
    finished.staff.wall_clock.pass_(seconds=PROVED_FOR.total_seconds() + 1)
    again = released.sends(path, wanted, page=PAGE)
    assert again.headers["Location"].startswith("/prove")
    assert f"Results of {WAVE.name}" in released.does(again.headers["Location"], {"password": PASSWORD})
    assert finished.trail("exported") == ["ada"]


def test_where_two_persons_are_wanted_a_file_of_cases_is_approved_by_a_supervisor_first(
    released: Browser, finished: Office
) -> None:
    with finished.survey.changing() as session:
        find_wave(session, WAVE.name).rules = WaveRules(second_person=True).to_json()
    path, wanted = f"/waves/{WAVE.name}/cases", {"file": "csv.csv", "reason": "yearly analysis"}
    page = released.does(path, wanted, page=PAGE)
    assert "wants two persons" in page
    assert "Somebody else has to approve it." in page
    assert f'action="{path}/approve"' not in page
    supervisor = finished.signed_in("ben", Role.SUPERVISOR)
    (request,) = re.findall(r'name="request" value="(\w+)"', supervisor.looks_at(PAGE))
    assert "Approved by ben." in supervisor.does(f"{path}/approve", {"request": request}, page=PAGE)
    assert "approved already" in supervisor.does(f"{path}/approve", {"request": request}, page=PAGE)
    assert released.sends(path, wanted, page=PAGE).mimetype == "text/csv"
    assert finished.trail("exported") == ["ada"]
