"""The day sheet as a page."""

from tests import factories
from tests.console.conftest import Browser, Office
from voicebot.staff.permissions import Role


def test_the_sheet_tells_what_was_done_and_what_waits(office: Office, researcher: Browser) -> None:
    survey = office.survey
    for columns in ({"result": "complete"}, {"state": "uncertain"}):
        case_id = survey.person()
        with survey.changing() as session:
            factories.attempt(session, case_id=case_id, batch_id=survey.batch_id, price="-0.10", **columns)
    researcher.does("/complaints/new", {"person": case_id, "wave": "", "category": "out_of_hours"})
    page = researcher.looks_at("/day")
    for told in (
        "Wed 25 Nov 2026",
        "Calls that may have been placed",
        "£0.20",
        "Interview, complete",
        "a serious complaint",
    ):
        assert told in page
    assert "No call was placed" in researcher.looks_at("/day?on=2026-11-24")


def test_a_day_that_is_none_shows_today(researcher: Browser) -> None:
    for on in ("nonsense", "0001-01-01", "9999-12-31", "2026-11-26"):
        assert "Day sheet, Wed 25 Nov 2026" in researcher.looks_at(f"/day?on={on}")


def test_a_note_is_read_by_the_next_shift(office: Office, researcher: Browser, supervisor: Browser) -> None:
    researcher.does("/day/notes", {"text": "Mind the <b>review</b>."}, page="/day")
    assert "Mind the &lt;b&gt;review&lt;/b&gt;." in supervisor.looks_at("/day")
    assert "leave numbers out" in researcher.is_refused("/day/notes", {"text": "ring 07700 900123"}, page="/day")


def test_whoever_changes_nothing_writes_no_notes_and_an_administrator_counts_no_complaints(office: Office) -> None:
    auditor, administrator = office.signed_in("max", Role.AUDITOR), office.signed_in("eva", Role.ADMINISTRATOR)
    assert "Put it on the sheet" not in auditor.looks_at("/day")
    assert "complaints" in auditor.looks_at("/day")
    assert "open now" not in administrator.looks_at("/day")
