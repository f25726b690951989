from dataclasses import replace

import pytest

from tests.interview.conversation import Call
from tests.interview.flows import TIMES
from tests.interview.uss import uss
from voicebot.calls.call_result import is_machine, result_answered, result_unanswered, resumes
from voicebot.interview.state import State
from voicebot.outcomes import Result
from voicebot.telephony.status import CallStatus


def after(*keys: str, silences: int = 0) -> State:
    """The conversation after these keys and silences, when the line has gone."""
    return Call(uss()).picked_up().presses(*keys).stays_silent(silences).hangs_up().state


AT_GATE_2 = ("1",)
AGREED = ("1", "1", "1")
ONE_ANSWER = (*AGREED, "2")
PARTIAL = (*AGREED, "9", "9", "9", "9", "3")
COMPLETE = (*AGREED, *("1" * 20))


@pytest.mark.parametrize(
    ("status", "sip_code", "result"),
    [
        (CallStatus.BUSY, 486, Result.BUSY),
        (CallStatus.NO_ANSWER, None, Result.NO_ANSWER),
        (CallStatus.CANCELED, None, Result.NOT_PLACED),
        (CallStatus.FAILED, None, Result.TECHNICAL),
        (CallStatus.FAILED, 500, Result.TECHNICAL),
        (CallStatus.FAILED, 404, Result.DEAD_NUMBER),
        (CallStatus.FAILED, 410, Result.DEAD_NUMBER),
        (CallStatus.FAILED, 484, Result.DEAD_NUMBER),
        (CallStatus.FAILED, 604, Result.DEAD_NUMBER),
        (CallStatus.FAILED, 403, Result.BLOCKED),
        (CallStatus.FAILED, 603, Result.BLOCKED),
        (CallStatus.FAILED, 607, Result.BLOCKED),
    ],
)
def test_a_call_that_nobody_picked_up_counts_by_the_providers_word(
    status: CallStatus, sip_code: int | None, result: Result
) -> None:
    assert result_unanswered(status, sip_code) is result


@pytest.mark.parametrize(
    ("keys", "answered_by", "hung_up_by_us", "result"),
    [
        pytest.param((), None, False, Result.NOTHING_HEARD, id="no key and no verdict"),
        pytest.param((), "unknown", False, Result.NOTHING_HEARD, id="no key and a verdict that says nothing"),
        pytest.param((), "human", False, Result.HUNG_UP_BEFORE, id="a person who pressed no key"),
        pytest.param((), "machine_start", False, Result.MACHINE, id="a machine that hung up by itself"),
        pytest.param((), "machine_start", True, Result.MACHINE, id="a machine that we hung up on"),
        pytest.param((), "fax", True, Result.MACHINE, id="a fax"),
        pytest.param((), None, True, Result.DROPPED, id="stopped before the first key"),
        pytest.param(("7",), None, False, Result.HUNG_UP_BEFORE, id="a key, but none that means anything"),
        pytest.param(("7",), "machine_start", True, Result.DROPPED, id="a wrong verdict after a key"),
        pytest.param(AT_GATE_2, "machine_start", False, Result.HUNG_UP, id="a wrong verdict that did nothing"),
        pytest.param(AT_GATE_2, None, True, Result.DROPPED, id="hung up on at gate 2"),
        pytest.param(AT_GATE_2, None, False, Result.HUNG_UP, id="hung up at gate 2"),
        pytest.param(AGREED, None, False, Result.HUNG_UP, id="hung up at the first question"),
        pytest.param(AGREED, None, True, Result.LINE_FAILED, id="hung up on at the first question"),
        pytest.param(ONE_ANSWER, None, False, Result.BREAK_OFF, id="hung up after an answer"),
        pytest.param(ONE_ANSWER, None, True, Result.LINE_FAILED, id="hung up on after an answer"),
        pytest.param(PARTIAL, None, True, Result.PARTIAL, id="hung up on when enough was said"),
        pytest.param(COMPLETE, None, True, Result.COMPLETE, id="hung up on when all was said"),
        pytest.param(("0",), None, True, Result.OPTED_OUT_BEFORE, id="hung up on after an opt-out"),
        pytest.param(("1", "0"), None, False, Result.OPTED_OUT, id="opted out by the person"),
        pytest.param(("3",), "machine_start", True, Result.WRONG_PERSON, id="an ending in words stands"),
    ],
)
def test_a_call_that_was_picked_up_counts_by_where_its_conversation_stood(
    keys: tuple[str, ...], answered_by: str | None, hung_up_by_us: bool, result: Result
) -> None:
    assert result_answered(uss(), after(*keys), answered_by, hung_up_by_us=hung_up_by_us) is result


