"""What leads off the way of the questions: hearing it again, help, another time, the opt-out; and the way back.

Help and its menu lead back by silence; an opt-out only by the key that says it was a mistake.
"""

from dataclasses import replace

from voicebot.interview.events import AppointmentMade, OptedOut, OptOutUndone
from voicebot.interview.moves import Outcome, end, step_aside, step_back
from voicebot.interview.state import Stage, State
from voicebot.questionnaire.model import (
    APPOINTMENT,
    CLOSING,
    HELP,
    HELP_BEFORE,
    OPTED_OUT,
    OPTED_OUT_WITH_ANSWERS,
    SLOT_KEYS,
    Ending,
    Lead,
    Questionnaire,
)

OPT_OUT_STEPS = frozenset({OPTED_OUT, OPTED_OUT_WITH_ANSWERS})
_WITHOUT_HELP = OPT_OUT_STEPS | {HELP, HELP_BEFORE}
_KEPT_ON_REPEAT = frozenset({Lead.SUPPORT, Lead.WRITTEN_SURVEY})


def hear_again(state: State) -> State:
    """Once: the prompt again, in full. Twice running: help, but where the prompt is help itself or a farewell."""
    if state.stars == 1 and state.step not in _WITHOUT_HELP:
        return replace(step_aside(state, HELP if state.stage >= Stage.SAFE else HELP_BEFORE), stars=0)
    lead = state.lead if state.lead in _KEPT_ON_REPEAT else Lead.NONE
    return replace(state, lead=lead, stars=1, full=lead is Lead.NONE)


def carry_on(questionnaire: Questionnaire, state: State) -> Outcome:
    """Back from an aside."""
    return step_back(questionnaire, state), ()


def change_pace(questionnaire: Questionnaire, state: State) -> Outcome:
    """Slower speech from now on, or the usual one again."""
    return step_back(questionnaire, replace(state, slow=not state.slow)), ()


def another_time(questionnaire: Questionnaire, state: State) -> Outcome:
    """Offer the times that are open; without any, or with nothing left to ask, the call ends."""
    if state.step == HELP:
        state = step_back(questionnaire, state)
    if state.step == APPOINTMENT:
        return state, ()
    if state.step == CLOSING:
        return end(state, Ending.COMPLETE)
    if not state.slots:
        return end(state, Ending.ANOTHER_TIME)
    return step_aside(state, APPOINTMENT), ()


def choose_time(state: State, digit: str) -> Outcome | None:
    """The appointment that the key stands for; None if it stands for none."""
    chosen = dict(zip(SLOT_KEYS, state.slots, strict=False)).get(digit)
    if chosen is None:
        return None
    return end(replace(state, slots=(chosen,)), Ending.APPOINTMENT, AppointmentMade(chosen))


def opt_out(state: State) -> Outcome:
    """Never again; said twice, the call ends."""
    if state.step in OPT_OUT_STEPS:
        return end(state, Ending.OPTED_OUT)
    asked = OPTED_OUT_WITH_ANSWERS if state.stage >= Stage.AGREED and state.answers else OPTED_OUT
    opted_out = replace(step_aside(state, asked), opted_out=True)
    return opted_out, (OptedOut(person_known=state.stage >= Stage.PERSON),)


def undo(questionnaire: Questionnaire, state: State) -> Outcome:
    """The opt-out was a mistake."""
    return replace(step_back(questionnaire, state, Lead.UNDONE), opted_out=False), (OptOutUndone(),)
