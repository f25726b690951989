from contextlib import suppress
from datetime import timedelta
from threading import Event, Thread

import pytest

from tests.factories import NOON, number
from tests.fieldwork.exchange import Killed
from tests.fieldwork.office import Office
from voicebot.errors import Busy, ProviderRefusedUs, ProviderTryLater, ProviderUncertain
from voicebot.fieldwork import outbox
from voicebot.fieldwork.pacing import PaceLimits
from voicebot.fieldwork.rules import CallingRules, WaveRules
from voicebot.store.engine import transaction
from voicebot.telephony.status import CallStatus


@pytest.fixture
def dialler(office):
    with office.dialler() as dialler:
        yield dialler


def work(office, dialler, rounds=1):
    """So many rounds, a moment apart; the last."""
    for _ in range(rounds):
        office.clock.pass_(milliseconds=2)
        done = dialler.work()
    return done


def test_a_round_without_anything_to_do_is_idle(office, dialler):
    assert work(office, dialler).idle


def test_everybody_who_is_due_is_called_once(office, exchange, dialler):
    office.running_batch(3)
    work(office, dialler, rounds=5)
    assert sorted(to.e164 for to in exchange.numbers_dialled) == sorted(number(nth).e164 for nth in range(3))


def test_a_batch_is_called_to_its_end(office, exchange, dialler):
    batch_id = office.running_batch(3)
    for _ in range(200):
        if work(office, dialler).idle:
            if (due := dialler.next_due()) is None:
                break
            office.clock.move_to(due)
        for sid, facts in list(exchange.calls.items()):
            if not facts.status.final:
                exchange.goes(sid, CallStatus.NO_ANSWER)
    assert office.batch(batch_id).state == "finished"
    assert [attempt.result for attempt in office.attempts()] == ["no_answer"] * 15
    assert {attempt.day_part for attempt in office.attempts()} == {"weekday_day", "weekday_evening", "weekend"}


def test_a_round_settles_and_sends_errands_too(office, exchange, dialler):
    office.running_batch()
    attempt = office.call()
    with transaction(office.engine) as session:
        outbox.order(session, "delete_record", attempt.id, NOON)
    exchange.goes(attempt.sid, CallStatus.COMPLETED)
    office.hears(attempt.id, "completed")
    done = work(office, dialler)
    assert (done.settled, done.errands, done.finished) == (1, 1, 0)
    assert work(office, dialler).finished == 1


def test_no_call_is_placed_outside_the_hours(office, exchange, dialler):
    office.running_batch()
    office.clock.move_to(NOON.replace(hour=20, minute=28))
    assert work(office, dialler).idle
    assert exchange.orders == []


def test_a_dialler_outlives_faults_and_stops_when_told_to(office, exchange):
    stop, rounds = Event(), []

    def settle():
        rounds.append(len(rounds))
        if len(rounds) == 1:
            raise Busy("try again")
        stop.set()
        return 0

    office.running_batch()
    with office.dialler(settle=settle, pause_after_fault=0) as dialler:
        thread = Thread(target=dialler.run, args=(stop,))
        thread.start()
        thread.join(timeout=10)
    assert rounds == [0, 1]
    assert len(exchange.orders) == 1


