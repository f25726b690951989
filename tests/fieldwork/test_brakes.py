import pytest

from voicebot.fieldwork import batches
from voicebot.fieldwork.brakes import apply_brakes
from voicebot.fieldwork.rules import Brakes, WaveRules
from voicebot.privacy import audit
from voicebot.store.engine import reading, transaction
from voicebot.store.tables import Attempt

RULES = WaveRules(brakes=Brakes(answered_first=2, failures_in_a_row=2))


@pytest.fixture
def batch_id(office):
    return office.running_batch(6, RULES)


def ended(office, result):
    """A call that was settled so."""
    attempt = office.call()
    with transaction(office.engine) as session:
        row = session.get_one(Attempt, attempt.id)
        row.state, row.result = "settled", result


def brake(office, batch_id):
    with transaction(office.engine) as session:
        return apply_brakes(session, batch_id, office.clock.now())


def test_a_batch_that_goes_well_goes_on(office, batch_id):
    ended(office, "complete")
    ended(office, "no_answer")
    assert brake(office, batch_id) is None
    assert office.batch(batch_id).state == "running"


def test_a_batch_pauses_itself_and_says_why(office, batch_id):
    ended(office, "complete")
    ended(office, "wrong_person")
    reason = brake(office, batch_id)
    assert reason == "wrong persons: 1 of 2 answered calls, more than 10%"
    assert (office.batch(batch_id).state, office.batch(batch_id).reason) == ("paused", reason)
    with reading(office.engine) as session:
        assert audit.entries(session)[0].details == {"reason": reason}


def test_failures_in_a_row_are_the_newest_ones(office, batch_id):
    for result in ("technical", "technical", "busy"):
        ended(office, result)
    assert brake(office, batch_id) is None
    ended(office, "technical")
    ended(office, "technical")
    assert brake(office, batch_id) == "the last 2 calls failed for technical reasons"


def test_after_staff_let_a_batch_go_on_the_counting_begins_anew(office, batch_id):
    ended(office, "wrong_person")
    ended(office, "wrong_person")
    brake(office, batch_id)
    office.clock.pass_(minutes=1)
    batches.resume(office.engine, office.clock, batch_id=batch_id, who="supervisor")
    assert brake(office, batch_id) is None
    ended(office, "complete")
    ended(office, "wrong_person")
    assert brake(office, batch_id) is not None


def test_a_batch_that_is_paused_already_keeps_its_reason(office, batch_id):
    ended(office, "wrong_person")
    ended(office, "wrong_person")
    batches.pause(office.engine, office.clock, batch_id=batch_id, reason="lunch", who="supervisor")
    assert brake(office, batch_id) is None
    assert office.batch(batch_id).reason == "lunch"
