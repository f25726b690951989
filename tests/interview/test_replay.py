from dataclasses import replace
from pathlib import Path

import pytest

from tests.interview.uss import uss
from tests.questionnaire.flows import compiled
from voicebot.errors import BadInput
from voicebot.interview.events import HungUp, Key, PickedUp, Silence
from voicebot.interview.replay import (
    TIMES_OPEN,
    Difference,
    SavedCall,
    first_difference,
    play,
    read_calls,
    usual_call,
    write_call,
)
from voicebot.questionnaire.model import Ending, Questionnaire

GOLDENS = Path(__file__).parent / "goldens"
TWO_CALLS = """\
# Not free
> picked up
> 2
# Rung again, in Polish, after an answer
language: pl-PL
answered before: contact 5, whole 2
> picked up, times open
> silence
> hangs up
"""


def written(call: SavedCall, questionnaire: Questionnaire | None = None) -> str:
    questionnaire = questionnaire or compiled()
    return write_call(questionnaire, call, play(questionnaire, call))


def test_a_file_holds_some_calls_each_under_its_title() -> None:
    first, second = read_calls(TWO_CALLS)
    assert (first.title, first.events) == ("Not free", (PickedUp(), Key("2")))
    assert second.events == (PickedUp(slots=TIMES_OPEN), Silence(), HungUp())
    assert (second.language, second.before) == ("pl-PL", {"contact": 5, "whole": 2})
    assert not first.expects
    assert not second.expects


def test_a_replay_tells_what_is_said_what_is_noted_and_what_the_call_counts_as() -> None:
    (call,) = read_calls("# Not free\n> picked up\n> 2\n")
    lines = written(call).splitlines()
    assert lines[2].startswith("right_person.ask | Hello. This is an automated research call from")
    assert lines[5:] == [
        "waits 12",
        "> 2",
        "+ ended not_free",
        "endings.not_free | Thank you. Goodbye.",
        "counts as not_free",
    ]


def test_a_call_that_is_not_over_goes_on() -> None:
    (call,) = read_calls("# Begins\n> picked up")
    assert written(call).endswith("\ngoes on\n")


def test_what_a_replay_writes_can_be_replayed_and_is_as_expected() -> None:
    for call in read_calls(TWO_CALLS):
        text = written(call)
        (again,) = read_calls(text)
        assert again.expects
        assert replace(again, lines=(), begins=1) == replace(call, lines=(), begins=1)
        assert first_difference(again, written(again)) is None


@pytest.mark.parametrize("path", sorted(GOLDENS.glob("*.call")), ids=lambda path: path.stem)
def test_the_golden_conversations_can_be_replayed(path: Path) -> None:
    for call in read_calls(path.read_text(encoding="utf-8")):
        assert first_difference(call, written(call, uss())) is None


def test_the_first_line_that_differs_is_told_with_its_number() -> None:
    text = "# One\n> picked up\n\n" + written(SavedCall("Two", (PickedUp(), Key("2")))).replace("waits 12", "waits 11")
    _, call = read_calls(text)
    assert first_difference(call, written(call)) == Difference(9, "waits 11", "waits 12")


@pytest.mark.parametrize(("cut", "expected"), [(-1, ""), (None, "one more")])
def test_a_line_too_few_or_too_many_differs(cut: int | None, expected: str) -> None:
    lines = [*written(SavedCall("One", (PickedUp(),))).splitlines()[:cut], *filter(None, [expected])]
    (call,) = read_calls("\n".join(lines))
    difference = first_difference(call, written(call))
    assert difference is not None
    assert difference.expected == expected


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "line 1: a call begins with its title"),
        ("> picked up\n# Late title", "line 1: a call begins with its title"),
        ("# Empty\n", "line 1: nothing happens in this call"),
        ("# One\n> picked up\n> hang up", "line 3: “hang up” is nothing that can happen; did you mean “hangs up”?"),
        ("# One\nanswered before: contact five\n> picked up", "line 2: “contact five” is no answer"),
    ],
)
def test_what_can_not_happen_is_told_with_its_line(text: str, fault: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_calls(text)
    assert refused.value.faults[0].startswith(fault)


def test_a_language_or_a_question_that_is_not_there_is_refused() -> None:
    for call in (SavedCall("", (), language="cy-GB"), SavedCall("", (), before={"contcat": 1})):
        with pytest.raises(BadInput, match=r"pl-PL|did you mean “contact”"):
            list(play(compiled(), call))


@pytest.mark.parametrize("questionnaire", [uss(), compiled(), compiled("two-steps")], ids=lambda one: one.name)
def test_the_usual_path_is_a_complete_interview(questionnaire: Questionnaire) -> None:
    *_, last = play(questionnaire, usual_call(questionnaire))
    assert last.state.ending is Ending.COMPLETE
    assert len(last.state.answers) >= 2


def test_the_usual_path_is_walked_in_the_language_that_is_asked_for() -> None:
    call = usual_call(compiled(), "pl-PL")
    assert {turn.said.language for turn in play(compiled(), call)} == {"pl-PL"}
