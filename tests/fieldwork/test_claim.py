from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from tests.factories import NOON, number
from voicebot.fieldwork import batches
from voicebot.fieldwork.claim import claim_due
from voicebot.fieldwork.pacing import PaceLimits
from voicebot.fieldwork.rules import CallingRules, WaveRules
from voicebot.privacy import exclusion
from voicebot.store.engine import transaction
from voicebot.store.tables import Pace, Wave


def exclude(office, *numbers):
    with transaction(office.engine) as session:
        exclusion.exclude(session, map(office.prints.of, numbers), month="2026-11", origin="staff")


def test_a_waiting_case_of_a_running_batch_is_claimed(office):
    office.running_batch()
    claimed = office.claim()
    attempt = office.attempt(claimed.attempt_id)
    assert (attempt.state, attempt.ordinal, attempt.position, attempt.day_part) == ("placing", 1, 0, "weekday_day")
    assert office.case(claimed.case_id).state == "calling"


def test_a_case_is_claimed_once(office):
    office.running_batch()
    assert office.claim() is not None
    assert office.claim() is None


def test_a_claim_shows_nothing_of_the_person(office):
    office.running_batch()
    assert "sealed" not in repr(office.claim())


def test_the_call_is_made_by_the_version_of_the_wave(office):
    batch_id = office.running_batch()
    claimed = office.claim()
    with transaction(office.engine) as session:
        wave = session.get_one(Wave, office.batch(batch_id).wave_id)
        assert office.attempt(claimed.attempt_id).version == wave.version


def test_the_case_due_longest_comes_first(office):
    wave = office.wave()
    office.person(wave, number(0), due_at=NOON - timedelta(hours=1))
    longest = office.person(wave, number(1), due_at=NOON - timedelta(hours=2))
    office.launch(wave)
    assert office.claim().case_id == longest


def test_a_case_that_is_not_due_waits(office):
    wave = office.wave()
    office.person(wave, number(), due_at=NOON + timedelta(hours=1))
    office.launch(wave)
    assert office.claim() is None
    office.clock.pass_(hours=1)
    assert office.claim() is not None


@pytest.mark.parametrize("act", [batches.pause, batches.stop])
def test_a_batch_that_does_not_run_claims_nobody(office, act):
    batch_id = office.running_batch()
    reason = {"reason": "lunch"} if act is batches.pause else {}
    act(office.engine, office.clock, batch_id=batch_id, who="supervisor", **reason)
    assert office.claim() is None


def test_a_wave_that_is_frozen_claims_nobody(office):
    batch_id = office.running_batch()
    with transaction(office.engine) as session:
        session.get_one(Wave, office.batch(batch_id).wave_id).state = "frozen"
    assert office.claim() is None


def test_nobody_is_claimed_outside_the_hours_or_in_the_last_two_minutes(office):
    office.running_batch()
    office.clock.move_to(NOON.replace(hour=9, minute=59))
    assert office.claim() is None
    office.clock.move_to(NOON.replace(hour=20, minute=28))
    assert office.claim() is None
    office.clock.move_to(NOON.replace(hour=20, minute=27))
    assert office.claim() is not None


def test_nobody_is_claimed_after_the_last_day_of_the_wave(office):
    office.running_batch(rules=WaveRules(calling=CallingRules(last_day=NOON.date())))
    office.clock.pass_(days=1)
    assert office.claim() is None


def test_an_excluded_person_is_closed_then_and_there_and_the_next_is_claimed(office):
    wave = office.wave()
    excluded = office.person(wave, number(0), due_at=NOON - timedelta(hours=2))
    other = office.person(wave, number(1))
    office.launch(wave)
    exclude(office, number(0))
    assert office.claim().case_id == other
    assert (office.case(excluded).state, office.case(excluded).closed_for) == ("closed", "excluded")


def test_any_number_of_a_person_on_the_list_bars_all_of_them(office):
    wave = office.wave()
    office.person(wave, number(0), number(1))
    office.launch(wave)
    exclude(office, number(1))
    assert office.claim() is None


