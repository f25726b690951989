"""How the questionnaire fared in one call, prompt by prompt, from the turns of it. Pure.

Kept in sums over all calls of a wave, linked to no case.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from itertools import groupby

from voicebot.interview.state import State
from voicebot.outcomes import Result
from voicebot.questionnaire.model import CLOSING, Ending, Lead, Questionnaire

_AGAIN = {
    Lead.SILENCE_1: "silences",
    Lead.SILENCE_2: "silences",
    Lead.INVALID_1: "invalid",
    Lead.INVALID_2: "invalid",
}
_LEFT_BY_THE_PERSON = frozenset({Ending.HUNG_UP, Ending.BROKEN_OFF, Ending.OPTED_OUT})
_NOT_THE_PERSON = frozenset({Result.LINE_FAILED, Result.DROPPED, Result.STOPPED, Result.MACHINE})


@dataclass(frozen=True, slots=True)
class PromptCounts:
    """What happened at one prompt, a step of the questionnaire; an aside such as help belongs to the one it left.

    Attributes:
        shown: times it came up anew.
        answered: times a key led on from it.
        refused: times the person would rather not say, or skipped the section.
        unanswered: times the call went on without an answer, after three tries.
        silences: times nothing was pressed, and it was asked again.
        invalid: wrong keys after which it was asked again.
        repeats: times it was heard again because the person wanted to, or came back from help.
        broke_off: calls that the person ended here before the end of the questionnaire.
        left: times it was left by a key or by silence, and `seconds` from its first word to that.
    """

    shown: int = 0
    answered: int = 0
    refused: int = 0
    unanswered: int = 0
    silences: int = 0
    invalid: int = 0
    repeats: int = 0
    broke_off: int = 0
    left: int = 0
    seconds: int = 0

    def __add__(self, other: "PromptCounts") -> "PromptCounts":
        return PromptCounts(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(self)))


@dataclass(frozen=True, slots=True)
class _Visit:
    """The states in a row at one prompt, with when each was, and the state that followed, None if none did."""

    step: str
    states: Sequence[tuple[datetime, State]]
    following: tuple[datetime, State] | None


def count_prompts(
    questionnaire: Questionnaire, states: Sequence[tuple[datetime, State]], last: State, result: Result
) -> Mapping[str, PromptCounts]:
    """What happened at each prompt of one call, by step.

    Args:
        questionnaire: that was asked.
        states: the conversation after each turn and when that was, in order.
        last: the conversation at the end of the call.
        result: how the call counts.
    """
    counts: dict[str, PromptCounts] = {}
    if last.withdrawn:
        return counts
    for visit in _visits(states):
        counts[visit.step] = counts.get(visit.step, PromptCounts()) + _count(questionnaire, visit)
    step = _asked(last)
    if step in counts and step != CLOSING and last.ending in _LEFT_BY_THE_PERSON and result not in _NOT_THE_PERSON:
        counts[step] += PromptCounts(broke_off=1)
    return counts


def _asked(state: State) -> str:
    """The prompt that this is about: the one that was left for help, another time or an opt-out, if any was."""
    return state.back_to[0] if state.back_to else state.step


def _visits(states: Sequence[tuple[datetime, State]]) -> Iterator[_Visit]:
    ended = [one for one in states if one[1].ending is not None][:1]
    open_ones = [one for one in states if one[1].ending is None]
    runs = [(step, list(run)) for step, run in groupby(open_ones, key=lambda one: _asked(one[1]))]
    followers: list[tuple[datetime, State] | None] = [run[0] for _, run in runs[1:]]
    followers.append(ended[0] if ended else None)
    for (step, run), following in zip(runs, followers, strict=False):  # a call that ended at once has no run
        yield _Visit(step, run, following)


def _count(questionnaire: Questionnaire, visit: _Visit) -> PromptCounts:
    at_the_prompt = [state for _, state in visit.states if not state.back_to]
    again = [_AGAIN.get(state.lead, "repeats") for state in at_the_prompt[1:]]
    counts = PromptCounts(
        shown=1,
        silences=again.count("silences"),
        invalid=again.count("invalid"),
        repeats=again.count("repeats"),
    )
    if visit.following is None:
        return counts
    began, ended = visit.states[0][0], visit.following[0]
    counts += PromptCounts(left=1, seconds=int((ended - began).total_seconds()))
    return counts + _how_left(questionnaire, visit.step, visit.following[1])


def _how_left(questionnaire: Questionnaire, step: str, following: State) -> PromptCounts:
    if following.lead is Lead.REFUSED:
        return PromptCounts(refused=1)
    if following.lead is Lead.NO_ANSWER or following.ending in (Ending.BROKEN_OFF, Ending.NO_REPLY):
        return PromptCounts(unanswered=1)
    if following.ending is Ending.OPTED_OUT or _is_before(questionnaire, _asked(following), step):
        return PromptCounts()
    return PromptCounts(answered=1)


def _is_before(questionnaire: Questionnaire, one: str, other: str) -> bool:
    """Whether the person went back, by `#`; the second of two steps comes after the first."""
    return _place(questionnaire, one) < _place(questionnaire, other)


def _place(questionnaire: Questionnaire, step: str) -> tuple[int, int]:
    question = questionnaire.steps[step].question
    if not question:
        return (len(questionnaire.order), 0) if step == CLOSING else (-1, 0)
    known = questionnaire.questions.get(question)
    return questionnaire.places[question], int(known is not None and known.steps[0] != step)
