from datetime import timedelta

import pytest
from sqlalchemy import func, select

from tests.fieldwork.exchange import Killed
from voicebot.errors import ProviderTryLater, ProviderUncertain
from voicebot.fieldwork import attempts, outbox
from voicebot.store.engine import transaction
from voicebot.store.tables import Attempt, Errand
from voicebot.telephony.status import CallStatus


def order(office, kind, attempt, **later):
    with transaction(office.engine) as session:
        outbox.order(session, kind, attempt.id, office.clock.now() + timedelta(**later))


def send(office):
    return outbox.send_due(office.engine, office.exchange, office.clock)


@pytest.fixture
def attempt(office):
    office.running_batch()
    return office.call()


def test_an_errand_is_sent_once_it_is_due_and_only_once(office, exchange, attempt):
    order(office, "hang_up", attempt, minutes=1)
    assert send(office) == 0
    office.clock.pass_(minutes=1)
    assert send(office) == 1
    office.clock.pass_(hours=2)
    assert send(office) == 0
    assert exchange.told == [("hang_up", attempt.sid)]


def test_an_errand_ordered_twice_is_one(office, attempt):
    order(office, "cancel", attempt)
    order(office, "cancel", attempt)
    with transaction(office.engine) as session:
        assert session.scalar(select(func.count(Errand.id))) == 1


def test_an_unknown_kind_is_a_mistake_of_ours(office, attempt):
    with pytest.raises(ValueError, match="fax"):
        order(office, "fax", attempt)


def test_the_record_of_a_call_that_is_not_over_is_deleted_later(office, exchange, attempt):
    order(office, "delete_record", attempt)
    assert send(office) == 0
    exchange.goes(attempt.sid, CallStatus.COMPLETED)
    assert send(office) == 0
    office.clock.pass_(seconds=5)
    assert send(office) == 1
    assert exchange.calls == {}


def test_what_fails_is_tried_again_after_delays_that_double_up_to_an_hour(office, exchange, attempt):
    exchange.unreachable = ProviderTryLater("can't be reached")
    order(office, "hang_up", attempt)
    delays = []
    for _ in range(14):
        send(office)
        with transaction(office.engine) as session:
            due_at = session.scalars(select(Errand.due_at)).one()
        delays.append((due_at - office.clock.now()).total_seconds())
        office.clock.move_to(due_at)
    assert delays[:4] == [5, 10, 20, 40]
    assert delays[-1] == 3600
    exchange.unreachable = None
    assert send(office) == 1


def test_a_call_that_the_provider_does_not_know_needs_no_errand(office, exchange, attempt):
    exchange.calls.clear()
    order(office, "cancel", attempt)
    assert send(office) == 1


def test_an_errand_waits_for_the_provider_s_id_of_an_uncertain_call(office, exchange):
    office.running_batch()
    exchange.lose(ProviderUncertain("no answer"))
    attempt = office.call()
    order(office, "cancel", attempt)
    assert send(office) == 0
    office.clock.pass_(minutes=2)
    office.reconcile()
    assert send(office) == 1
    assert exchange.told == [("cancel", office.attempt(attempt.id).sid)]


def test_an_errand_about_a_call_that_never_came_to_be_is_done(office, exchange):
    office.running_batch()
    exchange.refuse(ProviderUncertain("no answer"))
    attempt = office.call()
    order(office, "cancel", attempt)
    office.clock.pass_(minutes=11)
    office.reconcile()
    assert send(office) == 1
    assert exchange.told == []


def test_an_errand_in_hand_when_the_process_was_killed_is_sent_again(office, exchange, attempt):
    order(office, "hang_up", attempt)
    exchange.unreachable = Killed()
    with pytest.raises(Killed):
        send(office)
    exchange.unreachable = None
    office.clock.pass_(seconds=5)
    assert send(office) == 1


def hours_until_deleted(office, exchange, sid):
    """Let the time of the errands pass, as far as they want it, until the record is gone."""
    began = office.clock.now()
    while sid in exchange.calls:
        with transaction(office.engine) as session:
            due_at = session.scalars(select(Errand.due_at).where(Errand.done_at.is_(None))).one()
        office.clock.move_to(max(due_at, office.clock.now()))
        send(office)
    return (office.clock.now() - began).total_seconds() / 3600


@pytest.fixture
def over(office, exchange, attempt):
    """A call that is over, with its record to be deleted in a day; the provider does not tell its price yet."""
    exchange.goes(attempt.sid, CallStatus.COMPLETED, price=None)
    office.ends(attempt.id, "completed")
    order(office, "delete_record", attempt, hours=24)
    return attempt


def test_the_price_is_kept_before_the_record_of_a_call_is_deleted(office, exchange, over):
    exchange.goes(over.sid, CallStatus.COMPLETED, price="-0.0158")
    assert hours_until_deleted(office, exchange, over.sid) == 24
    kept = office.attempt(over.id)
    assert (kept.price, kept.currency) == ("-0.0158", "GBP")


def test_a_record_waits_for_its_price(office, exchange, over):
    office.clock.pass_(hours=24)
    assert send(office) == 0
    exchange.goes(over.sid, CallStatus.COMPLETED, price="-0.0158")
    assert hours_until_deleted(office, exchange, over.sid) < 1
    assert office.attempt(over.id).price == "-0.0158"


def test_a_record_waits_for_its_price_no_longer_than_two_days(office, exchange, over):
    assert 46 < hours_until_deleted(office, exchange, over.sid) <= 48
    assert office.attempt(over.id).price is None


def test_the_record_of_a_call_that_the_provider_told_of_too_late_is_deleted_too(office, exchange):
    office.running_batch()
    exchange.lose(ProviderUncertain("no answer"))
    attempt = office.call()
    (sid,) = exchange.calls
    exchange.goes(sid, CallStatus.COMPLETED)
    with transaction(office.engine) as session:
        session.get_one(Attempt, attempt.id).state = "settled"
    with transaction(office.engine) as session:
        assert attempts.bind(session, session.get_one(Attempt, attempt.id), sid)
        assert not attempts.bind(session, session.get_one(Attempt, attempt.id), sid)
    assert send(office) == 1
    assert exchange.calls == {}


def test_after_errands_that_the_provider_does_not_answer_the_others_wait(office, exchange):
    office.running_batch(10)
    for _ in range(10):
        order(office, "hang_up", office.call())
    exchange.unreachable = ProviderTryLater("no answer")
    assert send(office) == 0
    with transaction(office.engine) as session:
        assert session.scalar(select(func.count()).where(Errand.error.is_not(None))) == 8
    exchange.unreachable = None
    office.clock.pass_(seconds=5)
    assert send(office) == 10