def test_two_diallers_on_one_database_place_each_call_once(office, exchange):
    office.running_batch(30)
    unpaced = PaceLimits(calls_per_second=1e9, concurrent_calls=1000)
    with office.dialler(limits=unpaced) as one, office.dialler(limits=unpaced) as other:

        def work_through(dialler):
            for _ in range(8):
                office.clock.pass_(milliseconds=1)
                dialler.work()

        threads = [Thread(target=work_through, args=(dialler,)) for dialler in (one, other)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(exchange.orders) == len({to.e164 for to in exchange.numbers_dialled}) == 30
    assert {attempt.state for attempt in office.attempts()} == {"placed"}


@pytest.mark.parametrize(
    ("befalls", "fault"),
    [
        ("lose", ProviderUncertain("?")),
        ("refuse", ProviderUncertain("?")),
        ("lose", Killed()),
        ("refuse", Killed()),
        ("refuse", ProviderTryLater("429")),
        ("refuse", ProviderRefusedUs("no")),
    ],
)
def test_whatever_befalls_an_order_nobody_is_dialled_twice_within_a_day(office, exchange, befalls, fault):
    office.running_batch(2)
    getattr(exchange, befalls)(fault)
    for _ in range(30):
        with office.dialler() as dialler, suppress(Killed):  # a new process each time
            work(office, dialler)
        office.clock.pass_(minutes=1)
    assert len({to.e164 for to in exchange.numbers_dialled}) == len(exchange.orders) <= 2


def test_nothing_is_due_when_nothing_is_left_to_do(dialler):
    assert dialler.next_due() is None


def test_the_next_thing_to_do_is_the_next_call_that_may_be_placed(office, dialler):
    office.running_batch()
    assert dialler.next_due() == NOON
    office.clock.move_to(NOON.replace(hour=21))
    assert dialler.next_due() == NOON.replace(day=26, hour=10)


def test_the_next_thing_to_do_may_be_to_ask_after_a_call(office, dialler):
    office.running_batch()
    attempt = office.call()
    assert dialler.next_due() == attempt.claimed_at + timedelta(minutes=3)


def test_the_next_thing_to_do_may_be_to_settle(office, dialler):
    office.running_batch()
    attempt = office.call()
    office.hears(attempt.id, "completed")
    assert dialler.next_due() == office.clock.now()


def test_the_next_thing_to_do_may_be_an_errand(office, dialler):
    office.running_batch()
    attempt = office.call()
    with transaction(office.engine) as session:
        outbox.order(session, "cancel", attempt.id, NOON + timedelta(minutes=1))
    assert dialler.next_due() == NOON + timedelta(minutes=1)


def test_the_pace_puts_off_the_next_call(office):
    office.running_batch(2)
    office.limits = PaceLimits(calls_per_second=0.1, concurrent_calls=5)
    attempt = office.call()
    with office.dialler() as dialler:
        assert dialler.next_due() == attempt.claimed_at + timedelta(seconds=10)


def test_a_wave_that_is_over_leaves_nothing_to_call(office, dialler):
    office.running_batch(rules=WaveRules(calling=CallingRules(last_day=NOON.date())))
    office.clock.pass_(days=1)
    assert work(office, dialler).finished == 1
    assert dialler.next_due() is None


def test_nobody_is_called_by_a_clock_that_is_wrong(office, exchange):
    office.running_batch()
    with office.dialler(clock_is_right=lambda: False) as dialler:
        work(office, dialler)
    assert exchange.orders == []


@pytest.mark.parametrize("back", [0.1, 24])
def test_a_clock_that_is_set_back_holds_up_nobody_new_and_calls_nobody_too_soon(office, exchange, dialler, back):
    """Whoever was called by the wrong time waits a day from then; the pace of that time counts for nothing."""
    office.running_batch(2)
    office.limits = PaceLimits(calls_per_second=0.1, concurrent_calls=10)
    with office.dialler(limits=office.limits) as slow:
        office.clock.pass_(days=back)
        work(office, slow)
        office.clock.pass_(days=-back)
        work(office, slow)
    assert len({to.e164 for to in exchange.numbers_dialled}) == len(exchange.orders) == 2


def test_an_hour_of_silence_of_the_provider_takes_an_attempt_from_few_and_rings_nobody_twice(
    sqlite_engine, clock, keys, exchange
):
    """Orders and questions are lost. Then it comes back: what it has placed is found, the others are called."""
    office = Office(sqlite_engine, clock, keys, exchange, PaceLimits(calls_per_second=1000, concurrent_calls=10))
    office.running_batch(30)
    exchange.unreachable = ProviderTryLater("no answer")
    for _ in range(15):
        exchange.lose(ProviderUncertain("rings all the same"))
        exchange.refuse(ProviderUncertain("never rings"))
    with office.dialler() as dialler:
        _minutes(60, office, dialler)
        in_doubt = len(office.attempts())
        exchange.is_back()
        _minutes(20, office, dialler)
    assert in_doubt <= 20
    assert len(office.attempts()) == 30, "somebody was left out, or had two attempts in one day"
    assert len({to.e164 for to in exchange.numbers_dialled}) == len(exchange.orders) == 30 - in_doubt // 2
    assert {attempt.state for attempt in office.attempts()} == {"settled"}


def _minutes(minutes, office, dialler):
    """One round a minute, while nobody picks up."""
    for _ in range(minutes):
        office.clock.pass_(minutes=1)
        dialler.work()
        for sid, facts in list(office.exchange.calls.items()):
            if not facts.status.final:
                office.exchange.goes(sid, CallStatus.NO_ANSWER)
