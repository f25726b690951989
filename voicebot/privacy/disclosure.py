"""Which groups of published tables are hidden, so that no small one can be worked out from all that is shown. Pure.

The limit holds for whatever can be had by subtraction too: what is left when the groups that are shown are taken from
everybody, and what came between two releases. Reasons and bounds of the rules stand in `docs/publishing.md`.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace

from voicebot.privacy.guesses import Release, are_in_doubt

SMALLEST_BASE = 30
"""People that a figure must rest on to be shown, and that must have come for it to be shown anew."""
LEAST_DOUBT = 10
"""By how many people the guesses at a hidden base that fit everything shown must differ, at least."""

Bases = Mapping[str, Mapping[str, int]]
"""By group, how many people each figure about it rests on; a figure that is not there rests on nobody."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A variable as it was in an earlier release: the bases of all its groups, and which of them were hidden."""

    bases: Bases
    hidden: frozenset[str]


@dataclass(frozen=True, slots=True)
class Part:
    """Groups of a variable that have nobody in common, and whose sum has to be held for known.

    `within`: the variable and the group that they are parts of. Where that is hidden they all are.
    """

    variable: str
    bases: Bases
    within: tuple[str, str] | None = None


def hide(parts: Sequence[Part], before: Sequence[Mapping[str, Shown]]) -> Mapping[str, frozenset[str]]:
    """By variable, the groups to hide.

    Args:
        parts: of a variable there may be several; a part comes after the one that it is within.
        before: the earlier releases, each by variable.
    """
    hidden: dict[str, frozenset[str]] = {}
    shown: set[tuple[str, str]] = set()
    for part in parts:
        earlier = [release[part.variable] for release in before if part.variable in release]
        may_be_shown = part.within is None or part.within in shown
        of_part = hidden_groups(part.bases, earlier) if may_be_shown else frozenset(part.bases)
        hidden[part.variable] = hidden.get(part.variable, frozenset()) | of_part
        shown |= {(part.variable, group) for group in part.bases.keys() - of_part}
    return hidden


def hidden_groups(bases: Bases, before: Sequence[Shown] = ()) -> frozenset[str]:
    """The groups to hide of those whose sum is known: what must be, and the smallest others until they are safe.

    If that takes all of them, nothing is left from which they could be told apart.
    """
    rule = _Rule(bases, before)
    hidden = {group for group in bases if rule.must_hide(group)}
    for group in sorted(bases.keys() - hidden, key=lambda one: (sum(bases[one].values()), one)):
        if rule.is_safe(hidden):
            break
        hidden.add(group)
    return frozenset(hidden)


def still_missing(now: Mapping[str, int], last: Mapping[str, int] | None) -> int:
    """How many more people are needed before figures of everybody can be shown, or shown anew; 0 if none are."""
    last = last or {}
    return max(0, *(SMALLEST_BASE - (base - last.get(figure, 0)) for figure, base in now.items()))


class _Rule:
    """The groups of one part now, and as they were in the releases that showed some of them."""

    def __init__(self, bases: Bases, before: Sequence[Shown]) -> None:
        self._groups = bases.keys()
        self._figures = sorted({figure for of in bases.values() for figure in of}) or [""]
        self._now = self._by_figure(bases, frozenset())
        showing = [one for one in before if self._groups & one.bases.keys() - one.hidden]
        self._before = [self._by_figure(one.bases, one.hidden & self._groups) for one in showing]

    def must_hide(self, group: str) -> bool:
        """Whether it is too small, or would tell of the few who came since it was last shown."""
        return any(
            self._now[figure].people[group] < SMALLEST_BASE or not _may_differ(self._came(group, figure))
            for figure in self._figures
        )

    def is_safe(self, hidden: Set[str]) -> bool:
        """Whether what is hidden stays so if no more is: now, since an earlier release, and in those releases."""
        return (
            len(hidden) != 1
            and all(self._is_large(hidden, figure) for figure in self._figures)
            and all(self._hides_since(hidden, one) for one in self._before)
            and all(self._is_in_doubt(hidden, figure) for figure in self._figures)
        )

    def _is_large(self, hidden: Set[str], figure: str) -> bool:
        """Whether all that are hidden could be shown together."""
        return not hidden or sum(self._now[figure].people[group] for group in hidden) >= SMALLEST_BASE

    def _is_in_doubt(self, hidden: Set[str], figure: str) -> bool:
        """Whether no base that has to be protected can be told from this release and the earlier ones."""
        now = replace(self._now[figure], hidden=frozenset(hidden))
        releases = [*(one[figure] for one in self._before), now]
        return are_in_doubt(releases, small=SMALLEST_BASE, least_doubt=LEAST_DOUBT)

    def _hides_since(self, hidden: Set[str], before: Mapping[str, Release]) -> bool:
        """Whether those who came into groups that are hidden now, or were then, are nobody or enough."""
        return all(
            _may_differ(
                sum(
                    self._now[figure].people[group] - before[figure].people[group]
                    for group in hidden | before[figure].hidden
                )
            )
            for figure in self._figures
        )

    def _came(self, group: str, figure: str) -> int:
        """How many have come into a group since it was last shown; 0 if it never was."""
        last = next((one[figure] for one in reversed(self._before) if group not in one[figure].hidden), None)
        return 0 if last is None else self._now[figure].people[group] - last.people[group]

    def _by_figure(self, bases: Bases, hidden: frozenset[str]) -> Mapping[str, Release]:
        return {
            figure: Release({group: bases.get(group, {}).get(figure, 0) for group in self._groups}, hidden)
            for figure in self._figures
        }


def _may_differ(people: int) -> bool:
    return people == 0 or people >= SMALLEST_BASE
