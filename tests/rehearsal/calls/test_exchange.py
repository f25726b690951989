"""The pace and the limits of an account, and attempts at a number."""

from tests.rehearsal.conftest import SAM

NUMBERS = [f"+447700900{n:03}" for n in range(6)]


def test_the_calls_beyond_the_pace_queue(rehearse):
    rehearsal = rehearse(speed=1, calls_per_second=0.001)
    for number in NUMBERS[:3]:
        rehearsal.create(to=number)
    assert rehearsal.told("state")["calls"]["queued"] == 2


def test_queued_calls_are_dialled_in_turn(rehearse):
    rehearsal = rehearse(speed=100, calls_per_second=1)
    for number in NUMBERS:
        rehearsal.instruct(number=number, outcome="busy")
        rehearsal.create(to=number)
    rehearsal.settle()
    newest_first = [int(call.queue_time) for call in rehearsal.client.calls.list()]
    assert newest_first == sorted(newest_first, reverse=True)
    assert newest_first[0] > 0


def test_at_speed_zero_nobody_waits(rehearsal):
    for number in NUMBERS:
        rehearsal.create(to=number)
    rehearsal.settle()
    assert rehearsal.told("state")["calls"] == {"queued": 0, "ringing": 0, "in-progress": 0, "finished": 6}


def test_attempts_at_a_number_are_counted(rehearsal):
    assert [rehearsal.ring()["attempt"] for _ in range(3)] == [1, 2, 3]


def test_each_attempt_may_have_an_instruction_of_its_own(rehearsal):
    rehearsal.tell("people", {SAM: [{"attempt": 1, "outcome": "busy"}, {"attempt": 2, "outcome": "no-answer"}]})
    sids = []
    for _ in range(2):
        sids.append(rehearsal.create())
        rehearsal.settle()
    assert [rehearsal.summary(sid)["status"] for sid in sids] == ["busy", "no-answer"]


def test_a_number_that_is_rung_twice_at_once_is_noticed(rehearse):
    rehearsal = rehearse(speed=1, calls_per_second=1000)
    rehearsal.instruct("-")
    sids = [rehearsal.create() for _ in range(2)]
    while rehearsal.summary(sids[1])["status"] == "queued":
        pass  # it leaves the queue a thousandth of a second after the first
    assert rehearsal.told("state")["rung_twice_at_once"] == 1


def test_one_call_after_the_other_to_a_number_is_not_twice_at_once(rehearsal):
    rehearsal.ring()
    rehearsal.ring()
    assert rehearsal.told("state")["rung_twice_at_once"] == 0
