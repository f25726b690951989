from datetime import timedelta

import pytest
from sqlalchemy import func, select

from tests.fieldwork.exchange import Killed
from voicebot.errors import ProviderTryLater, ProviderUncertain
from voicebot.fieldwork import outbox
from voicebot.store.engine import transaction
from voicebot.store.tables import Errand
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
