"""An XLSForm as values: three sheets of rows, and what their columns are called. Files are `workbook.py`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from voicebot.questionnaire.faults import Place

SURVEY, CHOICES, SETTINGS = "survey", "choices", "settings"
LABEL = "label"
OURS = "voicebot_"
"""How the names of our own columns begin; without `::`, which pyxform does not take in the columns of choices."""
ROLE, KEY, SAY, ENDS, NOT_SURE = (f"{OURS}{name}" for name in ("role", "key", "say", "ends", "not_sure"))
HEADLINE, VOICE, APPROVED = (f"{OURS}{name}" for name in ("headline", "voice", "approved"))
WAITS = {"right_person": f"{OURS}wait_right_person", "other": f"{OURS}wait_other"}
YES_NO = "yes_no"
"""The list of every yes/no question."""
SCALE = "scale."
"""How the names of lists begin that are scales."""
OWN_GROUP = OURS
"""How the names of groups begin that are no sections, but hold words from around the questions."""
WORDS_OF_STEPS, WORDS_AFTER, WORDS_BETWEEN = (f"{OWN_GROUP}{name}" for name in ("before", "after", "between"))
YES, NO = "yes", "no"
TAG = re.compile(r"[a-z]{2,3}-[A-Z]{2}")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a sheet: its number as the spreadsheet shows it, and the cells that are not empty, by column."""

    sheet: str
    number: int
    cells: Mapping[str, str]

    @property
    def place(self) -> Place:
        """Where it stands, for faults."""
        return Place(self.sheet, self.number)

    def get(self, column: str) -> str:
        """The cell of that column; empty if it has none."""
        return self.cells.get(column, "")


@dataclass(frozen=True, slots=True)
class Form:
    """A whole form; `settings` has one row at most."""

    survey: tuple[Row, ...]
    choices: tuple[Row, ...] = ()
    settings: Row = field(default_factory=lambda: Row(SETTINGS, 2, {}))


def in_language(column: str, language: str) -> str:
    """The column that holds this in that language: `label::pl-PL (pl)`, `voicebot_say_pl-PL`."""
    return f"{column}_{language}" if column.startswith(OURS) else f"{column}::{named(language)}"


def named(language: str) -> str:
    """A language as the standard has it, with its two letters behind it."""
    return f"{language} ({language.partition('-')[0]})"
