"""Rows that several threads write at the same moment, on both databases; how they share is test_group_commit's."""

from collections.abc import Sequence
from functools import partial

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from tests import factories
from tests.calls.survey import at_once
from voicebot.store.engine import reading
from voicebot.store.tables import Wave
from voicebot.store.together import in_transactions

NAMES = [f"w{nth}" for nth in range(12)]


def write(session: Session, names: Sequence[str]) -> None:
    for name in names:
        factories.wave(session, name=name)


def written(engine: Engine) -> list[str]:
    with reading(engine) as session:
        return sorted(session.scalars(select(Wave.name)))


def test_what_several_threads_write_at_once_is_all_kept(engine: Engine) -> None:
    together = in_transactions(engine, write)
    at_once(*[partial(together.keep, name) for name in NAMES])
    assert written(engine) == sorted(NAMES)


def test_what_can_not_be_written_fails_alone(engine: Engine) -> None:
    def write_all_but_one(session: Session, names: Sequence[str]) -> None:
        write(session, names)
        if "w3" in names:
            raise ValueError("w3")

    def keep(name: str) -> bool:
        try:
            together.keep(name)
        except ValueError:
            return False
        return True

    together = in_transactions(engine, write_all_but_one)
    assert at_once(*[partial(keep, name) for name in NAMES]) == [name != "w3" for name in NAMES]
    assert written(engine) == sorted(set(NAMES) - {"w3"})


@pytest.mark.parametrize("rows", [1, 3])
def test_it_is_committed_on_return(engine: Engine, rows: int) -> None:
    together = in_transactions(engine, write)
    for name in NAMES[:rows]:
        together.keep(name)
        assert name in written(engine)
