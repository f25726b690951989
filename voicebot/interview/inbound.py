"""What whoever rings us hears and may do before it is known who they are. Pure.

Nothing here says why we ring. Whoever wants to take part goes on in the questionnaire (`engine.py`), from its first
gate on; whether that can be, and whose number it is, is decided outside and comes in as an event.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from voicebot.interview.events import Key, OptedOut, OptOutUndone, Silence
from voicebot.interview.inbound_state import InboundState
from voicebot.interview.prompts import Prompt
from voicebot.questionnaire.inbound import (
    INBOUND_KEYS,
    InboundEnding,
    InboundFlow,
    InboundKey,
    InboundLead,
    InboundStep,
)

TURNS_AT_MOST = 60
"""The next one ends the call, unless it is an opt-out, which may still be undone."""
MISSES_AT_MOST = 3
"""The prompt, and at most two more times, as in the questionnaire."""
_WAIT, _WAIT_FOR_NUMBER = 8, 10
"""Seconds for a key after the last word; for a number, for each of its digits."""

_SILENT = (InboundLead.SILENCE_1, InboundLead.SILENCE_2)
_WRONG_KEY = (InboundLead.WRONG_KEY_1, InboundLead.WRONG_KEY_2)
_WRONG_NUMBER = (InboundLead.WRONG_NUMBER, InboundLead.WRONG_NUMBER)


@dataclass(frozen=True, slots=True)
class NumberKeyed:
    """A whole number was keyed in. `usable`: it is one that we could ring."""

    usable: bool


@dataclass(frozen=True, slots=True)
class InterviewBegun:
    """The questionnaire goes on from here."""


@dataclass(frozen=True, slots=True)
class InterviewRefused:
    """It can't: somebody else is ringing the person just now, for instance."""


@dataclass(frozen=True, slots=True)
class InterviewWanted:
    """A record: the caller wants to know more, or to take part. One of the two events above has to follow.

    `language`: the one that was spoken so far.
    """

    language: str


InboundEvent = Key | Silence | NumberKeyed | InterviewBegun | InterviewRefused
InboundRecord = OptedOut | OptOutUndone | InterviewWanted
InboundOutcome = tuple[InboundState, tuple[InboundRecord, ...]]


def begin(flow: InboundFlow, language: str | None, *, shown: bool, invited: bool) -> InboundState:
    """The state when a call comes in, in that language if it is spoken here."""
    spoken = language if language in flow.scripts and language is not None else flow.own_language
    return InboundState(spoken, shown=shown, invited=invited)


def advance(flow: InboundFlow, state: InboundState, event: InboundEvent) -> InboundOutcome:
    """The state after the event, and what it brought about. An ended conversation stays as it is."""
    if state.ending is not None:
        return state, ()
    match event:
        case InterviewBegun():
            return replace(state, ending=InboundEnding.INTERVIEW), ()
        case InterviewRefused():
            return _ask(replace(state, invited=False), InboundStep.MENU, InboundLead.NOT_NOW), ()
        case Key(digit):
            stars = state.stars if digit == "*" else 0
            return _bounded(_key(flow, replace(state, turns=state.turns + 1, stars=stars), digit))
        case Silence():
            return _bounded(_missed(replace(state, turns=state.turns + 1, stars=0), _SILENT))
        case NumberKeyed(usable):
            return _bounded(_number(replace(state, turns=state.turns + 1, stars=0), usable=usable))


def prompt(flow: InboundFlow, state: InboundState) -> Prompt:
    """What is heard at this state; nothing at all once the questionnaire has taken over."""
    return _prompt(flow, state.language, state.step, state.lead, state.ending, state.invited)


def keys_in_number(state: InboundState) -> bool:
    """Whether a whole number is waited for now."""
    return state.ending is None and state.step is InboundStep.NUMBER


def _bounded(outcome: InboundOutcome) -> InboundOutcome:
    state, records = outcome
    if state.turns <= TURNS_AT_MOST or state.ending is not None or records:
        return outcome
    return _end(state, InboundEnding.OPTED_OUT if state.opted_out else InboundEnding.TOO_LONG)


def _key(flow: InboundFlow, state: InboundState, digit: str) -> InboundOutcome:
    """`0` comes before everything but the keying in of a number."""
    if state.step is InboundStep.NUMBER:
        return _number(state, usable=False)
    if digit == "0":
        return _stop(state)
    if digit == "*":
        return _hear_again(state), ()
    if state.step is InboundStep.MENU and digit in flow.language_keys:
        return _ask(replace(state, language=flow.language_keys[digit]), InboundStep.MENU), ()
    meaning = INBOUND_KEYS[state.step].get(digit)
    if meaning is None or (meaning is InboundKey.TAKE_PART and not state.invited):
        return _missed(state, _WRONG_KEY)
    return _ON_KEY[meaning](state)


