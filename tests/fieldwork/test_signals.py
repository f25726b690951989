import pytest

from voicebot.fieldwork.rules import Brakes
from voicebot.fieldwork.signals import reason_to_pause
from voicebot.outcomes import Result

BRAKES = Brakes()


def calls(answered=100, **by_name):
    """The results of so many answered calls, so many of them as named and the rest complete."""
    found = [Result[name.upper()] for name, count in by_name.items() for _ in range(count)]
    return found + [Result.COMPLETE] * (answered - len(found))


def test_ordinary_calls_go_on():
    ordinary = calls(wrong_person=10, opted_out=15, hung_up_before=50, dropped=1)
    assert reason_to_pause(BRAKES, ordinary) is None


@pytest.mark.parametrize(
    ("signal", "words"),
    [
        ({"wrong_person": 11}, "wrong persons: 11 of 100 answered calls, more than 10%"),
        ({"opted_out": 10, "opted_out_before": 6}, "opt-outs: 16 of 100 answered calls, more than 15%"),
        ({"hung_up_before": 51}, "hang-ups before the gates: 51 of 100 answered calls, more than 50%"),
        ({"dropped": 2}, "dropped calls: 2 of 100 answered calls, more than 1%"),
    ],
)
def test_a_batch_pauses_with_the_figures(signal, words):
    assert reason_to_pause(BRAKES, calls(**signal)) == words


def test_no_share_is_looked_at_before_fifty_answered_calls():
    assert reason_to_pause(BRAKES, calls(49, wrong_person=49)) is None
    assert reason_to_pause(BRAKES, calls(50, wrong_person=50)) is not None


def test_calls_that_nobody_answered_are_in_no_share():
    many = calls(49, wrong_person=49) + [Result.NO_ANSWER] * 500 + [Result.MACHINE] * 500
    assert reason_to_pause(BRAKES, many) is None


def test_five_technical_failures_in_a_row_pause_a_batch_at_once():
    assert reason_to_pause(BRAKES, [Result.TECHNICAL] * 5) == "the last 5 calls failed for technical reasons"
    assert reason_to_pause(BRAKES, [Result.TECHNICAL] * 4) is None
    assert reason_to_pause(BRAKES, [*[Result.TECHNICAL] * 4, Result.BUSY]) is None
