"""The dialler is killed at one point after the other while it places calls; a new one goes on. Nobody is rung twice."""

from contextlib import contextmanager, suppress

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from tests.fieldwork.exchange import Exchange, Killed
from tests.fieldwork.office import Office
from voicebot.fieldwork import batches
from voicebot.telephony.status import CallStatus

PEOPLE = 2
POINTS = ["before_commit", "after_commit", "before_dialling", "after_dialling"]


@contextmanager
def killed_at(point: str, nth: int, exchange: Exchange):
    """The process ends when it comes to that point for the nth time, from 0; yields whether it did."""
    seen = {"count": 0, "killed": False}

    def reach(*_: object) -> None:
        seen["count"] += 1
        if seen["count"] == nth + 1:
            seen["killed"] = True
            raise Killed

    if point.endswith("commit"):
        event.listen(Session, point, reach)
        yield seen
        event.remove(Session, point, reach)
        return
    place = exchange.place

    def killing_place(order: object) -> str:
        if point == "before_dialling":
            reach()
        sid = place(order)
        if point == "after_dialling":
            reach()
        return sid

    exchange.place = killing_place
    yield seen
    exchange.place = place


def dial(office: Office, rounds: int = 1) -> None:
    """A new dialler process works for so many rounds."""
    with office.dialler() as dialler:
        for _ in range(rounds):
            office.clock.pass_(milliseconds=2)
            dialler.work()


def nobody_answers(office: Office) -> None:
    """Every call rings out, and the provider reports those whose attempt is known."""
    for sid, facts in list(office.exchange.calls.items()):
        if not facts.status.final:
            office.exchange.goes(sid, CallStatus.NO_ANSWER)
    for attempt in office.attempts():
        if attempt.state == "placed":
            office.hears(attempt.id, office.exchange.calls[attempt.sid].status)


def recover(office: Office) -> None:
    """The time in which everything that hangs in the air must have come down."""
    for minutes in (1, 3, 10):
        office.clock.pass_(minutes=minutes)
        dial(office, rounds=PEOPLE + 1)
        nobody_answers(office)
        dial(office)


@pytest.mark.slow
@pytest.mark.parametrize("point", POINTS)
def test_a_kill_at_any_point_rings_nobody_twice_and_leaves_nothing_hanging(office, exchange, point):
    nth, killed = 0, True
    while killed:
        batch_id = office.running_batch(PEOPLE)
        orders = len(exchange.orders)
        with killed_at(point, nth, exchange) as seen, suppress(Killed):
            dial(office, rounds=PEOPLE)
        recover(office)
        attempts = [attempt for attempt in office.attempts() if attempt.batch_id == batch_id]
        assert len(attempts) == PEOPLE
        assert {attempt.state for attempt in attempts} == {"settled"}
        assert {attempt.result for attempt in attempts} <= {"no_answer", "unknown"}
        assert len(exchange.orders) - orders <= PEOPLE
        batches.stop(office.engine, office.clock, batch_id=batch_id, who="supervisor")
        nth, killed = nth + 1, seen["killed"]
    assert nth > PEOPLE
