"""What is read of a wave, on both databases."""

import json
from collections.abc import Mapping

import polars as pl
import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from tests import factories
from tests.calls.survey import SOURCE
from voicebot.errors import NotFound
from voicebot.reporting.wave_data import WaveData, frame_column, load, load_interviews
from voicebot.store.engine import reading, transaction
from voicebot.store.tables import CallHour, Margin, Stratum, Wave, WaveArm
from voicebot.store.versions import keep_version

CORE = ("contact", "action", "follow_up", "treatment", "whole")


class Field:
    """A wave whose second replicate waits. `case` adds somebody with the results of their calls, in order."""

    def __init__(self, session: Session) -> None:
        self.session = session
        keep_version(session, SOURCE.digest, SOURCE.name, SOURCE.to_json())
        self.wave = factories.wave(session, name="autumn", version=SOURCE.digest)
        self.sample = factories.sample(session, wave_id=self.wave.id, replicates=2, released=1)
        self.batch = factories.batch(session, wave_id=self.wave.id)
        session.add(Stratum(sample_id=self.sample.id, area="Camden", victim_group="burglary", eligible=50, drawn=5))
        for variable, category in (("area", "Camden"), ("victim_group", "burglary"), ("gender", "female")):
            session.add(Margin(sample_id=self.sample.id, variable=variable, category=category, persons=50))
        session.flush()

    def case(self, *results: str, answers: Mapping[str, object] | None = None, **columns: object) -> str:
        given = {"wave_id": self.wave.id, "sample_id": self.sample.id, "batch_id": self.batch.id, "state": "closed"}
        case = factories.case(self.session, **given | columns).id
        for ordinal, result in enumerate(results, 1):
            self.attempt(case, ordinal=ordinal, result=result)
        for question, what in (answers or {}).items():
            status, code = (what, None) if isinstance(what, str) else ("answered", what)
            factories.answer(self.session, case, question, code, status)
        return case

    def attempt(self, case: str, **columns: object) -> None:
        usual = {"case_id": case, "batch_id": self.batch.id, "version": SOURCE.digest, "state": "settled"}
        factories.attempt(self.session, **usual | columns)


def _read(engine: Engine) -> WaveData:
    with reading(engine) as session:
        return load(session, "autumn")


def test_a_case_has_its_outcome_and_what_is_known_of_the_call_that_decided_it(engine: Engine) -> None:
    with transaction(engine) as session:
        field = Field(session)
        case = field.case(codes=json.dumps({"gender": "female"}))
        field.attempt(case, ordinal=1, result="no_answer", day_part="weekday_day")
        field.attempt(case, ordinal=2, result="complete", day_part="weekend", seconds=420, language="pl-PL")
        field.attempt(case, ordinal=3, result="opted_out")
    row = _read(engine).cases.row(0, named=True)
    assert (row["outcome"], row["interviewed"], row["attempts"], row["ordinal"]) == ("1.1", True, 3, 2)
    assert (row["day_part"], row["month"], row["seconds"], row["language"]) == ("weekend", "2026-11", 420, "pl-PL")
    assert (row["version"], row["is_open"]) == (SOURCE.digest, False)
    assert row[frame_column("gender")] == "female"
    assert row[frame_column("area")] == "Camden"


def test_a_case_that_was_never_called_is_there_with_nothing_known_of_a_call(engine: Engine) -> None:
    with transaction(engine) as session:
        Field(session).case(state="waiting")
    row = _read(engine).cases.row(0, named=True)
    assert (row["outcome"], row["attempts"], row["is_open"]) == ("3.11", 0, True)
    assert {row[name] for name in ("ordinal", "version", "language", "month", "day_part", "seconds")} == {None}
    assert row[frame_column("gender")] == "not_recorded"


def test_an_opt_out_by_another_way_decides_without_a_call(engine: Engine) -> None:
    with transaction(engine) as session:
        Field(session).case("no_answer", closed_for="opted_out")
    row = _read(engine).cases.row(0, named=True)
    assert (row["outcome"], row["ordinal"], row["month"], row["version"]) == ("2.112", None, None, SOURCE.digest)


def test_cases_of_replicates_that_are_not_released_are_nowhere(engine: Engine) -> None:
    with transaction(engine) as session:
        field = Field(session)
        field.case("complete", answers={"whole": 2})
        field.case("complete", answers={"whole": 2}, replicate=2)
    data = _read(engine)
    assert (data.cases.height, data.attempts.height, data.answers["case"].n_unique()) == (1, 1, 1)
    assert data.strata.row(0) == ("Camden", "burglary", 50, 5, 1, 1)


def test_calls_that_are_not_settled_are_not_there_yet(engine: Engine) -> None:
    with transaction(engine) as session:
        field = Field(session)
        field.attempt(field.case("no_answer", state="calling"), ordinal=2, state="placed")
    data = _read(engine)
    assert data.attempts["result"].to_list() == ["no_answer"]
    assert data.cases["attempts"].to_list() == [1]


