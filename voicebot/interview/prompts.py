"""What is said now: a function of the questionnaire and the state alone.

Prompts are made once and kept, so that the same moment of two calls is the same object; turning them into TwiML is
`telephony/`'s.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from voicebot.interview.state import Stage, State
from voicebot.questionnaire.model import Ending, Lead, Line, Questionnaire, Script

_KEPT_PROMPTS = 20_000  # every moment of some dozen versions


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Prompt:
    """Lines to be said, and whether a key is then waited for (`wait` seconds after the last word) or the call ends.

    Equal only to itself. `voices` has the voice of every language that a line may be in; `names_person` says that the
    first name has to be filled in.
    """

    lines: tuple[Line, ...]
    listens: bool
    wait: int
    language: str
    voices: Mapping[str, str]
    names_person: bool = False


def prompt(questionnaire: Questionnaire, state: State) -> Prompt:
    """What the person hears at this state."""
    if state.ending is not None:
        return _goodbye(questionnaire, state.language, state.ending)
    return _question(questionnaire, state.language, state.step, state.lead, state.full, state.stage >= Stage.SAFE)


def unavailable(questionnaire: Questionnaire, language: str) -> Prompt:
    """The harmless goodbye for when nothing else can be said."""
    return _farewell(questionnaire, language, questionnaire.scripts[language].unavailable)


@lru_cache(maxsize=_KEPT_PROMPTS)
def _goodbye(questionnaire: Questionnaire, language: str, ending: Ending) -> Prompt:
    return _farewell(questionnaire, language, questionnaire.scripts[language].endings.get(ending, ()))


def _farewell(questionnaire: Questionnaire, language: str, lines: tuple[Line, ...]) -> Prompt:
    return Prompt(lines, listens=False, wait=0, language=language, voices=_voices(questionnaire))


@lru_cache(maxsize=_KEPT_PROMPTS)
def _question(  # noqa: PLR0913 - the parts of the state that decide what is said
    questionnaire: Questionnaire, language: str, step: str, lead: Lead, full: bool, after_gates: bool
) -> Prompt:
    script = questionnaire.scripts[language]
    asked = script.ask[step] if full else script.short.get(step, script.ask[step])
    minutes = questionnaire.minutes_left[step] if after_gates else None
    lines = _lead_lines(script, lead, minutes) + asked
    return Prompt(
        lines=lines,
        listens=True,
        wait=questionnaire.steps[step].wait,
        language=language,
        voices=_voices(questionnaire),
        names_person=any("{first_name}" in sentence for line in lines for sentence in line.sentences),
    )


def _lead_lines(script: Script, lead: Lead, minutes_left: int | None) -> tuple[Line, ...]:
    if lead is Lead.NONE:
        return ()
    if lead is not Lead.HELP:
        return script.leads[lead]
    if minutes_left is None:
        return script.help_before
    return script.help_after[min(minutes_left, len(script.help_after)) - 1]


def _voices(questionnaire: Questionnaire) -> Mapping[str, str]:
    return {language: script.voice for language, script in questionnaire.scripts.items()}
