"""The results of a whole wave; that both databases give the same data is tested in `test_wave_data.py`."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import Engine, update

from tests.factories import NOON
from tests.fieldwork.office import StoppedClock
from tests.reporting.synthetic import GROUPS, SyntheticWave
from voicebot.commands.output import print_json
from voicebot.fieldwork.destroying import destroy_wave
from voicebot.fieldwork.rules import Targets, WaveRules
from voicebot.privacy.keystore import KeyStore
from voicebot.reporting.results import Results, results
from voicebot.store.engine import reading, transaction
from voicebot.store.tables import Batch, Case

WAVE = SyntheticWave(cases=360)


def _made(engine: Engine, *waves: SyntheticWave) -> Results:
    with transaction(engine) as session:
        for wave in waves:
            wave.keep(session)
    return _read(engine, waves[-1].name)


def _read(engine: Engine, name: str = WAVE.name) -> Results:
    with reading(engine) as session:
        return results(session, name)


def test_a_wave_is_worked_out_from_the_frame_to_the_headline(engine: Engine) -> None:
    found = _made(engine, WAVE)
    funnel = found.funnel
    assert (funnel.eligible, funnel.drawn, funnel.released, funnel.called) == (1800, 360, 360, 360)
    assert funnel.called > funnel.reached > funnel.interviewed >= funnel.complete > 0
    assert sum(one.cases for one in found.outcomes) == 360
    assert found.rates.headline.rr2 == pytest.approx(funnel.interviewed / 360)
    assert found.weighting is not None
    assert found.weighting.interviews == funnel.interviewed
    assert found.headline is not None
    assert found.headline.overall.low < found.headline.overall.share < found.headline.overall.high
    assert [one.question for one in found.satisfaction] == ["contact", "action", "follow_up", "treatment", "whole"]


def test_rates_by_group_add_up_to_the_wave_and_those_of_calls_to_its_calls(sqlite_engine: Engine) -> None:
    found = _made(sqlite_engine, WAVE)
    assert sum(one.cases for one in found.rates_by_area) == 360
    assert [one.group for one in found.rates_by_victim_group] == sorted(GROUPS)
    assert found.rates_by_attempt[0].cases == 360
    assert sum(one.cases for one in found.rates_by_day_part) == found.calls.placed
    assert sum(one.cases for one in found.rates_by_attempt) == found.calls.placed


def test_everything_there_is_can_be_printed_as_json(sqlite_engine: Engine, capsys: pytest.CaptureFixture[str]) -> None:
    print_json(_made(sqlite_engine, WAVE))
    printed = capsys.readouterr().out
    assert "0x" not in printed
    assert "shape:" not in printed
    assert "NaN" not in printed


def test_the_destruction_of_a_wave_changes_no_result_but_what_it_says_of_its_state(
    sqlite_engine: Engine, keys: KeyStore
) -> None:
    with transaction(sqlite_engine) as session:
        wave = WAVE.keep(session)
        keys.make_wave_key(wave.key_id)
        for batch in session.query(Batch):
            batch.state = "finished"
    before = _read(sqlite_engine)
    destroy_wave(sqlite_engine, StoppedClock(NOON), keys, name=WAVE.name, who="administrator")
    after = _read(sqlite_engine)
    assert after.facts.state == "destroyed"
    assert replace(after, facts=before.facts) == before
    assert replace(after.facts, state=before.facts.state) == before.facts


def test_with_few_interviews_nothing_is_estimated_and_the_rest_is_there(sqlite_engine: Engine) -> None:
    found = _made(sqlite_engine, SyntheticWave(cases=36, response=0.3))
    assert (found.weighting, found.satisfaction, found.distributions, found.trends) == (None, (), (), ())
    assert found.rates.headline.rr1 is not None
    assert found.profiles
    assert any("fewer than 30 interviews" in note for note in found.notes)


def test_before_anybody_was_called_there_are_results_too(sqlite_engine: Engine) -> None:
    found = _made(sqlite_engine, SyntheticWave(cases=12, response=0, released=0))
    assert found.funnel.released == 0
    assert found.calls.calls_per_interview is None
    assert found.rates.headline.rr1 is None


def test_hard_quotas_leave_shares_alone_and_are_told(sqlite_engine: Engine) -> None:
    rules = WaveRules(targets=Targets(interviews=100, hard=True))
    found = _made(sqlite_engine, replace(WAVE, rules=rules))
    assert found.facts.hard_quotas
    assert any("no probability sample" in note for note in found.notes)
    shares = [one.overall for one in found.satisfaction]
    shares += [code.estimate for one in found.distributions for code in one.codes]
    assert {(one.low, one.high, one.n_effective) for one in shares} == {(None, None, None)}
    assert {one.p_holm for variable in found.profiles for one in variable.categories} == {None}


def test_a_trend_goes_over_the_waves_before_and_breaks_where_another_kind_of_people_was_asked(
    sqlite_engine: Engine,
) -> None:
    younger = WaveRules.model_validate({"eligibility": {"minimum_age": 16}})
    found = _made(
        sqlite_engine,
        replace(WAVE, name="spring", reference_date=date(2026, 5, 1), rules=younger),
        replace(WAVE, name="summer", reference_date=date(2026, 8, 1)),
        replace(WAVE, name="later", reference_date=date(2027, 2, 1)),
        WAVE,
    )
    (whole,) = [trend for trend in found.trends if trend.question == "whole"]
    assert [point.wave for point in whole.points] == ["spring", "summer", "autumn"]
    assert [point.broken for point in whole.points] == [(), ("eligibility",), ()]
    assert [point.change is not None for point in whole.points] == [False, False, True]
    assert found.headline is not None
    assert whole.points[-1].estimate == found.headline.overall


def test_a_wave_that_may_still_be_called_gives_interim_figures(sqlite_engine: Engine) -> None:
    with transaction(sqlite_engine) as session:
        WAVE.keep(session)
        session.execute(update(Case).where(Case.area == "CE").values(state="waiting"))
    assert any("interim figures" in note for note in _read(sqlite_engine).notes)
