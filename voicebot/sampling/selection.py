"""From a checked frame to the persons drawn, in one go: rules, reporting codes, draw. Nothing is stored here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from voicebot.phone import PhoneNumber
from voicebot.sampling.checking import CheckedFrame
from voicebot.sampling.codes import code_persons, count_margins
from voicebot.sampling.draw import Design, draw
from voicebot.sampling.eligibility import Lists, find_eligible
from voicebot.sampling.rules import EligibilityRules


@dataclass(frozen=True, slots=True)
class Selection:
    """Those drawn, with their reporting codes in a column `codes`, and what is kept of all others: counts."""

    persons: pl.DataFrame = field(repr=False)
    strata: pl.DataFrame
    margins: pl.DataFrame
    waterfall: Mapping[str, int]
    rows_rejected: int
    notes: tuple[str, ...]


def select_persons(  # noqa: PLR0913 - all that a selection depends on
    checked: CheckedFrame,
    rules: EligibilityRules,
    reference_date: date,
    lists: Lists,
    print_of: Callable[[PhoneNumber], bytes],
    design: Design,
) -> Selection:
    """Apply the rules and draw; the parameters are those of `find_eligible` and `draw`.

    Raises:
        BadFrame: a flag or victim group is not named by the rules.
        Refused: fewer may be drawn than are wanted.
        BadInput: fixed numbers that do not fit the strata.
    """
    eligible = find_eligible(checked, rules, reference_date, lists, print_of, design.seed)
    coded = code_persons(eligible.persons, reference_date)
    drawn = draw(eligible.persons.with_columns(coded.codes.to_struct("codes")), design)
    return Selection(
        persons=drawn.persons,
        strata=drawn.strata,
        margins=count_margins(eligible.persons, coded.codes),
        waterfall=eligible.waterfall,
        rows_rejected=checked.rows_rejected,
        notes=(*checked.notes, *coded.notes),
    )
