"""How the questionnaire fared in one call, from a conversation played by the engine itself."""

from datetime import datetime, timedelta

from tests import factories
from tests.interview.uss import uss
from voicebot.calls.tallying import PromptCounts, count_prompts
from voicebot.interview.engine import advance
from voicebot.interview.events import Event, HungUp, Key, PickedUp, Silence, Stop
from voicebot.interview.state import State, begin
from voicebot.outcomes import Result
from voicebot.questionnaire.model import AGREEMENT, CLOSING, RIGHT_PERSON, SAFE_TO_TALK

AGREED = "111"


def _events(keys: str) -> list[Event]:
    """`_` is silence."""
    return [Silence() if key == "_" else Key(key) for key in keys]


def _played(keys: str, seconds: int = 10) -> list[tuple[datetime, State]]:
    """The conversation after each of these keys, one every so many seconds."""
    state, _ = advance(uss(), begin(uss()), PickedUp())
    states = [(factories.NOON, state)]
    for nth, event in enumerate(_events(keys), 1):
        state, _ = advance(uss(), state, event)
        states.append((factories.NOON + timedelta(seconds=seconds * nth), state))
    return states


def _counts(keys: str, *, ends: Event | None = None, result: Result = Result.BREAK_OFF) -> dict[str, PromptCounts]:
    states = _played(keys)
    last, _ = advance(uss(), states[-1][1], ends or HungUp())
    return dict(count_prompts(uss(), states, last, result))


def test_a_prompt_that_a_key_leads_on_from_is_shown_and_answered_once() -> None:
    counts = _counts(AGREED + "2")
    passed = PromptCounts(shown=1, answered=1, left=1, seconds=10)
    assert [counts[step] for step in (RIGHT_PERSON, SAFE_TO_TALK, AGREEMENT, "contact")] == [passed] * 4
    assert counts["action"] == PromptCounts(shown=1, broke_off=1)


def test_silences_and_wrong_keys_after_which_it_is_asked_again_are_counted() -> None:
    assert _counts(AGREED + "_#_2" + "1")["contact"].silences == 2
    twice_wrong = _counts("18" + "1" + "1" + "2")
    assert twice_wrong[SAFE_TO_TALK] == PromptCounts(shown=1, answered=1, invalid=1, left=1, seconds=20)


def test_a_question_that_stays_without_an_answer_is_unanswered() -> None:
    counts = _counts(AGREED + "___" + "1")
    assert counts["contact"] == PromptCounts(shown=1, unanswered=1, silences=2, left=1, seconds=30)


def test_two_unanswered_questions_end_the_call_where_they_stand() -> None:
    counts = _counts(AGREED + "______", result=Result.FELL_SILENT)
    assert counts["action"] == PromptCounts(shown=1, unanswered=1, silences=2, broke_off=1, left=1, seconds=30)


def test_what_somebody_would_rather_not_say_is_refused() -> None:
    assert _counts(AGREED + "9")["contact"] == PromptCounts(shown=1, refused=1, left=1, seconds=10)


def test_hearing_it_again_is_a_repeat_and_its_time_belongs_to_the_prompt() -> None:
    assert _counts(AGREED + "*2")["contact"] == PromptCounts(shown=1, answered=1, repeats=1, left=1, seconds=20)


def test_help_belongs_to_the_prompt_that_was_left_for_it() -> None:
    counts = _counts(AGREED + "**" + "1" + "2")
    assert counts["contact"] == PromptCounts(shown=1, answered=1, repeats=2, left=1, seconds=40)
    assert not any(step.startswith("help") for step in counts)


def test_an_opt_out_is_a_break_off_where_it_was_made() -> None:
    counts = _counts(AGREED + "2" + "0" + "0", result=Result.OPTED_OUT)
    assert counts["action"].broke_off == 1
    assert counts["action"].answered == 0


def test_an_opt_out_that_was_a_mistake_is_none() -> None:
    counts = _counts(AGREED + "2" + "0" + "1" + "3")
    assert counts["action"] == PromptCounts(shown=1, answered=1, repeats=1, left=1, seconds=30)


def test_going_back_is_no_answer_and_shows_the_question_before_anew() -> None:
    counts = _counts(AGREED + "2" + "#" + "3")
    assert counts["action"].shown == 2
    assert counts["action"].answered == 0
    assert (counts["contact"].shown, counts["contact"].answered) == (2, 2)


def test_two_steps_of_a_question_are_two_prompts() -> None:
    states = _played(AGREED + "1" * 60)
    asked = {state.step for _, state in states}
    counts = count_prompts(uss(), states, states[-1][1], Result.COMPLETE)
    assert "ethnicity.1" in asked
    assert (counts["ethnicity"].answered, counts["ethnicity.1"].answered) == (1, 1)


def test_hanging_up_after_the_last_question_is_no_break_off() -> None:
    states = _played(AGREED + "1" * 60)
    closing = next(nth for nth, (_, state) in enumerate(states) if state.step == CLOSING)
    last, _ = advance(uss(), states[closing][1], HungUp())
    counts = count_prompts(uss(), states[: closing + 1], last, Result.COMPLETE)
    assert counts[CLOSING].shown == 1
    assert not any(one.broke_off for one in counts.values())


def test_a_call_that_we_ended_or_lost_is_nobodys_break_off() -> None:
    assert _counts(AGREED + "2", ends=Stop(), result=Result.STOPPED)["action"].broke_off == 0
    assert _counts(AGREED + "2", result=Result.LINE_FAILED)["action"].broke_off == 0


def test_of_an_interview_that_was_withdrawn_nothing_is_counted() -> None:
    assert _counts(AGREED + "2" + "0" + "2", result=Result.WITHDRAWN) == {}
