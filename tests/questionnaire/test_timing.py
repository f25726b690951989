import pytest

from tests.questionnaire.flows import compiled
from voicebot.questionnaire.model import Ending, Line
from voicebot.questionnaire.timing import expected, expected_seconds, seconds_to_answer, spoken_seconds


def test_speech_is_calm_with_half_a_second_between_sentences() -> None:
    assert spoken_seconds(Line("a", ("one two three four five", "six seven eight nine ten"))) == 10 * 0.4 + 0.5
    assert spoken_seconds(Line("a", ("one",)), Line("b", ("two",))) == 2 * 0.4 + 0.5
    assert spoken_seconds() == 0


def test_a_key_is_pressed_when_half_of_what_is_offered_was_heard() -> None:
    asked, offered = Line("a", ("one two three four five",)), Line("b", ("six seven eight nine", "ten"))
    assert seconds_to_answer(asked, offered) == pytest.approx(5 * 0.4 + (0.5 + 5 * 0.4 + 0.5) / 2 + 2)


def test_a_scale_takes_longer_the_first_time() -> None:
    seconds = expected_seconds(compiled())
    assert seconds["contact"] > seconds["whole"] + 5


def test_a_question_that_not_everybody_is_asked_counts_in_part() -> None:
    """Of eight codes three lead to `waited`, and of its two one leads on to `waited_long`."""
    questionnaire, seconds = compiled(), expected_seconds(compiled())
    ask = questionnaire.scripts["en-GB"].ask
    assert seconds["waited"] == pytest.approx(seconds_to_answer(*ask["waited"]) * 3 / 8)
    assert seconds["waited_long"] == pytest.approx(seconds_to_answer(*ask["waited_long"]) * 3 / 8 / 2)


def test_a_second_step_counts_for_those_whose_first_key_leads_to_it() -> None:
    questionnaire, seconds = compiled(), expected_seconds(compiled())
    ask = questionnaire.scripts["en-GB"].ask
    assert seconds["background.1"] == pytest.approx(seconds_to_answer(*ask["background.1"]) / 2)


def test_the_whole_is_the_sum_of_its_parts_and_the_goodbye() -> None:
    seconds, time = expected_seconds(compiled()), expected(compiled())
    goodbye = spoken_seconds(*compiled().scripts["en-GB"].endings[Ending.COMPLETE])
    assert time.core_minutes == pytest.approx((seconds["contact"] + seconds["whole"]) / 60)
    assert time.total_minutes == pytest.approx((sum(seconds.values()) + goodbye) / 60)


def test_less_and_less_time_is_left_and_never_none() -> None:
    questionnaire = compiled()
    path = ["right_person", "safe_to_talk", "agreement", *questionnaire.order, "closing"]
    minutes = [questionnaire.minutes_left[step] for step in path]
    assert minutes == sorted(minutes, reverse=True)
    assert minutes[0] == 3
    assert minutes[-1] == 1
    assert questionnaire.minutes_left.keys() == questionnaire.steps.keys()
