"""The draw: within each stratum (area by victim group) those with the smallest lots.

A function of eligible persons, design and lots alone: the same in, the same out, whatever the order.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from voicebot.errors import BadInput
from voicebot.sampling import allocation
from voicebot.sampling.allocation import Method

STRATUM = ["area", "victim_group"]
_LONGEST_SEED = 64


@dataclass(frozen=True, slots=True)
class Design:
    """How a sample is drawn.

    `replicates` are equal parts of it, each a sample in itself, released one after the other. `fixed` has the persons
    by (area, victim group), for that method only.
    """

    size: int
    seed: str
    method: Method = Method.PROPORTIONAL
    replicates: int = 10
    fixed: Mapping[tuple[str, str], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse what can't be drawn.

        Raises:
            BadInput: with all faults.
        """
        faults = {
            "a sample has at least one person": self.size >= 1,
            "a sample has at least one replicate": self.replicates >= 1,
            f"a seed has 1 to {_LONGEST_SEED} characters on one line": 1 <= len(self.seed) <= _LONGEST_SEED
            and self.seed.isprintable(),
            "numbers by stratum are given for the method fixed, and for no other": bool(self.fixed)
            == (self.method is Method.FIXED),
        }
        if not all(faults.values()):
            raise BadInput(*(fault for fault, fine in faults.items() if not fine))


@dataclass(frozen=True, slots=True)
class Draw:
    """What was drawn.

    `persons` are those drawn, with `probability` and `replicate` (from 1). `strata` has a row a stratum: area, victim
    group, eligible, drawn.
    """

    persons: pl.DataFrame = field(repr=False)
    strata: pl.DataFrame


def draw(eligible: pl.DataFrame, design: Design) -> Draw:
    """Draw from the eligible persons.

    Args:
        eligible: a row a person, with `area`, `victim_group` and `lot`.
        design: size, method and replicates.

    Raises:
        Refused: fewer may be drawn than are wanted.
        BadInput: fixed numbers that do not fit the strata.
    """
    in_order = eligible.sort(*STRATUM, "lot")
    sizes = {(area, group): size for area, group, size in in_order.group_by(STRATUM, maintain_order=True).len().rows()}
    if design.method is Method.SIMPLE:
        drawn = _smallest_of_all(in_order, sizes, design.size)
    else:
        drawn = _smallest_by_stratum(in_order, _allocated(sizes, design))
    return Draw(_in_replicates(drawn, design.replicates), _strata(sizes, drawn))


def _allocated(sizes: Mapping[tuple[str, str], int], design: Design) -> dict[tuple[str, str], int]:
    match design.method:
        case Method.EQUAL:
            return allocation.equal(sizes, design.size)
        case Method.FIXED:
            return allocation.fixed(sizes, design.size, design.fixed)
        case _:
            return allocation.proportional(sizes, design.size)


def _smallest_of_all(in_order: pl.DataFrame, sizes: Mapping[tuple[str, str], int], wanted: int) -> pl.DataFrame:
    among = allocation.require_enough(sizes, wanted)
    drawn = in_order.with_row_index("place").sort("lot").head(wanted).sort("place").drop("place")
    return drawn.with_columns(probability=pl.lit(wanted / among))


def _smallest_by_stratum(in_order: pl.DataFrame, allocated: Mapping[tuple[str, str], int]) -> pl.DataFrame:
    place, eligible = pl.int_range(pl.len()).over(STRATUM), pl.len().over(STRATUM)
    wanted = in_order.join(_by_stratum(allocated, "wanted"), on=STRATUM, how="left", maintain_order="left")
    drawn = wanted.with_columns(probability=pl.col("wanted") / eligible).filter(place < pl.col("wanted"))
    return drawn.drop("wanted")


def _in_replicates(drawn: pl.DataFrame, replicates: int) -> pl.DataFrame:
    """Deal the persons out stratum by stratum, in the order of their lots: each part is spread like the whole."""
    return drawn.with_columns(replicate=pl.int_range(pl.len(), dtype=pl.Int32) % replicates + 1)


def _strata(sizes: Mapping[tuple[str, str], int], drawn: pl.DataFrame) -> pl.DataFrame:
    counts = drawn.group_by(STRATUM).agg(drawn=pl.len().cast(pl.Int64))
    strata = _by_stratum(sizes, "eligible").join(counts, on=STRATUM, how="left", maintain_order="left")
    return strata.with_columns(pl.col("drawn").fill_null(0))


def _by_stratum(numbers: Mapping[tuple[str, str], int], name: str) -> pl.DataFrame:
    rows = [(*stratum, number) for stratum, number in numbers.items()]
    return pl.DataFrame(rows, schema={"area": pl.String, "victim_group": pl.String, name: pl.Int64}, orient="row")
