"""How far a wave is from the interviews that are wanted, and how many more numbers that is likely to take. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from voicebot.fieldwork.rules import Targets

ENOUGH_CASES = 30
"""Closed cases from which on the response so far counts for more than the one that was assumed."""

Stratum = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a stratum stands: released cases that are closed or still open, and interviews among the closed."""

    closed: int = 0
    still_open: int = 0
    interviews: int = 0

    def __add__(self, other: "Standing") -> "Standing":
        return Standing(
            self.closed + other.closed, self.still_open + other.still_open, self.interviews + other.interviews
        )


@dataclass(frozen=True, slots=True)
class Progress:
    """One target. `expected`: interviews to come from the open cases; `numbers_needed`: likely needed beyond them."""

    name: str
    target: int
    interviews: int
    still_open: int
    expected: int
    numbers_needed: int

    @property
    def is_met(self) -> bool:
        """Whether no more interviews are wanted here."""
        return self.interviews >= self.target


def progress(targets: Targets, standing: Mapping[Stratum, Standing], assumed_response: float) -> Sequence[Progress]:
    """Every target of the wave, the whole first."""
    return [
        _one(name, target, sum(of, Standing()), assumed_response) for name, target, of in _wanted(targets, standing)
    ]


def filled(targets: Targets, standing: Mapping[Stratum, Standing]) -> frozenset[Stratum]:
    """The strata in which a hard quota leaves nobody to be called any more."""
    if not targets.hard:
        return frozenset()
    full = [
        frozenset(stratum for stratum in standing if _belongs(stratum, name))
        for name, target, of in _wanted(targets, standing)
        if sum(of, Standing()).interviews >= target
    ]
    return frozenset[Stratum]().union(*full)


_ALL = "all"
_BETWEEN = " / "


def _wanted(targets: Targets, standing: Mapping[Stratum, Standing]) -> Iterator[tuple[str, int, Sequence[Standing]]]:
    names = {
        **({_ALL: targets.interviews} if targets.interviews else {}),
        **targets.victim_groups,
        **{f"{area}{_BETWEEN}{group}": number for area, of in targets.strata.items() for group, number in of.items()},
    }
    for name, target in names.items():
        yield name, target, [one for stratum, one in standing.items() if _belongs(stratum, name)]


def _belongs(stratum: Stratum, name: str) -> bool:
    return name in {_ALL, stratum[1], _BETWEEN.join(stratum)}


def _one(name: str, target: int, standing: Standing, assumed: float) -> Progress:
    known = standing.closed >= ENOUGH_CASES and standing.interviews > 0
    response = standing.interviews / standing.closed if known else assumed
    expected = round(standing.still_open * response)
    missing = max(0, target - standing.interviews - expected)
    return Progress(name, target, standing.interviews, standing.still_open, expected, ceil(missing / response))
