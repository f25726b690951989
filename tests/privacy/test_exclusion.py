"""The list of numbers that are never called again."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine, select

from voicebot.privacy import exclusion
from voicebot.store.engine import transaction
from voicebot.store.tables import Exclusion

ONE, TWO, THREE = (bytes([n]) * 32 for n in (1, 2, 3))
CALL, OTHER_CALL = "call", "othercall"


def exclude(engine: Engine, *prints: bytes, call: str | None = None) -> int:
    with transaction(engine) as session:
        return exclusion.exclude(session, prints, month="2026-11", origin="keypress", attempt_id=call)


def undo(engine: Engine, call: str) -> int:
    with transaction(engine) as session:
        return exclusion.undo(session, call)


def on_the_list(engine: Engine) -> set[bytes]:
    with transaction(engine) as session:
        return exclusion.excluded(session, [ONE, TWO, THREE])


def test_a_number_is_on_the_list_once_however_often_it_is_put_there(engine: Engine) -> None:
    assert exclude(engine, ONE, TWO) == 2
    assert exclude(engine, TWO, TWO, THREE) == 1
    assert on_the_list(engine) == {ONE, TWO, THREE}
    with transaction(engine) as session:
        assert exclusion.count(session) == 3


def test_nothing_is_excluded_by_excluding_nobody(engine: Engine) -> None:
    assert exclude(engine) == 0
    assert on_the_list(engine) == set()


def test_only_the_month_is_kept_of_when(engine: Engine) -> None:
    exclude(engine, ONE, call=CALL)
    with transaction(engine) as session:
        row = session.scalars(select(Exclusion)).one()
        assert (row.month, row.origin, row.attempt_id) == ("2026-11", "keypress", CALL)


def test_an_undo_takes_back_only_what_its_call_has_added(engine: Engine) -> None:
    exclude(engine, ONE)
    exclude(engine, ONE, TWO, call=CALL)

    assert undo(engine, CALL) == 1
    assert on_the_list(engine) == {ONE}


@pytest.mark.parametrize("second", [OTHER_CALL, None])
def test_an_undo_takes_back_nothing_that_somebody_else_asked_for_too(engine: Engine, second: str | None) -> None:
    exclude(engine, ONE, call=CALL)
    exclude(engine, ONE, call=second)

    assert undo(engine, CALL) == 0
    assert undo(engine, OTHER_CALL) == 0
    assert on_the_list(engine) == {ONE}


def test_a_repeated_opt_out_of_the_same_call_can_still_be_undone(engine: Engine) -> None:
    exclude(engine, ONE, call=CALL)
    exclude(engine, ONE, call=CALL)

    assert undo(engine, CALL) == 1


def test_nothing_can_be_undone_once_the_call_is_over(engine: Engine) -> None:
    exclude(engine, ONE, call=CALL)
    with transaction(engine) as session:
        exclusion.seal_off(session, [CALL])

    assert undo(engine, CALL) == 0
    assert on_the_list(engine) == {ONE}


def test_a_number_is_taken_off_the_list_by_name_only(engine: Engine) -> None:
    exclude(engine, ONE, TWO)
    with transaction(engine) as session:
        assert exclusion.remove(session, ONE)
        assert not exclusion.remove(session, THREE)
    assert on_the_list(engine) == {TWO}


def test_a_long_list_is_imported_and_looked_up_in_one_go(engine: Engine) -> None:
    many = [n.to_bytes(32, "big") for n in range(12_000)]
    with transaction(engine) as session:
        assert exclusion.exclude(session, many, month="2026-11", origin="import") == 12_000
        assert len(exclusion.excluded(session, many)) == 12_000


def test_calls_that_opt_out_at_once_lose_nobody(engine: Engine) -> None:
    prints = [bytes([n]) * 32 for n in range(20)]
    orders = [prints if nth % 2 else prints[::-1] for nth in range(16)]

    with ThreadPoolExecutor(8) as calls:
        added = list(calls.map(lambda nth: exclude(engine, *orders[nth], call=f"call{nth}"), range(16)))

    assert sum(added) == 20
    assert sum(undo(engine, f"call{nth}") for nth in range(16)) == 0
