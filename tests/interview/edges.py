"""Every edge of a questionnaire, those that a call walks, and calls that walk them all.

An edge is a key at a step where it has a meaning (`0 9 * #` have one everywhere), three silences at a step (one, where
one is enough), or a condition that held, or did not, when its question's turn came.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from tests.interview.flows import TIMES
from voicebot.interview.engine import advance
from voicebot.interview.events import Event, HungUp, Key, PickedUp, Silence
from voicebot.interview.routing import Answers
from voicebot.interview.state import State, begin
from voicebot.questionnaire.model import (
    APPOINTMENT,
    HELP,
    HELP_BEFORE,
    OPTED_OUT,
    OPTED_OUT_WITH_ANSWERS,
    RIGHT_PERSON,
    SLOT_KEYS,
    Condition,
    Lead,
    Question,
    Questionnaire,
    Step,
    StepKind,
)

EVERYWHERE = "09*#"
_NO_KEY = "silence"
_ONE_SILENCE_IS_ENOUGH = frozenset({StepKind.INFORMATION, StepKind.OPTED_OUT, StepKind.CLOSING, StepKind.HELP})
_ASIDES = frozenset({OPTED_OUT, OPTED_OUT_WITH_ANSWERS, HELP, HELP_BEFORE, APPOINTMENT})
_TRIED: tuple[Event, ...] = (Silence(), *map(Key, "12345678"), *map(Key, EVERYWHERE))
_TURNS_OF_A_WALK = 150


@dataclass(frozen=True, slots=True, order=True)
class Edge:
    """At this step this key (or silence); or at this question this condition, with this outcome."""

    at: str
    what: str


def all_edges(questionnaire: Questionnaire) -> set[Edge]:
    """All that can be walked, from the questionnaire alone."""
    keys = {Edge(step.id, key) for step in questionnaire.steps.values() for key in _keys(questionnaire, step)}
    outcomes = {
        _outcome(question, condition, holds=holds)
        for question in questionnaire.questions.values()
        for condition in question.when
        for holds in (True, False)
    }
    return keys | outcomes


def edges_walked(questionnaire: Questionnaire, before: State, event: Event, after: State) -> set[Edge]:
    """What one event walks."""
    if before.ending is not None:
        return set()
    step = questionnaire.steps[before.step]
    walked = _came_past(questionnaire, step, after)
    match event:
        case Key(digit) if digit in _keys(questionnaire, step):
            walked.add(Edge(step.id, digit))
        case Silence() if before.lead is Lead.SILENCE_2 or step.kind in _ONE_SILENCE_IS_ENOUGH:
            walked.add(Edge(step.id, _NO_KEY))
    return walked


def edges_of_call(questionnaire: Questionnaire, state: State, events: tuple[Event, ...]) -> set[Edge]:
    """What all events of a call walk, from that state on."""
    walked: set[Edge] = set()
    for event in events:
        after, _ = advance(questionnaire, state, event)
        walked |= edges_walked(questionnaire, state, event, after)
        state = after
    return walked


def walks(questionnaire: Questionnaire) -> Iterator[tuple[Event, ...]]:
    """Calls that between them walk every edge, each as long as it finds edges that nobody walked.

    Raises:
        ValueError: some edges can't be walked.
    """
    left = all_edges(questionnaire)
    while left:
        walk = _walk(questionnaire, left)
        walked = edges_of_call(questionnaire, begin(questionnaire), walk)
        if not left & walked:
            raise ValueError(f"no call walks {sorted(left)}")
        left -= walked
        yield walk


def _keys(questionnaire: Questionnaire, step: Step) -> set[str]:
    languages = questionnaire.language_keys if step.id == RIGHT_PERSON else {}
    slots = SLOT_KEYS[: len(TIMES)] if step.id == APPOINTMENT else ()
    return {*step.choices, *step.meanings, *languages, *slots, *EVERYWHERE, _NO_KEY}


def _outcome(question: Question, condition: Condition, *, holds: bool) -> Edge:
    return Edge(question.id, f"{condition.question} {'led here' if holds else 'did not lead here'}")


def _came_past(questionnaire: Questionnaire, step: Step, after: State) -> set[Edge]:
    """Outcomes of the conditions of all questions that the call moved on to, or passed over on its way forward."""
    places = questionnaire.places
    here = places.get(step.question, -1)
    there = places.get(questionnaire.steps[after.step].question, len(places))
    if step.kind not in {StepKind.QUESTION, StepKind.OFFER, StepKind.INFORMATION} or _is_off_the_way(after):
        return set()
    passed = (questionnaire.steps[name].question for name in questionnaire.order[here + 1 : there + 1])
    return {
        _outcome(question, condition, holds=_holds(condition, after.answers))
        for question in map(questionnaire.questions.get, passed)
        if question is not None
        for condition in question.when
    }


def _is_off_the_way(state: State) -> bool:
    return state.ending is not None or state.step in _ASIDES


def _holds(condition: Condition, answers: Answers) -> bool:
    answer = answers.get(condition.question)
    return answer is not None and answer.code in condition.codes


def _walk(questionnaire: Questionnaire, left: set[Edge]) -> tuple[Event, ...]:
    """Go to the nearest edge that is left, again and again; to one that ends the call only if there is no other."""
    events: list[Event] = [PickedUp(slots=TIMES)]
    state, _ = advance(questionnaire, begin(questionnaire), events[0])
    left = set(left)
    while state.ending is None:
        way = _way_to_an_edge(questionnaire, state, left)
        if not way or state.turns > _TURNS_OF_A_WALK:
            way = (HungUp(),)
        for event in way:
            after, _ = advance(questionnaire, state, event)
            left -= edges_walked(questionnaire, state, event, after)
            state = after
        events.extend(way)
    return tuple(events)


def _way_to_an_edge(questionnaire: Questionnaire, start: State, left: set[Edge]) -> tuple[Event, ...] | None:
    """The fewest events that walk an edge of those left, by breadth."""
    seen = {_situation(questionnaire, start)}
    ways: deque[tuple[State, tuple[Event, ...]]] = deque([(start, ())])
    last: tuple[Event, ...] | None = None
    while ways:
        state, way = ways.popleft()
        for event in _TRIED:
            after, _ = advance(questionnaire, state, event)
            if left & edges_walked(questionnaire, state, event, after):
                if after.ending is None:
                    return (*way, event)
                last = last or (*way, event)
            situation = _situation(questionnaire, after)
            if after.ending is None and situation not in seen:
                seen.add(situation)
                ways.append((after, (*way, event)))
    return last


def _situation(questionnaire: Questionnaire, state: State) -> tuple[object, ...]:
    """As much of a state as decides which edges can be walked from it."""
    conditions = (condition for question in questionnaire.questions.values() for condition in question.when)
    offers = (state.answers.get(name) for name in questionnaire.sections)
    holds = tuple(_holds(condition, state.answers) for condition in conditions)
    return state.step, state.misses, state.stars, state.unanswered, bool(state.answers), holds, *offers
