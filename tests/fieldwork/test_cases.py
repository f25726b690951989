from sqlalchemy import select

from tests.factories import NOON, number
from voicebot.fieldwork import cases
from voicebot.outcomes import Result
from voicebot.store.engine import transaction
from voicebot.store.tables import Case, Errand


def test_a_closed_case_stays_closed_and_keeps_its_first_reason(office):
    case_id = office.person(office.wave(), number())
    with transaction(office.engine) as session:
        cases.close(session, case_id, Result.EXCLUDED)
        cases.close(session, case_id, Result.COMPLETE)
        cases.go_on(session, [session.get_one(Case, case_id)], NOON)
    case = office.case(case_id)
    assert (case.state, case.closed_for, case.due_at) == ("closed", "excluded", None)


def test_a_case_goes_on_by_the_rules_of_its_wave(office):
    office.running_batch()
    attempt = office.call()
    office.ends(attempt.id, "no-answer")
    case = office.case(attempt.case_id)
    assert (case.state, case.due_at) == ("waiting", NOON.replace(day=26, hour=17))


def test_a_case_whose_person_has_answered_is_closed(office):
    office.running_batch()
    attempt = office.call()
    office.ends(attempt.id, "completed")
    assert office.case(attempt.case_id).closed_for == "complete"


def test_calling_off_a_number_closes_every_case_that_has_it_and_cancels_what_rings(office):
    wave = office.wave()
    ringing = office.person(wave, number(0), number(1), due_at=NOON)
    waiting = office.person(wave, number(2), number(1))
    other = office.person(wave, number(3))
    office.launch(wave)
    attempt = office.call()
    assert attempt.case_id == ringing
    with transaction(office.engine) as session:
        assert cases.call_off(session, [office.prints.of(number(1))], office.clock.now()) == 2
    assert [office.case(case_id).state for case_id in (ringing, waiting, other)] == ["closed", "closed", "waiting"]
    with transaction(office.engine) as session:
        errand = session.scalars(select(Errand)).one()
    assert (errand.kind, errand.attempt_id) == ("cancel", attempt.id)


def test_nothing_follows_a_call_whose_case_was_called_off_meanwhile(office):
    office.running_batch()
    attempt = office.call()
    with transaction(office.engine) as session:
        cases.call_off(session, [office.prints.of(number(0))], office.clock.now())
    office.ends(attempt.id, "no-answer")
    assert office.case(attempt.case_id).closed_for == "excluded"
