"""Batches in a browser: dry run, two people, launch, watching, pausing; and stopping everything."""

from dataclasses import replace

import pytest

from tests import factories
from tests.calls.survey import settings
from tests.console.conftest import Browser, Office
from voicebot.console.access import BY_ITSELF
from voicebot.console.words import ended
from voicebot.fieldwork.rules import WaveRules
from voicebot.front.desk import EXTENSION
from voicebot.outcomes import Result
from voicebot.staff.permissions import Role
from voicebot.store.engine import reading
from voicebot.store.states import BatchState
from voicebot.store.tables import Batch, Wave

_SURE = {"sure": "y"}


@pytest.fixture
def wave(office: Office) -> str:
    """A wave of a rehearsal with three people who are in no batch."""
    survey, app = office.survey, office.app
    rehearsal = settings(TWILIO_API_BASE_URL="http://127.0.0.1:9")
    app.extensions[EXTENSION] = replace(app.extensions[EXTENSION], settings=rehearsal)
    for _ in range(3):
        survey.person(batch_id=None, due_at=None)
    survey.change(Batch, survey.batch_id, state=BatchState.STOPPED)
    with reading(survey.engine) as session:
        return session.get_one(Wave, survey.wave_id).name


def _made(browser: Browser, wave: str, size: object = "") -> str:
    """The path of a new batch."""
    answer = browser.sends(f"/waves/{wave}/batches/new", {"size": size})
    assert answer.status_code == 302, answer.text
    return answer.headers["Location"]


def _running(supervisor: Browser, wave: str, **launch: object) -> str:
    batch = _made(supervisor, wave)
    supervisor.does(f"{batch}/approve", page=batch)
    supervisor.does(f"{batch}/launch", _SURE | launch, page=batch)
    return batch


def test_a_batch_is_made_approved_and_launched_each_with_what_it_takes(
    wave: str, researcher: Browser, supervisor: Browser, office: Office
) -> None:
    batch = _made(researcher, wave, size=2)
    page = researcher.looks_at(batch)
    assert "Dry run" in page
    assert "A supervisor reads" in page
    assert "Approved. It can be launched now." in supervisor.does(f"{batch}/approve", page=batch)
    assert "tick the box" in supervisor.is_refused(f"{batch}/launch", page=batch)
    assert office.trail("batch_launched") == []
    page = supervisor.does(f"{batch}/launch", _SURE | {"first": 1}, page=batch)
    assert "Pauses for review after" in page
    assert "No call has ended yet" in page
    assert (office.trail("batch_approved"), office.trail("batch_launched")) == (["ben"], ["ben"])
    assert researcher.sends(f"{batch}/launch", _SURE, page=batch).status_code == 403


def test_where_two_people_are_wanted_whoever_made_it_is_told_so(wave: str, supervisor: Browser, office: Office) -> None:
    office.survey.change(Wave, office.survey.wave_id, rules=WaveRules(second_person=True).to_json())
    batch = _made(supervisor, wave)
    assert "This wave wants two people" in supervisor.looks_at(batch)
    assert "wants two persons" in supervisor.does(f"{batch}/approve", page=batch)
    other = office.signed_in("cleo", Role.SUPERVISOR)
    assert "Approved" in other.does(f"{batch}/approve", page=batch)


def test_what_the_settings_lack_is_said_before_anybody_launches(wave: str, supervisor: Browser, office: Office) -> None:
    office.app.extensions[EXTENSION] = replace(office.app.extensions[EXTENSION], settings=settings())
    batch = _made(supervisor, wave)
    page = supervisor.does(f"{batch}/approve", page=batch)
    assert "can't be launched before this is set" in page
    assert "VOICEBOT_AGENCY_NAME" in page
    assert "the launch is refused" in supervisor.does(f"{batch}/launch", _SURE, page=batch)


def test_a_running_batch_is_watched_in_counts_and_words(wave: str, supervisor: Browser, office: Office) -> None:
    batch = _running(supervisor, wave)
    survey, batch_id = office.survey, batch.rpartition("/")[2]
    case_id = survey.person(batch_id=batch_id, state="closed")
    with survey.changing() as session:
        for nth, result in enumerate((Result.HUNG_UP_BEFORE, Result.COMPLETE), 1):
            factories.attempt(
                session,
                case_id=case_id,
                batch_id=batch_id,
                ordinal=nth,
                state="settled",
                result=result,
                error="busy 486",
            )
    fragment = supervisor.looks_at(f"{batch}/live")
    assert "<html" not in fragment
    assert 'data-news="Running. 20% of the people are done with."' in fragment
    assert "1 of 4 people are done with." in fragment
    assert ended(Result.HUNG_UP_BEFORE) in fragment
    assert "busy 486" in fragment
    assert "Time to the end, about" in fragment


def test_a_page_that_updates_itself_is_told_plainly_that_nobody_is_signed_in(wave: str, office: Office) -> None:
    live = f"/batches/{office.survey.batch_id}/live"
    answer = office.browser().client.get(live, headers={"X-Requested-With": BY_ITSELF})
    assert answer.status_code == 401


def test_a_batch_is_paused_with_a_reason_resumed_and_stopped_for_good(
    wave: str, researcher: Browser, supervisor: Browser, office: Office
) -> None:
    batch = _running(supervisor, wave)
    assert "Please say why" in researcher.is_refused(f"{batch}/pause", {"reason": ""}, page=batch)
    assert "leave numbers out" in researcher.does(f"{batch}/pause", {"reason": "07700 900001 rang"}, page=batch)
    assert "a complaint came in" in researcher.does(f"{batch}/pause", {"reason": "a complaint came in"}, page=batch)
    assert "Resume" not in researcher.looks_at(batch)
    assert "It goes on." in supervisor.does(f"{batch}/resume", page=batch)
    assert "Stopped for good" in researcher.does(f"{batch}/stop", page=batch)
    assert "only one that is" in supervisor.does(f"{batch}/stop", page=f"/waves/{wave}/batches/new")
    assert office.trail("batch_paused") == ["ada"]


@pytest.mark.parametrize(("form", "ends"), [({}, ["cancel"]), ({"at_once": "yes"}, ["hang_up", "hang_up"])])
def test_everything_is_stopped_in_either_way_by_one_button(
    form: dict[str, object], ends: list[str], wave: str, supervisor: Browser, administrator: Browser, office: Office
) -> None:
    batch = _running(supervisor, wave)
    ringing, talking = (office.survey.person(batch_id=batch.rpartition("/")[2]) for _ in range(2))
    lines = [office.survey.rings(ringing), office.survey.rings(talking, answered_at=factories.NOON)]
    assert "One batch is paused" in administrator.does("/stop-all", form)
    assert sorted(kind for line in lines for kind in office.survey.errands(line)) == ends
    assert office.trail("stopped_all") == ["eva"]
    assert "everything was stopped by staff" in supervisor.looks_at(batch)


def test_a_batch_that_is_not_there_is_not_found(researcher: Browser) -> None:
    assert "no batch of that id" in researcher.looks_at("/batches/nothing", status=404)


def test_every_way_in_which_a_call_ends_has_words() -> None:
    assert len({ended(result) for result in Result}) == len(Result)
