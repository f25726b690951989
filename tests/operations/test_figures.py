"""What the database tells those who watch over the system."""

from datetime import timedelta

import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import Engine

from tests import factories
from tests.calls.survey import Survey
from voicebot.operations.figures import DatabaseFigures
from voicebot.privacy.keystore import KeyStore
from voicebot.store.engine import make_engine
from voicebot.store.tables import Batch, Case


@pytest.fixture
def survey(engine: Engine, keys: KeyStore) -> Survey:
    return Survey(engine, keys)


def figures(survey: Survey) -> dict[str, float]:
    """Every figure by its name and labels."""
    told = DatabaseFigures(survey.engine, survey.clock).told().decode()
    return {
        " ".join([sample.name.removeprefix("voicebot_"), *sample.labels.values()]): sample.value
        for family in text_string_to_metric_families(told)
        for sample in family.samples
    }


def test_calls_are_counted_by_how_they_ended_and_where_they_stand(survey: Survey) -> None:
    for nth, columns in enumerate(
        ({"state": "settled", "result": "complete"}, {"state": "settled", "result": "complete"}, {"state": "uncertain"})
    ):
        survey.rings(survey.person(factories.number(nth)), **columns)
    told = figures(survey)
    assert (told["attempts_total complete"], told["attempts_open uncertain"], told["attempts_open placed"]) == (2, 1, 0)
    assert (told["database_up"], told["batches running"]) == (1, 1)


def test_answers_and_exclusions_are_counted(survey: Survey) -> None:
    case_id = survey.person()
    with survey.changing() as session:
        factories.answer(session, case_id, "contact")
    survey.change(Case, case_id, state="closed", closed_for="excluded")
    survey.exclude(factories.number(7), factories.number(8))
    told = figures(survey)
    assert (told["answers"], told["exclusion_list"], told["exclusion_hits"]) == (1, 2, 1)


def test_a_call_that_nobody_claims_is_seen(survey: Survey) -> None:
    assert figures(survey)["claim_lag_seconds"] == 0
    survey.person(due_at=survey.clock.now() - timedelta(minutes=5))
    assert figures(survey)["claim_lag_seconds"] == 300


def test_nothing_lags_at_night_nor_while_a_batch_is_paused(survey: Survey) -> None:
    survey.person(due_at=survey.clock.now() - timedelta(minutes=5))
    survey.clock.pass_(hours=12)
    assert figures(survey)["claim_lag_seconds"] == 0
    survey.clock.pass_(hours=12)
    survey.change(Batch, survey.batch_id, state="paused")
    assert figures(survey)["claim_lag_seconds"] == 0


def test_it_is_told_how_long_ago_a_call_was_claimed(survey: Survey) -> None:
    assert "last_claim_seconds" not in figures(survey)
    survey.rings(survey.person())
    survey.clock.pass_(seconds=40)
    assert figures(survey)["last_claim_seconds"] == 40


def test_a_database_that_does_not_answer_is_told_of(survey: Survey) -> None:
    lost = make_engine("postgresql://nobody@127.0.0.1:1/nothing")
    told = DatabaseFigures(lost, survey.clock).told().decode()
    assert "voicebot_database_up 0.0" in told
    lost.dispose()
