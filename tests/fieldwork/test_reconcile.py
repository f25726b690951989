from datetime import timedelta

import pytest

from tests.factories import number
from tests.fieldwork.exchange import Killed
from voicebot.errors import ProviderTryLater, ProviderUncertain
from voicebot.fieldwork import attempts
from voicebot.fieldwork.reconcile import next_look
from voicebot.store.engine import reading, transaction
from voicebot.store.tables import Attempt
from voicebot.telephony.status import CallStatus

UNCERTAIN = ProviderUncertain("gave no answer")


def lost_call(office, befalls="lose"):
    getattr(office.exchange, befalls)(UNCERTAIN)
    return office.call()


def test_an_uncertain_call_that_the_provider_lists_is_bound_and_its_status_noted(office, exchange):
    office.running_batch()
    attempt = lost_call(office)
    (sid,) = exchange.calls
    exchange.goes(sid, CallStatus.RINGING)
    office.clock.pass_(minutes=1)
    assert office.reconcile() == 1
    found = office.attempt(attempt.id)
    assert (found.state, found.sid, found.status, found.rang) == ("placed", sid, "ringing", True)


def test_an_uncertain_call_that_is_over_is_ended_with_what_the_provider_knows(office, exchange):
    office.running_batch()
    attempt = lost_call(office)
    (sid,) = exchange.calls
    office.clock.pass_(seconds=30)
    exchange.goes(sid, CallStatus.COMPLETED, seconds=17)
    ended_at = office.clock.now()
    office.clock.pass_(minutes=1)
    office.reconcile()
    found = office.attempt(attempt.id)
    assert (found.state, found.seconds, found.ended_at) == ("ended", 17, ended_at)


def test_an_uncertain_call_is_given_time_to_report_itself(office):
    office.running_batch()
    lost_call(office)
    assert office.reconcile() == 0


def test_an_uncertain_call_that_reports_itself_is_not_looked_for(office):
    office.running_batch()
    attempt = lost_call(office)
    with transaction(office.engine) as session:
        attempts.bind(session, session.get_one(Attempt, attempt.id), "CAwebhook")
    office.clock.pass_(minutes=1)
    office.reconcile()
    assert office.attempt(attempt.id).sid == "CAwebhook"


def test_a_call_not_found_in_ten_minutes_counts_as_an_attempt_with_unknown_result(office):
    office.running_batch()
    attempt = lost_call(office, "refuse")
    for _ in range(9):
        office.clock.pass_(minutes=1)
        office.reconcile()
        assert office.attempt(attempt.id).state == "uncertain"
    office.clock.pass_(minutes=1)
    office.reconcile()
    assert office.attempt(attempt.id).result == "unknown"
    office.settle()
    case = office.case(attempt.case_id)
    assert case.due_at >= attempt.claimed_at + timedelta(hours=24)


def test_the_call_of_somebody_else_is_not_taken_for_it(office):
    office.running_batch(2)
    office.call()
    attempt = lost_call(office, "refuse")
    office.clock.pass_(minutes=1)
    office.reconcile()
    assert office.attempt(attempt.id).state == "uncertain"


def test_an_earlier_call_to_the_same_number_is_not_taken_for_it(office, exchange):
    office.running_batch()
    earlier = office.call()
    exchange.goes(earlier.sid, CallStatus.NO_ANSWER)
    office.ends(earlier.id, "no-answer")
    with transaction(office.engine) as session:
        session.get_one(Attempt, earlier.id).sid = None  # as if its id had never been learnt
    office.clock.move_to(office.case(earlier.case_id).due_at)
    attempt = lost_call(office, "refuse")
    office.clock.pass_(minutes=1)
    office.reconcile()
    assert office.attempt(attempt.id).state == "uncertain"


def test_a_call_that_another_attempt_owns_is_not_taken_for_it(office):
    wave = office.wave()
    for _ in range(2):
        office.person(wave, number(0))
    office.launch(wave)
    owner, attempt = office.call(), lost_call(office, "refuse")
    office.clock.pass_(minutes=1)
    office.reconcile()
    assert (office.attempt(attempt.id).state, office.attempt(attempt.id).sid) == ("uncertain", None)
    assert office.attempt(owner.id).state == "placed"


def test_news_that_comes_in_while_the_list_is_read_goes_first(office, exchange):
    office.running_batch()
    attempt = lost_call(office)
    (sid,) = exchange.calls

    def reports_itself_meanwhile(_day):
        with transaction(office.engine) as session:
            attempts.bind(session, session.get_one(Attempt, attempt.id), sid)
        return iter(())

    exchange.placed_since = reports_itself_meanwhile
    office.clock.pass_(minutes=10)
    office.reconcile()
    assert (office.attempt(attempt.id).state, office.attempt(attempt.id).sid) == ("placed", sid)


