import pytest

from tests.factories import number
from tests.fieldwork.exchange import Killed
from voicebot.errors import (
    ProviderError,
    ProviderRefusedNumber,
    ProviderRefusedUs,
    ProviderTryLater,
    ProviderUncertain,
)
from voicebot.fieldwork import outbox
from voicebot.fieldwork.placing import Placement
from voicebot.fieldwork.rules import CallingRules, WaveRules
from voicebot.store.engine import transaction
from voicebot.store.tables import Contact

UNCERTAIN = ProviderUncertain("gave no answer")


def test_a_placed_call_is_bound_to_the_provider_s(office, exchange):
    office.running_batch()
    attempt = office.call()
    assert attempt.state == "placed"
    assert exchange.calls[attempt.sid].to == number(0)


def test_the_order_says_how_long_to_ring_and_where_to_ask(office, exchange):
    office.running_batch(rules=WaveRules(calling=CallingRules(ring_seconds=25, longest_call_minutes=10)))
    attempt = office.call()
    (order,) = exchange.orders
    assert (order.ring_seconds, order.time_limit) == (25, 600)
    assert order.url == f"https://survey.test/voice/calls/{attempt.id}/start"
    assert order.machine_url == f"https://survey.test/voice/calls/{attempt.id}/machine"


def test_machines_are_listened_for_only_if_the_rules_say_so(office, exchange):
    office.running_batch(rules=WaveRules(calling=CallingRules(detect_machines=False)))
    office.call()
    assert exchange.orders[0].machine_url is None


@pytest.mark.parametrize("befalls", ["lose", "refuse"])
@pytest.mark.parametrize("fault", [UNCERTAIN, ProviderError("something new")])
def test_a_call_that_may_have_been_placed_is_uncertain_and_not_dialled_again(office, exchange, befalls, fault):
    office.running_batch()
    getattr(exchange, befalls)(fault)
    assert office.call().state == "uncertain"
    assert office.claim() is None
    assert len(exchange.orders) <= 1


def test_a_call_the_provider_had_no_room_for_is_due_again_and_everybody_slows_down(office, exchange):
    office.running_batch()
    exchange.refuse(ProviderTryLater("429"))
    claimed = office.claim()
    assert office.place(claimed) is Placement.LATER
    assert office.attempts() == []
    assert office.case(claimed.case_id).state == "waiting"
    assert office.claim() is None
    office.clock.pass_(seconds=10)
    assert office.call().ordinal == 1
    assert len(exchange.orders) == 1


def test_a_call_taken_back_takes_its_errands_with_it(office, exchange):
    office.running_batch()
    exchange.refuse(ProviderTryLater("429"))
    claimed = office.claim()
    with transaction(office.engine) as session:
        outbox.order(session, "cancel", claimed.attempt_id, office.clock.now())
    office.place(claimed)
    assert office.attempts() == []


def test_a_case_closed_meanwhile_stays_closed_when_its_call_is_taken_back(office, exchange):
    office.running_batch()
    exchange.refuse(ProviderTryLater("429"))
    claimed = office.claim()
    with transaction(office.engine) as session:
        session.merge(office.case(claimed.case_id)).state = "closed"
    office.place(claimed)
    assert office.case(claimed.case_id).state == "closed"


def test_a_number_the_provider_refuses_counts_as_dead(office, exchange):
    office.running_batch()
    exchange.refuse(ProviderRefusedNumber("can't call this number"))
    attempt = office.call()
    assert (attempt.state, attempt.result, attempt.rang) == ("ended", "dead_number", False)
    office.settle()
    assert office.case(attempt.case_id).closed_for == "dead_number"


def test_when_the_provider_refuses_us_the_batch_pauses_and_nobody_is_harmed(office, exchange):
    batch_id = office.running_batch()
    exchange.refuse(ProviderRefusedUs("does not accept our credentials"))
    claimed = office.claim()
    assert office.place(claimed) is Placement.REFUSED_US
    assert (office.batch(batch_id).state, office.batch(batch_id).reason) == (
        "paused",
        "does not accept our credentials",
    )
    assert office.case(claimed.case_id).state == "waiting"
    assert office.attempts() == []


def test_a_contact_that_was_tampered_with_is_not_called(office, exchange):
    office.running_batch()
    claimed = office.claim()
    with transaction(office.engine) as session:
        sealed = session.get_one(Contact, claimed.case_id).sealed
    broken = type(claimed)(**{name: getattr(claimed, name) for name in claimed.__slots__} | {"sealed": sealed[:-1]})
    assert office.place(broken) is Placement.BROKEN_SEAL
    assert exchange.orders == []
    assert office.attempt(claimed.attempt_id).result == "technical"


def test_when_the_key_of_the_wave_is_gone_the_batch_pauses(office, exchange):
    batch_id = office.running_batch()
    claimed = office.claim()
    office.keys.destroy_wave_key(claimed.key_id)
    assert office.place(claimed) is Placement.REFUSED_US
    assert office.batch(batch_id).state == "paused"
    assert exchange.orders == []


def test_a_first_webhook_that_is_quicker_than_the_create_call_changes_nothing_later(office, exchange):
    office.running_batch()
    claimed = office.claim()
    office.hears(claimed.attempt_id, "ringing")
    office.hears(claimed.attempt_id, "completed")
    office.place(claimed)
    attempt = office.attempt(claimed.attempt_id)
    assert (attempt.state, attempt.status) == ("ended", "completed")
    assert attempt.sid in exchange.calls


@pytest.mark.parametrize("befalls", ["lose", "refuse"])
def test_a_kill_while_placing_leaves_an_attempt_that_nobody_dials_again(office, exchange, befalls):
    office.running_batch()
    getattr(exchange, befalls)(Killed())
    claimed = office.claim()
    with pytest.raises(Killed):
        office.place(claimed)
    assert office.attempt(claimed.attempt_id).state == "placing"
    office.clock.pass_(minutes=2)
    assert office.claim() is None


def test_neither_number_nor_name_is_in_what_is_kept_of_a_fault(office, exchange):
    office.running_batch()
    exchange.lose(UNCERTAIN)
    attempt = office.call()
    assert attempt.error == "gave no answer"
