from collections.abc import Mapping

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.exc import IntegrityError

from tests import factories
from voicebot.store.engine import reading, statements, transaction
from voicebot.store.ledger import Ledger, write
from voicebot.store.states import ErrandKind
from voicebot.store.tables import Errand, Turn, new_id
from voicebot.store.turns import NextTurn, Overtaken


@pytest.fixture
def attempt(engine: Engine) -> str:
    """A call that somebody has picked up."""
    with transaction(engine) as session:
        made = factories.attempt(session, state="placed")
        factories.turn(session, made.id, 0, "picked up")
        return made.id


def a_turn(attempt: str, number: int, state: str = "{}", *, first_key: bool = False) -> NextTurn:
    return NextTurn(attempt, number, state, factories.NOON, first_key)


def kept(engine: Engine, attempt: str) -> Mapping[int, str]:
    with reading(engine) as session:
        return dict(list(session.execute(select(Turn.number, Turn.state).where(Turn.attempt_id == attempt))))


def test_the_next_turn_is_kept(engine: Engine, attempt: str) -> None:
    Ledger(engine).keep(a_turn(attempt, 1, "one"))
    assert kept(engine, attempt) == {0: "picked up", 1: "one"}


def test_a_turn_is_kept_with_its_time(engine: Engine, attempt: str) -> None:
    Ledger(engine).keep(a_turn(attempt, 1))
    with reading(engine) as session:
        assert session.scalars(select(Turn.at).where(Turn.number == 1)).one() == factories.NOON


def test_turns_of_several_calls_are_kept_all_or_none(engine: Engine, attempt: str) -> None:
    with transaction(engine) as session:
        other = factories.attempt(session, state="placed").id
        factories.turn(session, other, 0, "picked up")

    with pytest.raises(Overtaken), transaction(engine) as session:
        write(session.connection(), [a_turn(attempt, 1), a_turn(other, 2)])
    assert kept(engine, attempt) == {0: "picked up"}

    with transaction(engine) as session:
        write(session.connection(), [a_turn(attempt, 1), a_turn(other, 1)])
    assert kept(engine, attempt) == kept(engine, other) == {0: "picked up", 1: "{}"}


def test_a_group_with_an_overtaken_turn_leaves_nothing_behind_on_sqlite(sqlite_engine: Engine) -> None:
    with transaction(sqlite_engine) as session:
        attempt, other = (factories.attempt(session, state="placed").id for _ in range(2))
        for call in (attempt, other):
            factories.turn(session, call, 0, "picked up")

    with pytest.raises(Overtaken), statements(sqlite_engine) as connection:
        write(connection, [a_turn(attempt, 1), a_turn(other, 2)])
    assert kept(sqlite_engine, attempt) == kept(sqlite_engine, other) == {0: "picked up"}


def test_a_turn_is_kept_once(engine: Engine, attempt: str) -> None:
    ledger = Ledger(engine)
    ledger.keep(a_turn(attempt, 1, "one"))
    with pytest.raises(IntegrityError):
        ledger.keep(a_turn(attempt, 1, "another"))
    assert kept(engine, attempt) == {0: "picked up", 1: "one"}


@pytest.mark.parametrize("number", [0, 2, 7])
def test_no_other_turn_than_the_next_is_kept(engine: Engine, attempt: str, number: int) -> None:
    with pytest.raises(Overtaken):
        Ledger(engine).keep(a_turn(attempt, number))
    assert kept(engine, attempt) == {0: "picked up"}


def test_no_turn_is_kept_of_a_call_that_is_over_or_never_was(engine: Engine, attempt: str) -> None:
    with transaction(engine) as session:
        over = factories.attempt(session, state="settled").id
    for call in (over, new_id()):
        with pytest.raises(Overtaken):
            Ledger(engine).keep(a_turn(call, 1))


def test_who_presses_a_key_is_no_machine(engine: Engine, attempt: str) -> None:
    with transaction(engine) as session:
        other = factories.attempt(session, state="placed").id
        for call in (attempt, other):
            session.add(Errand(id=new_id(), kind=ErrandKind.LEAVE_MACHINE, attempt_id=call, due_at=factories.NOON))
    ledger = Ledger(engine)
    ledger.keep(a_turn(attempt, 1))
    with reading(engine) as session:
        assert len(session.scalars(select(Errand)).all()) == 2
    ledger.keep(a_turn(attempt, 2, first_key=True))
    with reading(engine) as session:
        assert session.scalars(select(Errand.attempt_id)).all() == [other]