def _stop(state: InboundState) -> InboundOutcome:
    """Never again, as soon as we know which number; said twice, the call ends."""
    if state.step is InboundStep.OPTED_OUT:
        return _end(state, InboundEnding.OPTED_OUT)
    if state.step is InboundStep.MENU and not state.shown:
        return _ask(state, InboundStep.NUMBER), ()
    return _ask(replace(state, opted_out=True), InboundStep.OPTED_OUT), (OptedOut(person_known=False),)


def _hear_again(state: InboundState) -> InboundState:
    """Once: the prompt again. Twice running: help before it, but where the call is all but over."""
    if state.stars and state.step is not InboundStep.OPTED_OUT:
        return replace(state, lead=InboundLead.HELP, stars=0)
    kept = state.lead if state.lead is InboundLead.CHECK else InboundLead.NONE
    return replace(state, lead=kept, stars=1)


def _number(state: InboundState, *, usable: bool) -> InboundOutcome:
    if state.step is not InboundStep.NUMBER:
        return _missed(state, _WRONG_KEY)
    return (_ask(state, InboundStep.CONFIRM), ()) if usable else _missed(state, _WRONG_NUMBER)


def _missed(state: InboundState, leads: tuple[InboundLead, InboundLead]) -> InboundOutcome:
    """Nothing usable: ask again, at most twice, then end. Silence never means an opt-out, nor takes one back."""
    misses = state.misses + 1
    if state.step is InboundStep.OPTED_OUT and (leads is _SILENT or misses == MISSES_AT_MOST):
        return _end(state, InboundEnding.OPTED_OUT)
    if misses < MISSES_AT_MOST:
        return replace(state, misses=misses, lead=leads[misses - 1]), ()
    return _end(state, InboundEnding.NO_NUMBER if state.step is InboundStep.NUMBER else InboundEnding.NO_REPLY)


def _undo(state: InboundState) -> InboundOutcome:
    return _ask(replace(state, opted_out=False), InboundStep.MENU, InboundLead.UNDONE), (OptOutUndone(),)


def _want_interview(state: InboundState) -> InboundOutcome:
    return state, (InterviewWanted(state.language),)


def _check(state: InboundState) -> InboundOutcome:
    return _ask(state, InboundStep.MENU, InboundLead.CHECK), ()


def _key_in_again(state: InboundState) -> InboundOutcome:
    return _ask(state, InboundStep.NUMBER), ()


def _ask(state: InboundState, step: InboundStep, lead: InboundLead = InboundLead.NONE) -> InboundState:
    return replace(state, step=step, lead=lead, misses=0)


def _end(state: InboundState, ending: InboundEnding) -> InboundOutcome:
    return replace(state, ending=ending, lead=InboundLead.NONE), ()


_ON_KEY: Mapping[InboundKey, Callable[[InboundState], InboundOutcome]] = {
    InboundKey.TAKE_PART: _want_interview,
    InboundKey.CHECK: _check,
    InboundKey.STOP: _stop,
    InboundKey.RIGHT: _stop,
    InboundKey.AGAIN: _key_in_again,
    InboundKey.UNDO: _undo,
}


@lru_cache(maxsize=5_000)
def _prompt(  # noqa: PLR0913 - the parts of the state that decide what is said
    flow: InboundFlow,
    language: str,
    step: InboundStep,
    lead: InboundLead,
    ending: InboundEnding | None,
    invited: bool,
) -> Prompt:
    script = flow.scripts[language]
    voices = {name: spoken.voice for name, spoken in flow.scripts.items()}
    if ending is not None:
        lines = (script.endings[ending],) if ending in script.endings else ()
        return Prompt(lines, listens=False, wait=0, language=language, voices=voices)
    before = (script.leads[lead],) if lead in script.leads else ()
    keys = [line for key, line in script.keys[step].items() if invited or key is not InboundKey.TAKE_PART]
    offers = script.offers if step is InboundStep.MENU else ()
    keyed_in = step is InboundStep.NUMBER
    return Prompt(
        lines=(*before, script.ask[step], *keys, *offers),
        listens=True,
        wait=_WAIT_FOR_NUMBER if keyed_in else _WAIT,
        language=language,
        voices=voices,
        until_hash=keyed_in,
    )
