"""An appointment from the claim's side: it comes first, it is kept once, and its batch waits for it."""

from datetime import timedelta

from tests import factories
from tests.factories import NOON
from voicebot.fieldwork import attempts, batches, cases
from voicebot.fieldwork.rules import CallingRules
from voicebot.fieldwork.slots import begins_at, open_slots
from voicebot.outcomes import Result
from voicebot.store.engine import transaction
from voicebot.store.tables import Attempt, Case

AT = NOON + timedelta(hours=3)


def put_off(office, attempt, at=AT):
    """The person asked for another time and chose this one; the call is settled."""
    with transaction(office.engine) as session:
        case = session.get_one(Case, attempt.case_id)
        row = session.get_one(Attempt, attempt.id)
        row.result, row.state, row.rang = Result.ANOTHER_TIME, "settled", True
        case.appointment_at = at
        cases.go_on(session, [case], office.clock.now())


def test_a_case_is_due_at_its_appointment_and_called_then_and_not_before(office):
    office.running_batch()
    attempt = office.call()
    put_off(office, attempt)
    assert office.case(attempt.case_id).due_at == AT
    office.clock.move_to(AT - timedelta(minutes=1))
    assert office.claim() is None
    office.clock.move_to(AT)
    assert office.claim().case_id == attempt.case_id


def test_an_appointment_comes_before_all_that_has_been_due_for_long(office):
    office.running_batch(people=5)
    attempt = office.call()
    put_off(office, attempt)
    office.clock.move_to(AT)
    assert office.claim().case_id == attempt.case_id


def test_an_appointment_that_was_missed_is_not_made_up_for_on_the_same_day(office):
    office.running_batch()
    attempt = office.call()
    put_off(office, attempt)
    office.clock.move_to(AT + timedelta(hours=1))
    assert office.claim() is None
    case = office.case(attempt.case_id)
    assert case.appointment_at is None
    assert case.due_at >= NOON + timedelta(days=1)


def test_an_appointment_that_nobody_answered_is_over(office):
    office.running_batch()
    put_off(office, office.call())
    office.clock.move_to(AT)
    attempt = office.call()
    office.ends(attempt.id, "no-answer")
    case = office.case(attempt.case_id)
    assert case.appointment_at is None
    assert case.due_at >= AT + timedelta(days=1)


def test_an_appointment_stands_when_the_provider_has_not_taken_the_call(office):
    office.running_batch()
    put_off(office, office.call())
    office.clock.move_to(AT)
    claimed = office.claim()
    with transaction(office.engine) as session:
        attempts.take_back(session, session.get_one(Attempt, claimed.attempt_id))
    assert office.claim().case_id == claimed.case_id


def test_a_batch_is_not_finished_while_an_appointment_is_to_be_kept(office):
    batch_id = office.running_batch()
    attempt = office.call()
    put_off(office, attempt, at=NOON + timedelta(days=2))
    assert batches.finish_done(office.engine, office.clock) == 0
    assert office.batch(batch_id).state == "running"


def test_a_person_on_the_phone_may_choose_among_the_open_times_unless_it_is_the_last_call(office):
    office.running_batch()
    attempt = office.call()
    with transaction(office.engine) as session:
        case = session.get_one(Case, attempt.case_id)
        offered = cases.open_slots(session, case, office.clock.now())
        assert [slot.hour for slot in offered] == [15, 18, 10, 14, 18, 10]
        for nth in range(4):
            factories.attempt(
                session, case_id=case.id, batch_id=attempt.batch_id, ordinal=nth + 2, state="settled",
                result="no_answer", rang=True,
            )  # fmt: skip
        assert cases.open_slots(session, case, office.clock.now()) == ()


def test_the_time_that_was_chosen_is_kept_with_the_case_and_goes_with_it(office):
    office.running_batch()
    attempt = office.call()
    slot = open_slots(CallingRules(), NOON)[1]
    with transaction(office.engine) as session:
        cases.appoint(session, attempt.case_id, slot)
    assert office.case(attempt.case_id).appointment_at == begins_at(slot)
    with transaction(office.engine) as session:
        cases.close(session, attempt.case_id, Result.OPTED_OUT)
    assert office.case(attempt.case_id).appointment_at is None
