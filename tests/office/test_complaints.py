"""Complaints: what they hold, pause and keep."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine, update

from tests import factories
from tests.fieldwork.exchange import Exchange
from tests.fieldwork.office import Office, StoppedClock
from voicebot.errors import BadInput, NotFound, Refused
from voicebot.fieldwork import destroying, subject_access
from voicebot.office import complaints
from voicebot.office.complaints import Action, Category, Details, Ending, Summary
from voicebot.outcomes import Result
from voicebot.privacy import audit
from voicebot.privacy.keystore import KeyStore
from voicebot.privacy.vault import SealBroken
from voicebot.store.engine import reading, transaction
from voicebot.store.tables import Complaint, Errand

NOTE = "Rang while she was at work; wants a call back from the supervisor."


@pytest.fixture
def office(engine: Engine, keys: KeyStore) -> Office:
    clock = StoppedClock(factories.NOON)
    return Office(engine, clock, keys, Exchange(clock))


def complains(office: Office, case_id: str, category: Category = Category.TOO_OFTEN, **given: object) -> Summary:
    about = {"case_id": case_id, "category": category, "serious": False, "note": "", "who": "ben"}
    return complaints.open_complaint(office.engine, office.clock, office.vault, **about | given)


def closes(office: Office, complaint: Summary, ending: Ending = Ending.RELEASED) -> Summary:
    return complaints.close_complaint(
        office.engine, office.clock, complaint_id=complaint.id, action=Action.APOLOGISED, ending=ending, who="ben"
    )


def reads(office: Office, complaint: Summary) -> Details:
    return complaints.read_complaint(office.engine, office.clock, office.vault, complaint_id=complaint.id, who="ben")


def one_person(office: Office) -> tuple[str, str]:
    """The only person of a running batch, and the batch."""
    wave = office.wave()
    return office.person(wave, factories.number()), office.launch(wave)


def test_nobody_is_called_for_a_case_while_a_complaint_about_it_is_open(office: Office) -> None:
    case_id, _ = one_person(office)
    complaint = complains(office, case_id)
    assert office.claim() is None
    assert office.case(case_id).state == "waiting"
    closes(office, complaint)
    claimed = office.claim()
    assert claimed is not None
    assert claimed.case_id == case_id


def test_the_others_of_the_batch_are_called_meanwhile(office: Office) -> None:
    wave = office.wave()
    held, other = (office.person(wave, factories.number(nth)) for nth in range(2))
    office.launch(wave)
    complains(office, held)
    assert office.call().case_id == other
    assert office.claim() is None


def test_a_held_case_is_nothing_that_the_dialler_waits_for(office: Office) -> None:
    case_id, batch_id = one_person(office)
    complains(office, case_id)
    assert office.dialler().next_due() is None
    assert office.batch(batch_id).state == "running"


def test_a_case_of_which_the_call_ends_meanwhile_stays_held(office: Office) -> None:
    case_id, _ = one_person(office)
    attempt = office.call()
    complains(office, case_id)
    office.ends(attempt.id, "no-answer")
    due_at = office.case(case_id).due_at
    assert due_at is not None
    office.clock.move_to(due_at)
    assert office.claim() is None


def test_a_call_that_nobody_answered_yet_is_cancelled(office: Office) -> None:
    case_id, _ = one_person(office)
    attempt = office.call()
    complains(office, case_id)
    with reading(office.engine) as session:
        assert [one.kind for one in session.query(Errand).filter_by(attempt_id=attempt.id)] == ["cancel"]


def test_a_claim_at_the_same_moment_is_either_not_made_or_cancelled(office: Office) -> None:
    wave = office.wave()
    people = [office.person(wave, factories.number(nth)) for nth in range(12)]
    office.launch(wave)
    with ThreadPoolExecutor(2) as at_once:
        claiming = at_once.submit(lambda: [office.claim() for _ in people])
        for case_id in people:
            complains(office, case_id)
        claimed = [one.attempt_id for one in claiming.result() if one is not None]
    with reading(office.engine) as session:
        assert {one.attempt_id for one in session.query(Errand).filter_by(kind="cancel")} == set(claimed)


def test_two_complaints_about_a_case_hold_it_until_both_are_closed(office: Office) -> None:
    case_id, _ = one_person(office)
    first, second = complains(office, case_id), complains(office, case_id, Category.DISTRESS)
    closes(office, first)
    assert office.claim() is None
    closes(office, second)
    assert office.claim() is not None


def test_a_complaint_may_end_with_the_case_closed_for_good(office: Office) -> None:
    case_id, _ = one_person(office)
    closes(office, complains(office, case_id), Ending.WITHDRAWN)
    assert (office.case(case_id).state, office.case(case_id).closed_for) == ("closed", Result.TAKEN_OUT)
    assert office.claim() is None


@pytest.mark.parametrize(
    ("category", "serious", "state"),
    [
        (Category.TOO_OFTEN, False, "running"),
        (Category.TOO_OFTEN, True, "paused"),
        (Category.AFTER_OPT_OUT, False, "paused"),
        (Category.OFFENDER_PRESENT, False, "paused"),
    ],
)
def test_a_serious_complaint_pauses_the_batch(office: Office, category: Category, serious: bool, state: str) -> None:
    case_id, batch_id = one_person(office)
    complains(office, case_id, category, serious=serious)
    assert office.batch(batch_id).state == state


def test_a_complaint_is_closed_once(office: Office) -> None:
    case_id, _ = one_person(office)
    complaint = closes(office, complains(office, case_id))
    assert (complaint.action, complaint.ending, complaint.closed_by) == (Action.APOLOGISED, Ending.RELEASED, "ben")
    with pytest.raises(Refused, match="closed already"):
        closes(office, complaint)


def test_what_is_not_there_is_not_found_and_what_is_too_long_is_not_kept(office: Office) -> None:
    with pytest.raises(NotFound, match="no case"):
        complains(office, "nothing")
    case_id, _ = one_person(office)
    with pytest.raises(BadInput, match="at most 500"):
        complains(office, case_id, note="x" * 501)


def test_open_complaints_are_listed_the_serious_first(office: Office) -> None:
    case_id, _ = one_person(office)
    later = [complains(office, case_id, category) for category in (Category.OUT_OF_HOURS, Category.OTHER)]
    closed = closes(office, complains(office, case_id))
    with reading(office.engine) as session:
        assert [one.id for one in complaints.list_complaints(session, is_open=True)] == [one.id for one in later]
        assert [one.id for one in complaints.list_complaints(session, is_open=False)] == [closed.id]


def test_a_note_is_sealed_for_its_complaint_and_whoever_reads_it_is_kept_in_the_trail(office: Office) -> None:
    case_id, _ = one_person(office)
    complaint, other = complains(office, case_id, note=NOTE), complains(office, case_id, note="other")
    assert reads(office, complaint).note == NOTE
    assert NOTE not in repr(reads(office, complaint))
    with transaction(office.engine) as session:
        kept = session.get_one(Complaint, complaint.id).note
        assert NOTE.encode() not in (kept or b"")
        session.execute(update(Complaint).where(Complaint.id == other.id).values(note=kept))
        assert {entry.who for entry in audit.entries(session, action="complaint_read")} == {"ben"}
    with pytest.raises(SealBroken):
        reads(office, other)


def test_the_trail_tells_of_a_complaint_without_its_note(office: Office) -> None:
    case_id, _ = one_person(office)
    closes(office, complains(office, case_id, note=NOTE))
    with reading(office.engine) as session:
        entries = audit.entries(session, limit=2)
    assert [entry.action for entry in entries] == ["complaint_closed", "complaint_opened"]
    assert NOTE not in str(entries)


def test_a_note_goes_with_the_person_who_is_erased_and_with_the_wave(office: Office) -> None:
    wave = office.wave()
    erased, other = (office.person(wave, factories.number(nth)) for nth in range(2))
    made = [complains(office, case_id, note=NOTE) for case_id in (erased, other)]
    held = subject_access.what_is_held(
        office.engine, office.clock, office.vault, office.prints, number=factories.number(), who="ben"
    )
    assert [(one.category, one.note) for one in held.cases[0].complaints] == [("too_often", NOTE)]
    subject_access.erase(office.engine, office.clock, office.prints, number=factories.number(), who="ben")
    assert [reads(office, one).note for one in made] == ["", NOTE]
    destroying.destroy_wave(office.engine, office.clock, office.keys, name=wave, who="ben")
    assert reads(office, made[1]).note == ""
    assert destroying.what_is_left(office.engine, office.keys, name=wave) == []
    with pytest.raises(Refused, match="destroyed"):
        complains(office, other)
