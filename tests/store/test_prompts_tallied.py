from collections.abc import Mapping
from functools import partial

from sqlalchemy import Engine, select

from tests import factories
from tests.calls.survey import at_once
from voicebot.store import prompts_tallied
from voicebot.store.engine import reading, transaction
from voicebot.store.tables import QuestionTally

COLUMNS = (
    *("shown", "answered", "refused", "unanswered", "silences"),
    *("invalid", "repeats", "broke_off", "left", "seconds"),
)


def _counts(**given: int) -> Mapping[str, int]:
    return dict.fromkeys(COLUMNS, 0) | given


def _kept(engine: Engine) -> dict[str, tuple[int, int]]:
    with reading(engine) as session:
        return {row.step: (row.shown, row.seconds) for row in session.scalars(select(QuestionTally))}


def test_the_counts_of_calls_add_up(engine: Engine) -> None:
    with transaction(engine) as session:
        wave, version = factories.wave(session).id, factories.version(session).digest
        prompts_tallied.add(session, wave, version, {"contact": _counts(shown=1, seconds=12)})
        prompts_tallied.add(
            session, wave, version, {"contact": _counts(shown=2, seconds=8), "action": _counts(shown=1)}
        )
        prompts_tallied.add(session, wave, version, {})
    assert _kept(engine) == {"contact": (3, 20), "action": (1, 0)}


def test_calls_that_are_settled_at_once_all_count(engine: Engine) -> None:
    with transaction(engine) as session:
        wave, version = factories.wave(session).id, factories.version(session).digest
    steps = [f"step {nth}" for nth in range(20)]

    def settle(in_order: list[str]) -> None:
        with transaction(engine) as session:
            prompts_tallied.add(session, wave, version, {step: _counts(shown=1) for step in in_order})

    at_once(*[partial(settle, steps), partial(settle, steps[::-1])] * 4)
    assert set(_kept(engine).values()) == {(8, 0)}
