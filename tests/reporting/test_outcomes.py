import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.outcomes import AAPOR, Result
from voicebot.reporting.outcomes import LABELS, Decision, case_outcome, decide

R = Result


@pytest.mark.parametrize(
    ("results", "code", "attempt"),
    [
        ([], "3.11", None),
        ([R.NO_ANSWER, R.COMPLETE], "1.1", 1),
        ([R.COMPLETE, R.OPTED_OUT], "1.1", 0),
        ([R.BREAK_OFF, R.NO_ANSWER, R.PARTIAL], "1.2", 2),
        ([R.NOT_FREE, R.LINE_FAILED, R.OPTED_OUT], "2.12", 1),
        ([R.HUNG_UP_BEFORE, R.NOT_THIS_TIME], "2.112", 1),
        ([R.ANOTHER_TIME, R.NO_REPLY], "2.21", 0),
        ([R.NO_REPLY, R.DEAD_NUMBER], "2.20", 0),
        ([R.DEAD_NUMBER, R.NO_ANSWER], "4.32", 0),
        ([R.NO_ANSWER, R.BUSY], "3.12", 1),
        ([R.BUSY, R.NOT_PLACED], "3.12", 0),
        ([R.NOT_PLACED], "3.11", 0),
        ([R.NOT_FREE, R.BUSY, R.ANOTHER_TIME], "2.21", 2),
    ],
)
def test_the_first_that_applies_decides(results: list[Result], code: str, attempt: int | None) -> None:
    assert decide(results) == Decision(code, attempt)


def test_an_opt_out_elsewhere_decides_unless_there_was_an_interview() -> None:
    assert decide([R.NO_ANSWER], closed_for=R.OPTED_OUT) == Decision("2.112", None)
    assert decide([R.COMPLETE], closed_for=R.OPTED_OUT) == Decision("1.1", 0)


def test_what_a_case_is_closed_for_counts_once() -> None:
    assert decide([R.BUSY, R.NO_ANSWER], closed_for=R.BUSY) == Decision("3.13", 1)


def test_every_code_has_a_label() -> None:
    assert set(AAPOR.values()) <= set(LABELS)


@given(st.lists(st.sampled_from(Result), max_size=5), st.none() | st.sampled_from(Result))
def test_the_deciding_attempt_has_the_code_of_the_case(results: list[Result], closed_for: Result | None) -> None:
    decision = decide(results, closed_for)
    assert decision.code == case_outcome(results, closed_for)
    if decision.attempt is not None:
        assert AAPOR[results[decision.attempt]] == decision.code
