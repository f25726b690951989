"""How many persons each stratum gives to a sample. Pure arithmetic on the sizes of the strata."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from voicebot.errors import BadInput, Refused

Stratum = TypeVar("Stratum", bound=tuple[str, str])


class Method(StrEnum):
    """How a sample is spread over the strata."""

    SIMPLE = "simple"  # not at all: everybody has the same chance, whatever each stratum comes to
    PROPORTIONAL = "proportional"
    EQUAL = "equal"
    FIXED = "fixed"


def proportional(sizes: Mapping[Stratum, int], wanted: int) -> dict[Stratum, int]:
    """In proportion to the sizes, rounded by the largest remainder (Hamilton); ties go by the stratum's name.

    A stratum that would get nobody gets one person from the stratum with most, as long as the sample has at least as
    many persons as there are strata: nobody's chance is nil.

    Raises:
        Refused: more are wanted than there are.
    """
    eligible = require_enough(sizes, wanted)
    shares = {stratum: divmod(size * wanted, eligible) for stratum, size in sizes.items()}
    allocated = {stratum: whole for stratum, (whole, _) in shares.items()}
    by_remainder = sorted(shares, key=lambda stratum: (-shares[stratum][1], stratum))
    for stratum in by_remainder[: wanted - sum(allocated.values())]:
        allocated[stratum] += 1
    return _nobody_left_out(allocated) if wanted >= len(sizes) else allocated


def _nobody_left_out(allocated: Mapping[Stratum, int]) -> dict[Stratum, int]:
    evened = dict(allocated)
    for stratum in sorted(stratum for stratum, number in allocated.items() if number == 0):
        largest = max(sorted(evened), key=lambda one: evened[one])
        evened[largest] -= 1
        evened[stratum] = 1
    return evened


def equal(sizes: Mapping[Stratum, int], wanted: int) -> dict[Stratum, int]:
    """The same number from each; where a stratum has fewer, all of it, and the others make up for it evenly.

    Raises:
        Refused: more are wanted than there are.
    """
    require_enough(sizes, wanted)
    allocated: dict[Stratum, int] = {}
    smallest_first = sorted(sizes, key=lambda stratum: (sizes[stratum], stratum))
    for already, stratum in enumerate(smallest_first):
        left = wanted - sum(allocated.values())
        allocated[stratum] = min(sizes[stratum], left // (len(sizes) - already))
    return allocated


def fixed(sizes: Mapping[Stratum, int], wanted: int, numbers: Mapping[Stratum, int]) -> dict[Stratum, int]:
    """The numbers as given; strata that are not named give nobody.

    Raises:
        BadInput: a stratum is not on the frame or has fewer persons, a number is below 0, or they do not add up; all
            faults at once.
    """
    faults = [
        *(f"{' / '.join(stratum)}: nobody there may be drawn" for stratum in numbers if stratum not in sizes),
        *(
            f"{' / '.join(stratum)}: {number} wanted, 0 to {sizes[stratum]} can be drawn"
            for stratum, number in numbers.items()
            if stratum in sizes and not 0 <= number <= sizes[stratum]
        ),
    ]
    if (together := sum(numbers.values())) != wanted:
        faults.append(f"the strata add up to {together}, the sample should have {wanted}")
    if faults:
        raise BadInput(*faults)
    return {stratum: numbers.get(stratum, 0) for stratum in sizes}


def require_enough(sizes: Mapping[Stratum, int], wanted: int) -> int:
    """How many there are, if that is enough."""
    eligible = sum(sizes.values())
    if wanted > eligible:
        raise Refused(f"only {eligible} persons may be drawn: ask for no more, or widen the frame")
    return eligible