def test_two_uncertain_calls_find_one_call_each(office, exchange):
    office.running_batch(2)
    lost = [lost_call(office), lost_call(office)]
    office.clock.pass_(minutes=1)
    office.reconcile()
    sids = [office.attempt(attempt.id).sid for attempt in lost]
    assert [exchange.calls[sid].to for sid in sids] == exchange.numbers_dialled
    assert set(exchange.numbers_dialled) == {number(0), number(1)}


@pytest.mark.parametrize("befalls", ["lose", "refuse"])
def test_a_claim_left_behind_by_a_crash_becomes_uncertain_after_a_minute(office, exchange, befalls):
    office.running_batch()
    getattr(exchange, befalls)(Killed())
    claimed = office.claim()
    with pytest.raises(Killed):
        office.place(claimed)
    office.clock.pass_(seconds=59)
    office.reconcile()
    assert office.attempt(claimed.attempt_id).state == "placing"
    office.clock.pass_(seconds=1)
    office.reconcile()
    found = office.attempt(claimed.attempt_id)
    assert (found.state, found.sid is None) == (("placed", False) if befalls == "lose" else ("uncertain", True))


def test_while_the_provider_can_t_be_asked_an_uncertain_call_stays_uncertain(office, exchange):
    office.running_batch()
    attempt = lost_call(office)
    exchange.unreachable = ProviderTryLater("down")
    office.clock.pass_(minutes=15)
    office.reconcile()
    assert office.attempt(attempt.id).state == "uncertain"
    exchange.unreachable = None
    office.clock.pass_(minutes=1)
    office.reconcile()
    assert office.attempt(attempt.id).state == "placed"


@pytest.mark.parametrize("lost", [True, False])
def test_nothing_hangs_in_the_air_for_more_than_ten_minutes_after_it_must_have_ended(office, exchange, lost):
    office.running_batch()
    attempt = lost_call(office) if lost else office.call()
    exchange.unreachable = ProviderTryLater("down")
    for _ in range(20 + 10 + 4):
        office.clock.pass_(minutes=1)
        office.reconcile()
    assert office.attempt(attempt.id).result == "unknown"


def test_a_call_without_news_is_asked_for(office, exchange):
    office.running_batch()
    attempt = office.call()
    exchange.goes(attempt.sid, CallStatus.NO_ANSWER)
    office.clock.pass_(minutes=2, seconds=59)
    assert office.reconcile() == 0
    office.clock.pass_(seconds=1)
    assert office.reconcile() == 1
    assert (office.attempt(attempt.id).state, office.attempt(attempt.id).status) == ("ended", "no-answer")


def test_a_long_conversation_is_asked_for_now_and_then_and_left_alone(office, exchange):
    office.running_batch()
    attempt = office.call()
    exchange.goes(attempt.sid, CallStatus.IN_PROGRESS)
    office.clock.pass_(minutes=3)
    assert [office.reconcile(), office.reconcile()] == [1, 0]
    assert office.attempt(attempt.id).state == "placed"


def test_a_call_that_the_provider_has_forgotten_counts_with_an_unknown_result(office, exchange):
    office.running_batch()
    attempt = office.call()
    exchange.calls.clear()
    office.clock.pass_(minutes=3)
    office.reconcile()
    assert office.attempt(attempt.id).result == "unknown"


def test_the_next_look_comes_when_the_first_attempt_needs_one(office):
    with reading(office.engine) as session:
        assert next_look(session) is None
    office.running_batch(2)
    placed = office.call()
    with reading(office.engine) as session:
        assert next_look(session) == placed.claimed_at + timedelta(minutes=3)
    uncertain = lost_call(office)
    with reading(office.engine) as session:
        assert next_look(session) == uncertain.claimed_at + timedelta(minutes=1)


def test_a_silent_provider_is_asked_about_one_call_a_round(office, exchange):
    """It takes ten seconds to say nothing; the other duties of the dialler do not wait for all of them."""
    office.running_batch(3)
    for _ in range(3):
        office.call()
    exchange.unreachable = ProviderTryLater("no answer")
    office.clock.pass_(minutes=3)
    assert [office.reconcile() for _ in range(4)] == [1, 1, 1, 0]


def test_while_the_provider_does_not_list_our_calls_no_more_are_placed(office, exchange):
    office.running_batch(2)
    lost_call(office)
    exchange.unreachable = ProviderTryLater("no answer")
    office.clock.pass_(minutes=1)
    office.reconcile()
    assert office.claim() is None
    office.clock.pass_(minutes=2)
    assert office.claim() is not None
