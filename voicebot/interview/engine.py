"""The conversation: what one event makes of a state. Pure; every path of a call is decided here.

Help, another time and the opt-out are `asides.py`; what is said at a state, `prompts.py`; which question follows,
`routing.py`; what a finished call counts as, `result.py`.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from voicebot.interview import asides, routing
from voicebot.interview.events import (
    Answered,
    AnswerRemoved,
    Event,
    HungUp,
    Key,
    OptedOut,
    Passed,
    PickedUp,
    Record,
    Silence,
    Stop,
)
from voicebot.interview.moves import Outcome, end, end_without_answers, go_to
from voicebot.interview.state import Answer, Stage, State, Status
from voicebot.questionnaire.model import (
    AGREEMENT,
    CLOSING,
    RIGHT_PERSON,
    SAFE_TO_TALK,
    Choice,
    Ending,
    Lead,
    Meaning,
    Questionnaire,
    Step,
    StepKind,
)

TURNS_AT_MOST = 300
"""The next one ends the call, or the one after if that is an opt-out. The longest path through a flow, asked thrice at
every prompt, stays far below."""
MISSES_AT_MOST = 3
"""The prompt, and at most two more times, differently worded (facts on keypad surveys)."""
UNANSWERED_AT_MOST = 2

_SILENT = (Lead.SILENCE_1, Lead.SILENCE_2)
_WRONG_KEY = (Lead.INVALID_1, Lead.INVALID_2)
_ASIDES = frozenset({StepKind.HELP, StepKind.APPOINTMENT})


def advance(questionnaire: Questionnaire, state: State, event: Event) -> Outcome:
    """The state after the event, and what it brought about. An ended conversation stays as it is."""
    if state.ending is not None:
        return state, ()
    match event:
        case Key(digit):
            stars = state.stars if digit == "*" else 0
            return _bounded(_key(questionnaire, replace(state, turns=state.turns + 1, keyed=True, stars=stars), digit))
        case Silence():
            return _bounded(_silence(questionnaire, replace(state, turns=state.turns + 1, stars=0)))
        case PickedUp():
            return _picked_up(state, event)
        case HungUp():
            return end(state, Ending.OPTED_OUT if state.step in asides.OPT_OUT_STEPS else Ending.HUNG_UP)
        case Stop():
            return end(state, Ending.STOPPED)


def _bounded(outcome: Outcome) -> Outcome:
    """End a call that has gone on too long. The last key still counts, and an opt-out may still be undone."""
    state, records = outcome
    if state.turns <= TURNS_AT_MOST or state.ending is not None or any(isinstance(one, OptedOut) for one in records):
        return outcome
    return end(state, Ending.OPTED_OUT if state.step in asides.OPT_OUT_STEPS else Ending.TOO_LONG, *records)


def _picked_up(state: State, event: PickedUp) -> Outcome:
    if event.excluded:
        return end(state, Ending.EXCLUDED)
    if event.stopped:
        return end(state, Ending.STOPPED)
    return replace(state, slots=event.slots), ()


def _key(questionnaire: Questionnaire, state: State, digit: str) -> Outcome:
    """`0` comes before everything: an opt-out is honoured whatever the state of the call."""
    if digit == "0":
        return asides.opt_out(state)
    if digit == "*":
        return asides.hear_again(state), ()
    step = questionnaire.steps[state.step]
    if digit == "#":
        return _back(questionnaire, state, step)
    if digit == "9":
        return _prefer_not_to_say(questionnaire, state, step)
    if (language := questionnaire.language_keys.get(digit)) and state.step == RIGHT_PERSON:
        return replace(state, language=language, lead=Lead.NONE, misses=0), ()
    if choice := step.choices.get(digit):
        return _choose(questionnaire, state, step, choice)
    if step.kind is StepKind.APPOINTMENT and (chosen := asides.choose_time(state, digit)):
        return chosen
    if meaning := step.meanings.get(digit):
        return _ON_MEANING[meaning](questionnaire, state)
    return _wrong_key(questionnaire, state, step)


def _back(questionnaire: Questionnaire, state: State, step: Step) -> Outcome:
    if step.kind in _ASIDES:
        return asides.carry_on(questionnaire, state)
    if step.kind is StepKind.CLOSING:
        before = routing.step_before(questionnaire, state.answers, None)
    elif not step.question:
        return _wrong_key(questionnaire, state, step)
    elif _is_second_step(questionnaire, step):
        before = questionnaire.questions[step.question].steps[0]
    else:
        before = routing.step_before(questionnaire, state.answers, step.question)
    if before is None:
        return replace(state, lead=Lead.FIRST_QUESTION, misses=0, full=True), ()
    return go_to(questionnaire, state, before), ()


def _is_second_step(questionnaire: Questionnaire, step: Step) -> bool:
    question = questionnaire.questions.get(step.question)
    return question is not None and question.steps[0] != step.id


def _prefer_not_to_say(questionnaire: Questionnaire, state: State, step: Step) -> Outcome:
    match step.kind:
        case StepKind.QUESTION:
            refused = Answer(Status.REFUSED, first=_first_of(state, step))
            return _answer(questionnaire, state, step, refused, Lead.REFUSED)
        case StepKind.OFFER:
            return _answer(questionnaire, state, step, Answer(Status.REFUSED), Lead.REFUSED)
        case StepKind.INFORMATION:
            return _go_on(questionnaire, state)
        case StepKind.AGREEMENT:
            return end(state, Ending.NOT_THIS_TIME)
        case _:
            return _wrong_key(questionnaire, state, step)


def _first_of(state: State, step: Step) -> int | None:
    """What the first of two steps left behind, while the second is being asked."""
    answer = state.answers.get(step.question)
    return answer.first if answer is not None and step.id != step.question else None


def _choose(questionnaire: Questionnaire, state: State, step: Step, choice: Choice) -> Outcome:
    if choice.ends is not None:
        return end_without_answers(state, choice.ends)
    if choice.then is not None:
        return _go_halfway(questionnaire, state, step, choice.then, choice.first)
    question = questionnaire.questions[step.question]
    status = Status.DONT_KNOW if choice.code == question.dont_know is not None else Status.ANSWERED
    return _answer(questionnaire, state, step, Answer(status, choice.code, choice.first), Lead.NONE)


def _go_halfway(questionnaire: Questionnaire, state: State, step: Step, then: str, first: int | None) -> Outcome:
    """Keep the first of two steps while the second is asked; saying the same as before leaves both as they are."""
    records: tuple[Record, ...] = ()
    before = state.answers.get(step.question)
    if before is None or before.first != first:
        state, records = _store(questionnaire, state, step, Answer(Status.SILENT, first=first))
    return go_to(questionnaire, state, then), records


def _answer(questionnaire: Questionnaire, state: State, step: Step, answer: Answer, lead: Lead) -> Outcome:
    """Keep what was said to the question or offer of this step, and go on."""
    answers, records = _with(questionnaire, state, step, answer)
    following = routing.step_after(questionnaire, answers, step.question)
    return go_to(questionnaire, state, following, lead, answers=answers), records


def _store(questionnaire: Questionnaire, state: State, step: Step, answer: Answer) -> Outcome:
    """Keep what was said to the question of this step."""
    answers, records = _with(questionnaire, state, step, answer)
    return replace(state, answers=answers), records


def _with(
    questionnaire: Questionnaire, state: State, step: Step, answer: Answer
) -> tuple[Mapping[str, Answer], tuple[Record, ...]]:
    """All answers with this one; a changed one may close the way to later ones, which then no longer stand."""
    name = step.question
    answers = {**state.answers, name: answer}
    gone = routing.no_longer_asked(questionnaire, answers) if name in state.answers else []
    for removed in gone:
        del answers[removed]
    return answers, (Answered(name, answer), *map(AnswerRemoved, gone))


def _wrong_key(questionnaire: Questionnaire, state: State, step: Step) -> Outcome:
    if step.kind is StepKind.INFORMATION:
        return _go_on(questionnaire, state)
    return _missed(questionnaire, state, step, _WRONG_KEY)


def _silence(questionnaire: Questionnaire, state: State) -> Outcome:
    step = questionnaire.steps[state.step]
    match step.kind:
        case StepKind.INFORMATION:
            return _go_on(questionnaire, state)
        case StepKind.OPTED_OUT:
            return end(state, Ending.OPTED_OUT)
        case StepKind.CLOSING:
            return end(state, Ending.COMPLETE)
        case StepKind.HELP:
            return asides.carry_on(questionnaire, state)
        case _:
            return _missed(questionnaire, state, step, _SILENT)


def _missed(questionnaire: Questionnaire, state: State, step: Step, leads: tuple[Lead, Lead]) -> Outcome:
    """No usable key: ask again in other words and with more time, at most twice, then go on without an answer."""
    misses = state.misses + 1
    if misses < MISSES_AT_MOST:
        return replace(state, misses=misses, lead=leads[misses - 1], full=True, patient=True), ()
    match step.kind:
        case StepKind.QUESTION | StepKind.OFFER:
            return _go_on_without(questionnaire, state, step)
        case StepKind.CLOSING:
            return end(state, Ending.COMPLETE)
        case StepKind.OPTED_OUT:
            return end(state, Ending.OPTED_OUT)
        case StepKind.HELP:
            return asides.carry_on(questionnaire, state)
        case StepKind.APPOINTMENT:
            return end(state, Ending.ANOTHER_TIME)
        case _:
            return end(state, Ending.NO_REPLY)


def _go_on_without(questionnaire: Questionnaire, state: State, step: Step) -> Outcome:
    """An answer given before and only revisited stays; two unanswered in a row end the call."""
    name = step.question
    records: tuple[Record, ...] = ()
    if name not in state.answers:
        state, records = _store(questionnaire, state, step, Answer(Status.SILENT))
    unanswered = state.unanswered + 1
    if unanswered >= UNANSWERED_AT_MOST:
        return end(state, Ending.BROKEN_OFF, *records)
    following = routing.step_after(questionnaire, state.answers, name)
    return go_to(questionnaire, state, following, Lead.NO_ANSWER, unanswered), records


def _go_on(questionnaire: Questionnaire, state: State) -> Outcome:
    step = questionnaire.steps[state.step]
    following = routing.step_after(questionnaire, state.answers, step.question)
    return go_to(questionnaire, state, following, unanswered=state.unanswered), ()


def _yes(questionnaire: Questionnaire, state: State) -> Outcome:
    step = questionnaire.steps[state.step]
    match step.kind:
        case StepKind.RIGHT_PERSON:
            return _pass(questionnaire, state, Stage.PERSON, SAFE_TO_TALK)
        case StepKind.SAFE_TO_TALK:
            return _pass(questionnaire, state, Stage.SAFE, AGREEMENT)
        case StepKind.AGREEMENT:
            return _agree(questionnaire, state)
        case StepKind.OFFER:
            return _answer(questionnaire, state, step, Answer(Status.ANSWERED, 1), Lead.NONE)
        case StepKind.HELP:
            return asides.carry_on(questionnaire, state)
        case _:
            return _go_on(questionnaire, state)


def _agree(questionnaire: Questionnaire, state: State) -> Outcome:
    """To the first question, or to where an earlier call stopped."""
    following = routing.first_open_step(questionnaire, state.answers)
    lead = Lead.RESUMED if state.answers and following != CLOSING else Lead.NONE
    return _pass(questionnaire, state, Stage.AGREED, following, lead)


def _pass(questionnaire: Questionnaire, state: State, stage: Stage, following: str, lead: Lead = Lead.NONE) -> Outcome:
    return go_to(questionnaire, state, following, lead, stage=stage), (Passed(stage),)


def _skip(questionnaire: Questionnaire, state: State) -> Outcome:
    return _prefer_not_to_say(questionnaire, state, questionnaire.steps[state.step])


def _withdraw(_questionnaire: Questionnaire, state: State) -> Outcome:
    return end_without_answers(state, Ending.WITHDRAWN)


def _say(lead: Lead) -> "_OnMeaning":
    def again_with(_questionnaire: Questionnaire, state: State) -> Outcome:
        return replace(state, lead=lead, full=False, misses=0), ()

    return again_with


def _finish(ending: Ending) -> "_OnMeaning":
    def finish(_questionnaire: Questionnaire, state: State) -> Outcome:
        return end(state, ending)

    return finish


_OnMeaning = Callable[[Questionnaire, State], Outcome]
_ON_MEANING: Mapping[Meaning, _OnMeaning] = {
    Meaning.YES: _yes,
    Meaning.NOT_FREE: _finish(Ending.NOT_FREE),
    Meaning.WRONG_PERSON: _finish(Ending.WRONG_PERSON),
    Meaning.ANOTHER_TIME: asides.another_time,
    Meaning.NONE_OF_THESE: _finish(Ending.ANOTHER_TIME),
    Meaning.NOT_THIS_TIME: _finish(Ending.NOT_THIS_TIME),
    Meaning.SKIP: _skip,
    Meaning.HEAR_SUPPORT: _say(Lead.SUPPORT),
    Meaning.WRITTEN_SURVEY: _say(Lead.WRITTEN_SURVEY),
    Meaning.WITHDRAW: _withdraw,
    Meaning.UNDO: asides.undo,
    Meaning.SLOWER: asides.change_pace,
}
