"""Differences between groups: in points, with their interval, tested with Holm's correction for many pairs."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import polars as pl
import svy

from voicebot.reporting.estimates import Measured

SMALLEST_BASE = 30
"""Interviews that a group must have to be compared."""
SIGNIFICANT = 0.05


@dataclass(frozen=True, slots=True)
class Difference:
    """The share of one group less that of another, with its 95 % interval.

    `p_holm` is corrected for all pairs that were tested together; the interval is not.
    """

    one: str
    other: str
    difference: float
    standard_error: float
    low: float
    high: float
    p: float
    p_holm: float

    @property
    def is_significant(self) -> bool:
        """Whether it would be this large by chance in fewer than one of twenty surveys, all pairs considered."""
        return self.p_holm < SIGNIFICANT


def pairwise(measured: Measured, groups: Sequence[str]) -> tuple[Difference, ...]:
    """Every pair of groups with bases that are large enough, in the order of the groups. The tests are svy's."""
    large = [one for one in groups if one in measured.estimates and measured.estimates[one].base >= SMALLEST_BASE]
    pairs = list(combinations(large, 2))
    if not pairs:
        return ()
    contrasts = {str(at): svy.estd(one) - svy.estd(other) for at, (one, other) in enumerate(pairs)}
    tested: pl.DataFrame = measured.result.contrast(contrasts).to_polars()
    corrected = holm(tested["p_value"].to_list())
    rows = zip(pairs, tested.iter_rows(named=True), corrected, strict=True)
    return tuple(
        Difference(*pair, row["est"], row["se"], row["lci"], row["uci"], row["p_value"], p_holm)
        for pair, row, p_holm in rows
    )


def holm(chances: Sequence[float]) -> Sequence[float]:
    """The p-values of tests made together, so that one of them errs at all in no more than 5 % (Holm 1979)."""
    corrected = [0.0] * len(chances)
    highest = 0.0
    for rank, at in enumerate(sorted(range(len(chances)), key=lambda at: chances[at])):
        highest = max(highest, min(1.0, (len(chances) - rank) * chances[at]))
        corrected[at] = highest
    return corrected
