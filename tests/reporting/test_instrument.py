import pytest

from tests.reporting.made import people, wave
from voicebot.reporting.instrument import PromptFigures, prompts


def _prompts(**tallies: dict[str, int]) -> dict[str, PromptFigures]:
    rows = [{"step": step, **counts} for step, counts in tallies.items()]
    return {one.step: one for one in prompts(wave(people((1, {})), tallies=rows))}


def test_the_prompts_are_in_the_order_of_asking_with_second_steps_behind_their_first() -> None:
    rows = ("ethnicity.2", "whole", "gender", "right_person", "contact", "closing", "ethnicity")
    assert list(_prompts(**{step: {"shown": 10} for step in rows})) == [
        "right_person",
        "contact",
        "whole",
        "gender",
        "ethnicity",
        "ethnicity.2",
        "closing",
    ]


def test_the_curve_of_break_offs_begins_with_the_first_question() -> None:
    found = _prompts(
        agreement={"shown": 200, "broke_off": 90},
        contact={"shown": 100, "broke_off": 5},
        action={"shown": 95, "broke_off": 10},
        whole={"shown": 80},
    )
    assert [found[step].remaining for step in ("agreement", "contact", "action", "whole")] == [
        None,
        pytest.approx(0.95),
        pytest.approx(0.85),
        pytest.approx(0.85),
    ]


def test_seconds_are_a_mean_over_the_times_that_a_prompt_was_left() -> None:
    found = _prompts(contact={"shown": 10, "left": 8, "seconds": 96}, action={"shown": 2})
    assert (found["contact"].seconds, found["action"].seconds) == (12.0, None)


def test_a_prompt_that_never_came_up_is_not_there() -> None:
    assert list(_prompts(contact={"shown": 1})) == ["contact"]
