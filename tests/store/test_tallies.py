"""Counts over a wave."""

from collections import Counter

from sqlalchemy import Engine

from tests import factories
from voicebot.outcomes import Result
from voicebot.store import tallies
from voicebot.store.engine import transaction


def test_cases_are_counted_by_how_their_calls_went_the_earliest_first(engine: Engine) -> None:
    went = [
        (Result.BUSY, Result.NO_ANSWER),
        (Result.NO_ANSWER, Result.BUSY),
        (Result.BUSY, Result.NO_ANSWER),
        (),
    ]
    with transaction(engine) as session:
        wave_id, other = factories.wave(session).id, factories.wave(session).id
        for results in went:
            case = factories.case(session, wave_id=wave_id)
            for ordinal, result in reversed(list(enumerate(results, 9))):
                factories.attempt(session, case_id=case.id, ordinal=ordinal, state="settled", result=result)
        factories.attempt(session, case_id=factories.case(session, wave_id=wave_id).id)  # goes on
        factories.case(session, wave_id=wave_id, state="closed", closed_for=Result.EXCLUDED)
        factories.case(session, wave_id=other)

        counted: Counter[tuple[str | None, tuple[str, ...]]] = Counter()
        for one in tallies.histories(session, wave_id):
            counted[one.closed_for, one.results] += one.cases

    assert counted == {
        (None, ("busy", "no_answer")): 2,
        (None, ("no_answer", "busy")): 1,
        (None, ()): 2,
        ("excluded", ()): 1,
    }
