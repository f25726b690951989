"""Somebody who has every release, and works out what he can of the groups that are hidden in it: a linear programme.

He is given more than is shown: the exact counts behind all figures that are, the sum of all groups, and of every hidden
group whether it is small. He knows that people only ever come, and that the answers they gave stay.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil, floor

import numpy as np
from scipy.optimize import linprog

from voicebot.privacy.disclosure import SMALLEST_BASE

_ROUNDING = 1e-6
Counts = Mapping[str, tuple[int, int]]
"""By group: how many answered, and how many of them are satisfied."""


@dataclass(frozen=True)
class Seen:
    """A release: all its counts, and which of the groups are hidden."""

    counts: Counts
    hidden: frozenset[str]

    @property
    def tells_apart(self) -> bool:
        return bool(self.counts.keys() - self.hidden)


@dataclass
class Attack:
    """What he knows, as equations and inequalities about the two unknowns that each group is in each release.

    Without answers he goes by the bases alone.
    """

    releases: Sequence[Seen]
    with_answers: bool
    _equal: list[tuple[np.ndarray, float]] = field(default_factory=list)
    _at_most: list[tuple[np.ndarray, float]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._groups = list(self.releases[-1].counts)
        for place, release in enumerate(self.releases):
            self._learn(place, release)
        for place in range(1, len(self.releases)):
            self._compare(place)

    def range_of(self, place: int, group: str, *, satisfied: bool) -> tuple[int, int]:
        """The least and the most that the count of a group in one of the releases can be."""
        unknown = self._satisfied if satisfied else self._base
        target = self._sum([unknown(place, group)])
        return ceil(self._solve(target) - _ROUNDING), floor(-self._solve(-target) + _ROUNDING)

    def _unknowns(self) -> Sequence[Callable[[int, str], int]]:
        return (self._base, self._satisfied) if self.with_answers else (self._base,)

    def _learn(self, place: int, release: Seen) -> None:
        for at, unknown in enumerate(self._unknowns()):
            together = sum(counts[at] for counts in release.counts.values())
            self._equal.append((self._sum([unknown(place, group) for group in self._groups]), together))
        for group, (base, satisfied) in release.counts.items():
            self._at_most.append((self._sum([self._satisfied(place, group)], [self._base(place, group)]), 0))
            if group not in release.hidden:
                for unknown, known in zip(self._unknowns(), (base, satisfied), strict=False):
                    self._equal.append((self._sum([unknown(place, group)]), known))
            elif release.tells_apart:
                self._learn_size(place, group, base)

    def _learn_size(self, place: int, group: str, base: int) -> None:
        row = self._sum([self._base(place, group)])
        if base < SMALLEST_BASE:
            self._at_most.append((row, SMALLEST_BASE - 1))
        else:
            self._at_most.append((-row, -SMALLEST_BASE))

    def _compare(self, place: int) -> None:
        for group in self._groups:
            satisfied = [unknown(at, group) for at, unknown in ((place - 1, self._satisfied), (place, self._satisfied))]
            base = [self._base(place - 1, group), self._base(place, group)]
            self._at_most.append((self._sum(satisfied[:1], satisfied[1:]), 0))
            self._at_most.append((self._sum([base[0], satisfied[1]], [base[1], satisfied[0]]), 0))

    def _solve(self, target: np.ndarray) -> float:
        equal, at_most = self._equal, self._at_most
        found = linprog(
            target,
            A_ub=np.array([row for row, _ in at_most]),
            b_ub=[bound for _, bound in at_most],
            A_eq=np.array([row for row, _ in equal]),
            b_eq=[bound for _, bound in equal],
            bounds=(0, None),
        )
        assert found.status == 0, found.message
        return float(found.fun)

    def _sum(self, plus: Sequence[int], minus: Sequence[int] = ()) -> np.ndarray:
        row = np.zeros(2 * len(self._groups) * len(self.releases))
        row[list(plus)] += 1
        row[list(minus)] -= 1
        return row

    def _base(self, place: int, group: str) -> int:
        return 2 * (place * len(self._groups) + self._groups.index(group))

    def _satisfied(self, place: int, group: str) -> int:
        return self._base(place, group) + 1