def test_silence_through_gate_1_is_nothing_heard_unless_a_machine_was() -> None:
    silent = after(silences=3)
    assert result_answered(uss(), silent, "human", hung_up_by_us=False) is Result.NOTHING_HEARD
    assert result_answered(uss(), silent, "machine_end_beep", hung_up_by_us=False) is Result.MACHINE


def test_whoever_picked_up_and_heard_nothing_was_dropped_by_us() -> None:
    assert result_answered(uss(), None, None, hung_up_by_us=False) is Result.DROPPED
    assert result_answered(uss(), None, "human", hung_up_by_us=False) is Result.DROPPED
    assert result_answered(uss(), None, "machine_start", hung_up_by_us=False) is Result.MACHINE


def test_a_withdrawal_counts_as_one_whoever_hung_up() -> None:
    withdrawn = after(*ONE_ANSWER, "0", "2")
    assert result_answered(uss(), withdrawn, None, hung_up_by_us=True) is Result.WITHDRAWN


def test_a_conversation_that_was_not_told_of_the_hang_up_counts_by_what_was_said() -> None:
    open_ended = replace(after(*ONE_ANSWER), ending=None)
    assert result_answered(uss(), open_ended, None, hung_up_by_us=False) is Result.BREAK_OFF


@pytest.mark.parametrize(
    "word", ["machine_start", "machine_end_beep", "machine_end_silence", "machine_end_other", "fax"]
)
def test_every_word_for_a_machine_is_known(word: str) -> None:
    assert is_machine(word)


@pytest.mark.parametrize("word", ["human", "unknown", "", None])
def test_no_other_word_is_a_machine(word: str | None) -> None:
    assert not is_machine(word)


ASKS_FOR_ANOTHER_TIME = ("*", "*", "3", "1")


def put_off(*keys: str) -> State:
    """The conversation after these keys, when times are open to choose from."""
    return Call(uss()).picked_up(slots=TIMES).presses(*keys).state


@pytest.mark.parametrize(
    ("state", "result", "before", "expected"),
    [
        (put_off(*ONE_ANSWER, *ASKS_FOR_ANOTHER_TIME), Result.BREAK_OFF, False, True),
        (put_off(*AGREED, *ASKS_FOR_ANOTHER_TIME), Result.ANOTHER_TIME, False, True),
        (put_off(*AT_GATE_2, "2", "1"), Result.ANOTHER_TIME, False, False),
        (put_off(*AT_GATE_2, "2", "1"), Result.ANOTHER_TIME, True, True),
        (put_off("2"), Result.NOT_FREE, True, True),
        (after(*ONE_ANSWER), Result.BREAK_OFF, False, False),
        (after(*ONE_ANSWER), Result.BREAK_OFF, True, False),
        (after(*AGREED, silences=6), Result.FELL_SILENT, True, True),
        (after(*ONE_ANSWER), Result.LINE_FAILED, True, True),
    ],
)
def test_an_interview_is_gone_on_with_only_if_the_person_asked_for_it(
    state: State, result: Result, before: bool, expected: bool
) -> None:
    assert resumes(state, result, before=before) is expected
