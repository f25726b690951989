"""Frames for tests: `incident()` is a row that every rule lets pass; what a test cares about is passed by name."""

from collections.abc import Mapping
from datetime import date
from hashlib import sha256

import polars as pl

from voicebot.phone import PhoneNumber
from voicebot.sampling.checking import CheckedFrame, check_frame
from voicebot.sampling.columns import COLUMNS
from voicebot.sampling.eligibility import Eligible, Lists, find_eligible
from voicebot.sampling.frame import Frame
from voicebot.sampling.rules import EligibilityRules
from voicebot.sampling.table import ROW

DAY = date(2026, 11, 25)
NOBODY = Lists(frozenset(), frozenset())

Row = Mapping[str, str | None]


def incident(nth: int = 0, **cells: str | None) -> Row:
    """The nth of a thousand incidents, each of another person."""
    return {
        "reference": f"REF{nth}",
        "first_name": "Aisha",
        "phone": f"07700 900{nth:03}",
        "victim_group": "burglary",
        "area": "CE",
        "reported_on": "2026-09-30",
        "birth_year": "1980",
        "flags": None,
    } | cells


def frame(*rows: Row) -> Frame:
    """The rows as a frame in one form."""
    cells = pl.DataFrame(
        {name: [row.get(name) for row in rows] for name in COLUMNS}, schema=dict.fromkeys(COLUMNS, pl.String)
    )
    return Frame(cells.with_row_index(ROW, offset=1), (), sha256(repr(rows).encode()).hexdigest(), ())


def checked(*rows: Row) -> CheckedFrame:
    return check_frame(frame(*rows), DAY, lambda _name: False)


def eligible(
    *rows: Row, rules: EligibilityRules | None = None, lists: Lists = NOBODY, seed: str = "seed", day: date = DAY
) -> Eligible:
    return find_eligible(checked(*rows), rules or EligibilityRules(), day, lists, print_of, seed)


def references(persons: pl.DataFrame) -> set[str]:
    return set(persons["reference"])


def print_of(number: PhoneNumber) -> bytes:
    return sha256(number.e164.encode()).digest()


def print_of_nth(nth: int) -> bytes:
    return print_of(PhoneNumber(f"+447700900{nth:03}"))
