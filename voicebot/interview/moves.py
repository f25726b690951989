"""The moves that a conversation is made of: ask a step, leave it for an aside and come back, end.

Which event leads to which move is decided in `engine.py` and `asides.py`.
"""

from collections.abc import Mapping
from dataclasses import replace

from voicebot.interview.events import AnswersWithdrawn, Ended, Record
from voicebot.interview.state import Answer, Stage, State
from voicebot.questionnaire.model import Ending, Lead, Questionnaire

Outcome = tuple[State, tuple[Record, ...]]


def go_to(  # noqa: PLR0913 - all that changes when a step is asked, at once
    questionnaire: Questionnaire,
    state: State,
    step_id: str,
    lead: Lead = Lead.NONE,
    unanswered: int = 0,
    *,
    stage: Stage | None = None,
    answers: Mapping[str, Answer] | None = None,
) -> State:
    """Ask that step after so many unanswered questions in a row; its scale is read in full if it was not before.

    `stage` and `answers` are as they are from here on, if they have changed.
    """
    scale = questionnaire.steps[step_id].scale
    known = scale is not None and scale in state.heard
    heard = state.heard if known or scale is None else (*state.heard, scale)
    return replace(
        state,
        step=step_id,
        stage=state.stage if stage is None else stage,
        lead=lead,
        full=not known,
        misses=0,
        unanswered=unanswered,
        heard=heard,
        answers=state.answers if answers is None else answers,
    )


def step_aside(state: State, step_id: str) -> State:
    """Ask that step, and remember the one that is left for it."""
    return replace(state, step=step_id, back_to=(*state.back_to, state.step), lead=Lead.NONE, misses=0, full=True)


def step_back(questionnaire: Questionnaire, state: State, lead: Lead = Lead.NONE) -> State:
    """Come back from an aside: what was asked before it is asked once more, in full."""
    asked = go_to(questionnaire, state, state.back_to[-1], lead)
    return replace(asked, back_to=state.back_to[:-1], full=True)


def end(state: State, ending: Ending, *records: Record) -> Outcome:
    """The conversation is over."""
    return replace(state, ending=ending, lead=Lead.NONE), (*records, Ended(ending))


def end_without_answers(state: State, ending: Ending) -> Outcome:
    """It is over, and nothing that was answered is kept."""
    return end(replace(state, answers={}, withdrawn=True), ending, AnswersWithdrawn())
