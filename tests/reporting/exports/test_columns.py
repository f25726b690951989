"""What the columns of a case file are called, and what their values mean."""

from dataclasses import replace

import pytest

from tests.interview.flows import asked, asked_in_two, flow, heard, rated, section
from tests.interview.uss import uss
from tests.reporting.exports.waves import wave
from voicebot.errors import Refused
from voicebot.questionnaire.model import Questionnaire
from voicebot.reporting.exports.columns import MISSING, Column, Kind, columns_of, labels_of

FIXED = ["case", "area", "victim_group", "outcome", "weight", "version", "language", "month", "day_part", "seconds"]
IN_TWO = {"1": {"1": 1, "2": 2}, "2": {"1": 3}}


def _columns(questionnaire: Questionnaire) -> dict[str, Column]:
    return {column.name: column for column in columns_of(wave({}, questionnaire=questionnaire))}


def _names(questionnaire: Questionnaire) -> list[str]:
    return list(_columns(questionnaire))[len(FIXED) :]


def test_what_is_known_of_a_case_comes_first_then_the_questions_then_the_first_steps() -> None:
    columns = _columns(uss())
    asked_ = [question.id for question in uss().questions.values()]
    assert list(columns) == [*FIXED, *asked_, "ethnicity_step1"]
    assert [column.kind for column in columns.values()].count(Kind.DECIMAL) == 1


def test_the_items_of_a_several_choice_have_a_column_of_yes_and_no_each() -> None:
    column = _columns(uss())["contact_problem_wait"]
    assert column.values == [(0, "no"), (1, "yes")]
    assert column.asked is not None
    assert column.asked.of == "contact is 5 or 6 or 7"


def test_information_has_no_column() -> None:
    assert _names(flow(section("core", rated("whole"), heard("notice")))) == ["whole"]


def test_a_question_called_like_another_column_gets_a_name_that_shows_it() -> None:
    questions = [rated(name) for name in ("whole", "case", "with", "weight", "q_weight")]
    columns = _columns(flow(section("core", *questions)))
    assert list(columns)[len(FIXED) :] == ["whole", "q_case", "q_with", "q_1", "q_weight"]
    asked_ = columns["q_1"].asked
    assert asked_ is not None
    assert asked_.question == "weight"


def test_a_question_with_too_long_a_name_is_numbered() -> None:
    assert _names(flow(section("core", rated("whole"), rated("w" * 65)))) == ["whole", "q_1"]


def test_a_first_step_never_takes_the_name_of_a_question() -> None:
    questions = (rated("whole"), asked_in_two("group", IN_TWO), rated("group_step1"))
    assert _names(flow(section("core", *questions))) == ["whole", "group", "group_step1", "q_1"]


def test_a_first_step_has_labels_of_its_own_and_the_codes_of_what_is_missing() -> None:
    column = _columns(uss())["ethnicity_step1"]
    assert dict(labels_of(column)) == MISSING | dict(column.values)
    assert dict(column.values)[2] == "Mixed"


def test_arms_share_their_columns_and_tell_how_they_ask() -> None:
    one = flow(section("core", rated("whole"), asked("more")))
    other = flow(section("core", rated("whole"), asked("less")))
    one, other = replace(one, digest="1" * 64), replace(other, digest="2" * 64)
    _reworded(one, "whole", "How was it?", {1: "good"})
    _reworded(other, "whole", "How bad was it?", {1: "not bad", 2: "bad"})
    columns = {column.name: column for column in columns_of(wave({}, arms={"a": one, "b": other}, asked_in=["b"]))}
    assert list(columns)[len(FIXED) :] == ["whole", "more", "less"]
    assert columns["version"].values == (("1" * 64, "arm a"), ("2" * 64, "arm b"))
    whole = columns["whole"]
    assert whole.values == [(1, "good / not bad"), (2, "bad")]
    assert whole.asked is not None
    assert whole.asked.wordings == {"a": "How was it?", "b": "How bad was it?"}


def test_before_the_first_launch_there_are_no_columns() -> None:
    with pytest.raises(Refused, match="its first launch fixes one"):
        columns_of(replace(wave({}), questionnaire=None))


def _reworded(questionnaire: Questionnaire, name: str, text: str, labels: dict[int, str]) -> None:
    questions = questionnaire.questions
    assert isinstance(questions, dict)
    questions[name] = replace(questions[name], text=text, labels=labels)
