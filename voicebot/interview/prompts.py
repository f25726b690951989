"""What is said now: a function of the questionnaire and the state alone.

Prompts are made once and kept, so that the same moment of two calls is the same object; turning them into TwiML is
`telephony/`'s.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from voicebot.interview.state import State
from voicebot.questionnaire import times
from voicebot.questionnaire.model import (
    APPOINTMENT,
    HELP,
    SLOT_KEYS,
    Ending,
    Lead,
    Line,
    Questionnaire,
    Script,
    Slot,
)

MORE_TIME = 3
"""Seconds more to wait for a key of somebody who needed a prompt twice."""
_KEPT_PROMPTS = 20_000  # every moment of some dozen versions


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Prompt:
    """Lines to be said, and whether a key is then waited for (`wait` seconds after the last word) or the call ends.

    Equal only to itself. `voices` has the voice of every language that a line may be in; `names_person` says that the
    first name has to be filled in; `until_hash` that as many keys are waited for as there are before a `#`.
    """

    lines: tuple[Line, ...]
    listens: bool
    wait: int
    language: str
    voices: Mapping[str, str]
    names_person: bool = False
    until_hash: bool = False


def prompt(questionnaire: Questionnaire, state: State) -> Prompt:
    """What the person hears at this state."""
    if state.ending is not None:
        return _goodbye(questionnaire, state.language, state.ending, state.appointment, state.slow)
    left = questionnaire.minutes_left[(*state.back_to, HELP)[0]] if state.step == HELP else 0
    slots = state.slots if state.step == APPOINTMENT else ()
    return _question(
        questionnaire, state.language, state.step, state.lead, state.full, left, slots, state.slow, state.patient
    )


def unavailable(questionnaire: Questionnaire, language: str) -> Prompt:
    """The harmless goodbye for when nothing else can be said."""
    return _farewell(questionnaire, language, questionnaire.scripts[language].unavailable)


@lru_cache(maxsize=_KEPT_PROMPTS)
def _goodbye(
    questionnaire: Questionnaire, language: str, ending: Ending, appointment: Slot | None, slow: bool
) -> Prompt:
    script = questionnaire.scripts[language]
    lines = script.endings.get(ending, ())
    if appointment is not None:
        lines = tuple(times.with_time(script.times, line, appointment) for line in lines)
    return _farewell(questionnaire, language, _at_pace(lines, slow=slow))


def _farewell(questionnaire: Questionnaire, language: str, lines: tuple[Line, ...]) -> Prompt:
    return Prompt(lines, listens=False, wait=0, language=language, voices=_voices(questionnaire))


@lru_cache(maxsize=_KEPT_PROMPTS)
def _question(  # noqa: PLR0913 - the parts of the state that decide what is said
    questionnaire: Questionnaire,
    language: str,
    step: str,
    lead: Lead,
    full: bool,
    minutes_left: int,
    slots: tuple[Slot, ...],
    slow: bool,
    patient: bool,
) -> Prompt:
    script = questionnaire.scripts[language]
    asked = script.ask[step] if full else script.short.get(step, script.ask[step])
    if step == HELP and full:
        asked = script.help_after[min(minutes_left, len(script.help_after)) - 1] + asked
    if step == APPOINTMENT:
        asked = _with_offers(script, asked, slots)
    lines = _at_pace((*script.leads.get(lead, ()), *asked), slow=slow)
    return Prompt(
        lines=lines,
        listens=True,
        wait=questionnaire.steps[step].wait + (MORE_TIME if patient else 0),
        language=language,
        voices=_voices(questionnaire),
        names_person=any("{first_name}" in sentence for line in lines for sentence in line.sentences),
    )


def _with_offers(script: Script, asked: tuple[Line, ...], slots: tuple[Slot, ...]) -> tuple[Line, ...]:
    """The times that are open, between the question and the key for none of them."""
    question, none_of_these = asked
    offers = (times.offer(script.times, slot, key) for key, slot in zip(SLOT_KEYS, slots, strict=False))
    return (question, *offers, none_of_these)


def _at_pace(lines: Iterable[Line], *, slow: bool) -> tuple[Line, ...]:
    """Whoever asked for slower speech hears that, not a recording, which has one speed."""
    return tuple(replace(line, slow=True, recording=None) if slow else line for line in lines)


def _voices(questionnaire: Questionnaire) -> Mapping[str, str]:
    return {language: script.voice for language, script in questionnaire.scripts.items()}
