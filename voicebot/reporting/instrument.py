"""The questionnaire as an instrument: where people stop, decline, stay silent or press wrong keys; and how long.

Of all calls in which a prompt came up, interviewed or not; the counts are linked to nobody.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from voicebot.questionnaire.model import AGREEMENT, CLOSING, RIGHT_PERSON, SAFE_TO_TALK, Questionnaire
from voicebot.reporting.wave_data import WaveData


@dataclass(frozen=True, slots=True)
class PromptFigures:
    """One prompt, in the order of asking; what the counts are is said in `calls.tallying.PromptCounts`.

    `remaining`: of the calls in which the first question came up, the share that was not broken off up to here; None
    before it. `seconds` is the mean from the first word to the key that led on.
    """

    version: str
    step: str
    question: str
    shown: int
    answered: int
    refused: int
    unanswered: int
    silences: int
    invalid: int
    repeats: int
    broke_off: int
    seconds: float | None
    remaining: float | None


def prompts(data: WaveData) -> tuple[PromptFigures, ...]:
    """The prompts of the wave's version, or of each arm's."""
    questionnaires = [*data.arms.values()] or [one for one in [data.questionnaire] if one]
    return tuple(figures for one in questionnaires for figures in _of_version(data.tallies, one))


def _of_version(tallies: pl.DataFrame, questionnaire: Questionnaire) -> Iterator[PromptFigures]:
    rows = {row["step"]: row for row in tallies.filter(version=questionnaire.digest).iter_rows(named=True)}
    began = max((rows[step]["shown"] for step in questionnaire.order if step in rows), default=0)
    lost = 0
    for step in (one for one in _in_order(questionnaire) if one in rows):
        row = rows[step]
        asked = bool(questionnaire.steps[step].question)
        lost += row["broke_off"] if asked else 0
        yield PromptFigures(
            **{name: row[name] for name in _AS_COUNTED},
            question=questionnaire.steps[step].question,
            seconds=row["seconds"] / row["left"] if row["left"] else None,
            remaining=1 - lost / began if asked and began else None,
        )


_AS_COUNTED = (
    *("version", "step", "shown", "answered", "refused", "unanswered"),
    *("silences", "invalid", "repeats", "broke_off"),
)


def _in_order(questionnaire: Questionnaire) -> Iterator[str]:
    """The steps as they are met; those within a question after its first."""
    yield from (RIGHT_PERSON, SAFE_TO_TALK, AGREEMENT)
    for step in questionnaire.order:
        question = questionnaire.questions.get(questionnaire.steps[step].question)
        yield from question.steps if question else (step,)
    yield CLOSING
