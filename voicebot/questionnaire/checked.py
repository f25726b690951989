"""What a check of a questionnaire finds, for whoever looks over all of them: its length, its remarks, its faults.

What is a fault is decided where it is compiled. Pure: reading the files is the caller's.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from voicebot.errors import BadQuestionnaire
from voicebot.questionnaire.model import Questionnaire
from voicebot.questionnaire.timing import expected

CORE_MINUTES, ALL_MINUTES = 3, 7
"""Longer than that, and people hang up (facts on what works by keypad)."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found. `faults` keep a questionnaire from being used, `remarks` do not."""

    id: str
    version: str | None
    languages: Sequence[str]
    questions: int
    core_minutes: float | None
    minutes: float | None
    remarks: Sequence[str]
    faults: Sequence[str]


def passed(questionnaire: Questionnaire, unplayed: Mapping[str, int]) -> Checked:
    """The check of a questionnaire that can be used; `unplayed` recordings there are in each language."""
    minutes = expected(questionnaire)
    return Checked(
        id=questionnaire.name,
        version=questionnaire.digest,
        languages=questionnaire.languages,
        questions=len(questionnaire.questions),
        core_minutes=round(minutes.core_minutes, 1),
        minutes=round(minutes.total_minutes, 1),
        remarks=tuple(_remarks(questionnaire, unplayed)),
        faults=(),
    )


def not_passed(name: str, error: BadQuestionnaire) -> Checked:
    """The check of one that can't."""
    return Checked(name, None, (), 0, None, None, (), tuple(f"{name}/{fault}" for fault in error.faults))


def not_approved(language: str) -> str:
    """The remark on a translation that waits for its translator's approval."""
    return f"{language} is not approved by a translator yet"


def _remarks(questionnaire: Questionnaire, unplayed: Mapping[str, int]) -> Iterator[str]:
    minutes = expected(questionnaire)
    if minutes.core_minutes > CORE_MINUTES:
        yield f"the core questions take longer than {CORE_MINUTES} minutes"
    if minutes.total_minutes > ALL_MINUTES:
        yield f"the whole call takes longer than {ALL_MINUTES} minutes"
    for script in questionnaire.scripts.values():
        if not script.approved:
            yield not_approved(script.language)
        if unplayed.get(script.language):
            where = f"see `flow recordings {questionnaire.name}`"
            yield f"{unplayed[script.language]} recordings in {script.language} are not played: {where}"