def test_a_call_has_its_code_its_hour_in_london_and_its_price_without_a_sign(engine: Engine) -> None:
    with transaction(engine) as session:
        field = Field(session)
        summer = factories.NOON.replace(month=7, day=6)
        field.attempt(field.case(), result="busy", claimed_at=summer, price="-0.0125", currency="GBP", rang=True)
    data = _read(engine)
    row = data.attempts.row(0, named=True)
    assert (row["code"], row["weekday"], row["hour"], row["month"]) == ("3.12", 0, 13, "2026-07")
    assert (row["price"], row["rang"], row["answered"], row["inbound"]) == (0.0125, True, False, False)
    assert data.facts.currency == "GBP"
    assert data.hours.row(0) == (0, 13, 1, 0, 0)


def test_every_question_of_a_person_who_answered_anything_has_a_status(engine: Engine) -> None:
    with transaction(engine) as session:
        case = Field(session).case(
            "partial", answers={"contact": 1, "action": "refused", "follow_up": "silent", "treatment": 6, "whole": 3}
        )
    answers = _read(engine).answers
    status = dict(answers.select("question", "status").iter_rows())
    assert set(answers["case"]) == {case}
    assert len(status) == answers.height == len(_questions(engine))
    assert (status["contact"], status["action"], status["follow_up"]) == ("answered", "refused", "silent")
    assert status["contact_problem_wait"] == "not_asked"
    assert (status["contact_first"], status["gender"]) == ("not_reached", "not_reached")


def test_skipping_the_questions_about_oneself_refuses_each_of_them(engine: Engine) -> None:
    with transaction(engine) as session:
        Field(session).case("complete", answers={"whole": 3, "about_you": "refused"})
    status = dict(_read(engine).answers.select("question", "status").iter_rows())
    assert {status[name] for name in ("gender", "age", "ethnicity", "faith")} == {"refused"}
    assert "about_you" not in status


def test_of_a_destroyed_wave_the_hours_of_calls_are_those_that_were_kept(engine: Engine) -> None:
    with transaction(engine) as session:
        field = Field(session)
        field.case("no_answer")
        field.wave.state = "destroyed"
        session.add(CallHour(wave_id=field.wave.id, weekday=2, hour=18, placed=7, answered=3, interviewed=1))
    data = _read(engine)
    assert data.hours.rows() == [(2, 18, 7, 3, 1)]
    assert data.attempts.select("weekday", "hour").row(0) == (None, None)


def test_a_wave_with_arms_has_the_version_of_each(engine: Engine) -> None:
    with transaction(engine) as session:
        field = Field(session)
        field.wave.version = None
        session.add(WaveArm(wave_id=field.wave.id, arm="a", version=SOURCE.digest))
        field.case("complete", arm="a", answers={"whole": 1})
    data = _read(engine)
    assert list(data.arms) == ["a"]
    assert data.questionnaire is data.arms["a"]
    assert data.cases["arm"].to_list() == ["a"]


def test_the_interviews_alone_are_the_same_as_those_of_the_whole(engine: Engine) -> None:
    with transaction(engine) as session:
        field = Field(session)
        field.case("no_answer", "complete", answers=dict.fromkeys(CORE, 2) | {"gender": 1})
        field.case("break_off", answers={"contact": 2})
        field.case("no_answer")
    with reading(engine) as session:
        part, whole = load_interviews(session, "autumn", CORE), load(session, "autumn")
    columns = ["case", "area", "outcome", "month", "version"]
    assert part.cases.select(columns).equals(whole.cases.filter("interviewed").select(columns))
    of_core = whole.answers.filter(pl.col("question").is_in(CORE), pl.col("code") == 2)
    assert part.answers.join(of_core, on=["case", "question"], how="semi").height == len(CORE)
    assert part.strata.equals(whole.strata)


def test_a_wave_without_a_sample_or_of_no_name_is_not_found(engine: Engine) -> None:
    with transaction(engine) as session:
        factories.wave(session, name="autumn")
    with reading(engine) as session:
        with pytest.raises(NotFound, match="no sample was drawn"):
            load(session, "autumn")
        with pytest.raises(NotFound, match="no wave called winter"):
            load(session, "winter")


def test_before_the_first_launch_there_is_no_questionnaire_and_nothing_else_is_missing(engine: Engine) -> None:
    with transaction(engine) as session:
        field = Field(session)
        session.get_one(Wave, field.wave.id).version = None
        field.case(state="waiting")
    data = _read(engine)
    assert data.questionnaire is None
    assert (data.cases.height, data.attempts.height, data.answers.height) == (1, 0, 0)


def _questions(engine: Engine) -> list[str]:
    questionnaire = _read(engine).questionnaire
    assert questionnaire is not None
    return [question.id for question in questionnaire.questions.values() if not question.information]