def test_a_case_made_due_too_early_is_put_off_by_the_guard(office):
    office.running_batch()
    attempt = office.call()
    office.ends(attempt.id, "no-answer")
    with transaction(office.engine) as session:
        session.merge(office.case(attempt.case_id)).due_at = office.clock.now()
    assert office.claim() is None
    assert office.case(attempt.case_id).due_at >= attempt.claimed_at + timedelta(hours=24)


def test_a_case_that_has_had_all_its_attempts_is_closed_by_the_guard(office):
    office.running_batch()
    for _ in range(5):
        attempt = office.call()
        office.ends(attempt.id, "no-answer")
        office.clock.move_to(office.case(attempt.case_id).due_at or office.clock.now())
    assert office.case(attempt.case_id).state == "closed"
    with transaction(office.engine) as session:
        case = session.merge(office.case(attempt.case_id))
        case.state, case.due_at = "waiting", office.clock.now()
    assert office.claim() is None
    assert office.case(attempt.case_id).state == "closed"


def test_a_person_whose_first_number_is_dead_is_called_on_the_second(office):
    wave = office.wave()
    office.person(wave, number(0), number(1))
    office.launch(wave)
    first = office.claim()
    with transaction(office.engine) as session:
        attempt = session.merge(office.attempt(first.attempt_id))
        attempt.state, attempt.result = "ended", "dead_number"
    office.settle()
    second = office.claim()
    assert (second.case_id, second.position) == (first.case_id, 1)


def test_a_batch_pauses_for_review_after_the_first_calls_and_goes_on_when_resumed(office):
    wave = office.wave()
    for nth in range(3):
        office.person(wave, number(nth))
    batch_id = office.launch(wave, first=2)
    assert [office.claim() is not None for _ in range(3)] == [True, True, False]
    assert office.batch(batch_id).state == "paused"
    assert "review" in office.batch(batch_id).reason
    batches.resume(office.engine, office.clock, batch_id=batch_id, who="supervisor")
    assert office.claim() is not None


def test_calls_keep_the_pace_however_many_ask(office):
    office.running_batch(3)
    office.limits = PaceLimits(calls_per_second=2, concurrent_calls=10)
    assert office.claim() is not None
    office.clock.pass_(milliseconds=490)
    assert office.claim() is None
    office.clock.pass_(milliseconds=10)
    assert office.claim() is not None


def test_no_more_calls_are_in_progress_than_allowed(office):
    office.running_batch(3)
    office.limits = PaceLimits(calls_per_second=1000, concurrent_calls=2)
    first, _ = office.call(), office.call()
    assert office.claim() is None
    office.hears(first.id, "completed")
    assert office.claim() is not None


def test_after_the_provider_had_too_many_all_diallers_rest(office):
    office.running_batch()
    with transaction(office.engine) as session:
        session.get_one(Pace, 1).slowed_until = NOON + timedelta(seconds=10)
    assert office.claim() is None
    office.clock.pass_(seconds=10)
    assert office.claim() is not None


def test_several_calls_are_claimed_together_only_as_the_pace_allows(office):
    office.running_batch(5)

    def claim(calls_per_second, concurrent_calls, at_most):
        limits = PaceLimits(calls_per_second, concurrent_calls)
        return len(claim_due(office.engine, office.clock, limits, at_most))

    assert claim(calls_per_second=1, concurrent_calls=100, at_most=5) == 1
    office.clock.pass_(seconds=1)
    assert claim(calls_per_second=1e9, concurrent_calls=3, at_most=5) == 2
    assert claim(calls_per_second=1e9, concurrent_calls=100, at_most=1) == 1


def test_many_diallers_claim_every_case_once(office):
    office.running_batch(40)
    unpaced = PaceLimits(calls_per_second=1e9, concurrent_calls=1000)

    def claim_all(_):
        claimed = []
        while some := claim_due(office.engine, office.clock, unpaced, at_most=3):
            office.clock.pass_(microseconds=1)
            claimed += [one.case_id for one in some]
        return claimed

    with ThreadPoolExecutor(4) as diallers:
        everybody = [case_id for claimed in diallers.map(claim_all, range(4)) for case_id in claimed]
    assert len(everybody) == len(set(everybody)) == 40
