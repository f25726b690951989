"""The rows of case files; that they agree with the conversation, whatever is said, is tested in `test_agreement.py`."""

from dataclasses import replace

import polars as pl

from tests.interview.flows import asked, asked_in_two, flow, rated, section
from tests.reporting.exports.waves import wave
from voicebot.interview.state import Answer, Status
from voicebot.reporting.exports.case_tables import long, wide
from voicebot.reporting.exports.columns import columns_of
from voicebot.reporting.wave_data import WaveData

SATISFIED, UNSURE = Answer(Status.ANSWERED, 2), Answer(Status.DONT_KNOW, 8)
IN_TWO = {"1": {"1": 1, "2": 2, "3": 3}, "2": {"1": 5}}


def _wide(data: WaveData) -> list[dict[str, object]]:
    return wide(data, columns_of(data)).rows(named=True)


def _long(data: WaveData) -> list[tuple[object, ...]]:
    return long(data, columns_of(data)).rows()


def test_a_case_without_a_call_has_its_version_and_nothing_else_of_a_call() -> None:
    data = wave({}, version=pl.lit(None, pl.String), month=pl.lit(None, pl.String), seconds=pl.lit(None, pl.Int32))
    [row] = _wide(replace(data, cases=data.cases.with_columns(version=pl.lit(None, pl.String))))
    assert (row["version"], row["month"], row["seconds"]) == (data.facts.version, None, None)
    assert (row["whole"], row["ethnicity_step1"]) == (-1, -1)


def test_a_long_file_has_a_row_for_each_question_of_each_case_in_words_and_codes() -> None:
    questionnaire = flow(section("core", rated("whole"), asked("more", when={"whole": [1, 2]}), asked("last")))
    ways = ({"whole": UNSURE}, {"whole": SATISFIED, "more": Answer(Status.REFUSED), "last": Answer(Status.SILENT)})
    rows = _long(wave(*ways, questionnaire=questionnaire))
    assert rows == [
        ("case000000", "whole", "core", 8, None, "dont_know", 30),
        ("case000000", "more", "core", -2, "not asked", "not_asked", None),
        ("case000000", "last", "core", -1, "not reached", "not_reached", None),
        ("case000001", "whole", "core", 2, None, "answered", 32),
        ("case000001", "more", "core", -9, "prefer not to say", "refused", 31),
        ("case000001", "last", "core", -3, "no answer given", "silent", 30),
    ]


def test_a_long_file_names_the_answer() -> None:
    data = wave({"contact": UNSURE, "action_explained": Answer(Status.ANSWERED, 0)})
    labels = {row[1]: row[4] for row in _long(data)}
    assert labels["contact"] == "not sure, or it does not apply"
    assert labels["action_explained"] == "no"


def test_the_first_of_two_steps_is_kept_apart_also_when_the_second_went_unanswered() -> None:
    questionnaire = flow(section("core", rated("whole"), asked_in_two("details", IN_TWO)))
    answers = (
        Answer(Status.ANSWERED, 5, first=2),
        Answer(Status.SILENT, first=1),
        Answer(Status.REFUSED),
        None,
    )
    ways = [{"whole": SATISFIED} | ({"details": answer} if answer else {}) for answer in answers]
    rows = _wide(wave(*ways, questionnaire=questionnaire))
    assert [row["details"] for row in rows] == [5, -3, -9, -1]
    assert [row["details_step1"] for row in rows] == [2, 1, -9, -1]


def test_what_only_another_arm_asks_was_not_asked() -> None:
    one = replace(flow(section("core", rated("whole"), rated("more"))), digest="1" * 64)
    other = replace(flow(section("core", rated("whole"), asked_in_two("more", IN_TWO), rated("else"))), digest="2" * 64)
    ways = (
        {"whole": SATISFIED, "more": SATISFIED},
        {"whole": SATISFIED, "more": Answer(Status.ANSWERED, 1, first=1), "else": SATISFIED},
        {},
    )
    data = wave(*ways, arms={"a": one, "b": other}, asked_in=["a", "b", "a"])
    rows = _wide(replace(data, cases=data.cases.with_columns(version=pl.lit(None, pl.String))))
    assert [row["version"][0] for row in rows] == ["1", "2", "1"]
    assert [(row["else"], row["more"], row["more_step1"]) for row in rows] == [(-2, 2, -2), (2, 1, 1), (-1, -1, -1)]
