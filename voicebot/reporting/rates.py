"""AAPOR's rates from counts of outcome codes (Standard Definitions, 10th edition). Pure.

This is a list of named people: a dead number does not make somebody ineligible, and whoever answers a wrong number is
no contact with the person. So the headline counts both as non-contacts; `by_code` takes every code as it stands.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Disposition(StrEnum):
    """What an outcome code counts as."""

    INTERVIEW = "I"
    PARTIAL = "P"
    REFUSAL = "R"
    NON_CONTACT = "NC"
    OTHER = "O"
    UNKNOWN_HOUSEHOLD = "UH"
    UNKNOWN_PERSON = "UR"
    UNKNOWN_OTHER = "UO"
    NOT_ELIGIBLE = "NE"


_BY_BEGINNING = {
    "1.1": Disposition.INTERVIEW,
    "1.2": Disposition.PARTIAL,
    "2.1": Disposition.REFUSAL,
    "2.2": Disposition.NON_CONTACT,
    "2.3": Disposition.OTHER,
    "3.1": Disposition.UNKNOWN_HOUSEHOLD,
    "3.2": Disposition.UNKNOWN_PERSON,
    "3.9": Disposition.UNKNOWN_OTHER,
}
_DEAD_OR_WRONG = ("4.31", "4.32", "2.36")
CONTACTED = (Disposition.INTERVIEW, Disposition.PARTIAL, Disposition.REFUSAL, Disposition.OTHER)


def disposition_by_code(code: str) -> Disposition:
    """What AAPOR says of the code itself."""
    return _BY_BEGINNING.get(code[:3], Disposition.NOT_ELIGIBLE)


def disposition(code: str) -> Disposition:
    """The same for the headline: dead and wrong numbers are non-contacts."""
    return Disposition.NON_CONTACT if code in _DEAD_OR_WRONG else disposition_by_code(code)


@dataclass(frozen=True, slots=True)
class Counts:
    """Cases (or attempts) by what their outcomes count as."""

    i: int = 0
    p: int = 0
    r: int = 0
    nc: int = 0
    o: int = 0
    uh: int = 0
    ur: int = 0
    uo: int = 0
    ne: int = 0


@dataclass(frozen=True, slots=True)
class Rates:
    """All rates, between 0 and 1; None where nothing stands below the line. `e`: the share of unknowns held eligible.

    RR: response, COOP: cooperation, REF: refusal, CON: contact.
    """

    counts: Counts
    e: float | None
    rr1: float | None
    rr2: float | None
    rr3: float | None
    rr4: float | None
    rr5: float | None
    rr6: float | None
    coop1: float | None
    coop2: float | None
    coop3: float | None
    coop4: float | None
    ref1: float | None
    ref2: float | None
    ref3: float | None
    con1: float | None
    con2: float | None
    con3: float | None


@dataclass(frozen=True, slots=True)
class BothRates:
    """The headline, and every code as it stands: the two treatments of dead and wrong numbers side by side."""

    headline: Rates
    by_code: Rates


def both_rates(outcomes: Mapping[str, int]) -> BothRates:
    """The rates of so many cases by outcome code."""
    return BothRates(
        headline=rates(_counts({code: (disposition(code), cases) for code, cases in outcomes.items()})),
        by_code=rates(_counts({code: (disposition_by_code(code), cases) for code, cases in outcomes.items()})),
    )


def rates(counts: Counts) -> Rates:
    """All rates of these counts."""
    i, p, r, o = counts.i, counts.p, counts.r, counts.o
    known = i + p + r + counts.nc + o
    unknown = counts.uh + counts.ur + counts.uo
    e = _share(known, known + counts.ne)
    everybody = known + unknown
    likely = known + (e or 0.0) * unknown
    return Rates(
        counts=counts,
        e=e,
        rr1=_share(i, everybody),
        rr2=_share(i + p, everybody),
        rr3=_share(i, likely),
        rr4=_share(i + p, likely),
        rr5=_share(i, known),
        rr6=_share(i + p, known),
        coop1=_share(i, i + p + r + o),
        coop2=_share(i + p, i + p + r + o),
        coop3=_share(i, i + p + r),
        coop4=_share(i + p, i + p + r),
        ref1=_share(r, everybody),
        ref2=_share(r, likely),
        ref3=_share(r, known),
        con1=_share(i + p + r + o, everybody),
        con2=_share(i + p + r + o, likely),
        con3=_share(i + p + r + o, known),
    )


def _counts(outcomes: Mapping[str, tuple[Disposition, int]]) -> Counts:
    sums = dict.fromkeys(Disposition, 0)
    for counted_as, cases in outcomes.values():
        sums[counted_as] += cases
    return Counts(*sums.values())


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole else None
