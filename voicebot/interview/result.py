"""What a call counts as, from where its conversation stood when it was over.

Only for calls that somebody picked up; what the provider says of the others is mapped where its words are known.
"""

from collections.abc import Mapping

from voicebot.interview import routing
from voicebot.interview.state import Stage, State, Status
from voicebot.outcomes import Result
from voicebot.questionnaire.model import Ending, Questionnaire, Role

CORE_ANSWERS_FOR_A_COMPLETE = 4
"""Of the five core questions (facts on outcome codes)."""
_CORE_CODES = range(1, 9)
_HEADLINE_CODES = range(1, 8)

_WHATEVER_WAS_ANSWERED: Mapping[Ending, Result] = {
    Ending.EXCLUDED: Result.EXCLUDED,
    Ending.UNDER_AGE: Result.UNDER_AGE,
    Ending.WITHDRAWN: Result.WITHDRAWN,
    Ending.NOT_FREE: Result.NOT_FREE,
    Ending.WRONG_PERSON: Result.WRONG_PERSON,
    Ending.NOT_THIS_TIME: Result.NOT_THIS_TIME,
}
_PUT_OFF = frozenset({Ending.ANOTHER_TIME, Ending.APPOINTMENT})


def wants_another_time(state: State) -> bool:
    """Whether the person asked in the call to be rung again, at a certain time or at any."""
    return state.ending in _PUT_OFF


def result_of(questionnaire: Questionnaire, state: State) -> Result:
    """How the call ended, given that it is over; one that was not ended by words counts as hung up."""
    ending = state.ending or Ending.HUNG_UP
    if (fixed := _WHATEVER_WAS_ANSWERED.get(ending)) is not None:
        return fixed
    if state.stage >= Stage.AGREED and is_complete(questionnaire, state):
        return Result.COMPLETE
    if state.stage >= Stage.AGREED and is_partial(questionnaire, state):
        return Result.PARTIAL
    if state.opted_out:
        return Result.OPTED_OUT if state.stage >= Stage.PERSON else Result.OPTED_OUT_BEFORE
    if ending is Ending.STOPPED:
        return Result.STOPPED
    return _unfinished(questionnaire, state, ending)


def is_complete(questionnaire: Questionnaire, state: State) -> bool:
    """Every applicable question before the demographics reached, and four core questions with a code 1-8."""
    core = [
        question
        for question in questionnaire.questions.values()
        if questionnaire.sections[question.section].role is Role.CORE and not question.information
    ]
    coded = sum(_has_code(state, question.id, _CORE_CODES) for question in core)
    wanted = min(CORE_ANSWERS_FOR_A_COMPLETE, len(core))
    return coded >= wanted and routing.experience_covered(questionnaire, state.answers)


def is_partial(questionnaire: Questionnaire, state: State) -> bool:
    """The question on the whole experience has a code 1-7."""
    return _has_code(state, questionnaire.headline, _HEADLINE_CODES)


def _has_code(state: State, question: str, codes: range) -> bool:
    answer = state.answers.get(question)
    return answer is not None and answer.code in codes


def _unfinished(questionnaire: Questionnaire, state: State, ending: Ending) -> Result:
    """Neither complete nor partial, and the person did not opt out."""
    agreed = state.stage >= Stage.AGREED
    if agreed and ending is Ending.BROKEN_OFF:
        return Result.FELL_SILENT
    if agreed and _anything_answered(questionnaire, state):
        return Result.BREAK_OFF
    if wants_another_time(state):
        return Result.ANOTHER_TIME
    if agreed:
        return Result.HUNG_UP
    if state.stage >= Stage.PERSON:
        return Result.HUNG_UP if ending is Ending.HUNG_UP else Result.NO_CONSENT
    if not state.keyed:
        return Result.NOTHING_HEARD
    return Result.HUNG_UP_BEFORE if ending is Ending.HUNG_UP else Result.NO_REPLY


def _anything_answered(questionnaire: Questionnaire, state: State) -> bool:
    """A question, be it by the first of two steps; to go on with a section that was offered is no answer."""
    return any(
        answer.status in (Status.ANSWERED, Status.DONT_KNOW) or answer.first is not None
        for name, answer in state.answers.items()
        if name in questionnaire.questions
    )
