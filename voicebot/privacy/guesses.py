"""Whether hidden bases stay in doubt for somebody who has every release and works out all that follows from it. Pure.

He is held to know more than is shown: the sum of all groups, which of the hidden ones are small, and that people only
ever come. What he can know then is a matter of linear programming, and so it is tried.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog  # type: ignore[import-untyped]

_ROUNDING = 1e-6
_Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Release:
    """The people of each group in one release, and which groups were hidden, but not all of them."""

    people: Mapping[str, int]
    hidden: frozenset[str]


def are_in_doubt(releases: Sequence[Release], *, small: int, least_doubt: int) -> bool:
    """Whether each hidden base that has to be protected could be less or more, so that the two differ by so much.

    That is: of groups of fewer than `small` people, and of those that an earlier release had shown.
    """
    known = _Known(releases, small)
    least, most = known.truth, known.truth
    enough = least_doubt - _ROUNDING
    for unknown in known.protected:
        for direction in (1.0, -1.0):
            if most[unknown] - least[unknown] < enough:
                point = known.extreme(unknown, direction)
                least, most = np.minimum(least, point), np.maximum(most, point)
        if most[unknown] - least[unknown] < enough:
            return False
    return True


class _Known:
    """What is known of the hidden bases: an unknown for each group in each release that hides it."""

    def __init__(self, releases: Sequence[Release], small: int) -> None:
        self._releases, self._small = releases, small
        cells = [(place, group) for place, one in enumerate(releases) for group in sorted(one.hidden)]
        self._places = {cell: nth for nth, cell in enumerate(cells)}
        self.truth: _Vector = np.array([releases[place].people[group] for place, group in cells], dtype=np.float64)
        self.protected = self._protected()
        self._bounds = [self._range(*cell) for cell in cells]
        self._sums = np.array([self._row(place, one.hidden) for place, one in enumerate(releases) if one.hidden])
        self._order = self._never_less()

    def extreme(self, unknown: int, direction: float) -> _Vector:
        """All bases as they could be, with that one as small as possible, or as large if the direction is -1."""
        target = np.zeros(len(self.truth))
        target[unknown] = direction
        order, none = self._order, np.zeros(len(self._order))
        sums = self._sums @ self.truth
        found = linprog(target, order or None, none if order else None, self._sums, sums, self._bounds)
        return found.x if found.status == 0 else self.truth

    def _protected(self) -> Sequence[int]:
        shown: set[str] = set()
        protected = []
        for place, release in enumerate(self._releases):
            small = {group for group in release.hidden if release.people[group] < self._small}
            protected += [self._places[place, group] for group in sorted(small | (release.hidden & shown))]
            shown |= release.people.keys() - release.hidden
        return protected

    def _range(self, place: int, group: str) -> tuple[int, int | None]:
        """From the size that is known, and from the releases that show the group."""
        people = [one.people[group] for one in self._releases]
        shown = [at for at, one in enumerate(self._releases) if group not in one.hidden]
        is_small = people[place] < self._small
        least = [people[at] for at in shown if at < place]
        most = [people[at] for at in shown if at > place]
        if is_small:
            return max(least, default=0), min([self._small - 1, *most])
        return max([self._small, *least]), min(most, default=None)

    def _never_less(self) -> list[_Vector]:
        """Rows whose product is at most zero: a group in a release less the same in the next one that hides it."""
        rows = []
        for place, group in self._places:
            later = next((at for at in range(place + 1, len(self._releases)) if (at, group) in self._places), None)
            if later is not None:
                rows.append(self._row(place, [group]) - self._row(later, [group]))
        return rows

    def _row(self, place: int, groups: Sequence[str] | frozenset[str]) -> _Vector:
        row = np.zeros(len(self.truth))
        row[[self._places[place, group] for group in groups]] = 1.0
        return row
