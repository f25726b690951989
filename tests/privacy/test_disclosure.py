"""No small group can be worked out from what is shown, of one variable, in one release after another."""

import os
from collections.abc import Collection, Iterator

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.privacy.attack import Attack, Counts, Seen
from voicebot.privacy.disclosure import (
    LEAST_DOUBT,
    SMALLEST_BASE,
    Part,
    Shown,
    hidden_groups,
    hide,
    still_missing,
)

EXAMPLES = int(os.environ.get("VOICEBOT_ATTACKS", "15"))
"""More of them for a proof: `VOICEBOT_ATTACKS=20000`."""
LEAST_DOUBT_OF_ANSWERS = 3


def _bases(counts: Counts) -> dict[str, dict[str, int]]:
    return {group: {"whole": base} for group, (base, _) in counts.items()}


def _seen(*waves: Counts) -> list[Seen]:
    """What is hidden in one release after another."""
    releases: list[Seen] = []
    for counts in waves:
        before = [Shown(_bases(one.counts), one.hidden) for one in releases]
        releases.append(Seen(counts, hidden_groups(_bases(counts), before)))
    return releases


def _of(**bases: int) -> dict[str, dict[str, int]]:
    return {group: {"whole": base} for group, base in bases.items()}


def test_groups_that_are_large_enough_are_all_shown() -> None:
    assert hidden_groups(_of(centre=30, north=31, south=200)) == set()


def test_a_small_group_takes_the_smallest_other_one_with_it() -> None:
    assert hidden_groups(_of(centre=12, north=200, south=90, west=120)) == {"centre", "south"}


def test_small_groups_that_are_large_enough_together_hide_each_other() -> None:
    assert hidden_groups(_of(hindu=20, sikh=18, none=200)) == {"hindu", "sikh"}


def test_small_groups_of_which_the_sum_would_tell_take_another_one_with_them() -> None:
    assert hidden_groups(_of(hindu=29, sikh=29, christian=60, none=200)) == {"hindu", "sikh", "christian"}
    assert hidden_groups(_of(hindu=1, sikh=2, christian=60, none=200)) == {"hindu", "sikh", "christian"}


def test_an_other_one_so_small_that_the_sum_would_tell_is_not_enough() -> None:
    assert hidden_groups(_of(other=1, male=31, female=90, unsaid=100)) == {"other", "male", "female"}


def test_a_group_is_hidden_for_one_figure_that_rests_on_too_few() -> None:
    bases = {group: {"whole": 100, "contact": 100} for group in ("centre", "north", "south")}
    assert hidden_groups(bases | {"centre": {"whole": 30, "contact": 29}}) == {"centre", "north"}


def test_a_group_that_is_in_no_figure_is_hidden() -> None:
    assert hidden_groups({"centre": {}}) == {"centre"}


def test_a_group_into_which_few_have_come_is_hidden_and_another_one_with_it() -> None:
    before = Shown(_of(centre=41, north=100, south=100), frozenset())
    assert hidden_groups(_of(centre=43, north=140, south=150), [before]) == {"centre", "north"}
    assert hidden_groups(_of(centre=41, north=140, south=150), [before]) == set()
    assert hidden_groups(_of(centre=71, north=140, south=150), [before]) == set()


def test_few_who_have_come_count_from_when_a_group_was_last_shown() -> None:
    first = Shown(_of(centre=40, north=100, south=100), frozenset())
    second = Shown(_of(centre=60, north=140, south=150), frozenset({"centre", "north"}))
    assert hidden_groups(_of(centre=75, north=175, south=190), [first, second]) == set()


def test_a_group_that_has_lost_people_stays_hidden() -> None:
    before = Shown(_of(centre=60, north=100, south=100), frozenset())
    assert "centre" in hidden_groups(_of(centre=59, north=140, south=150), [before])


def test_groups_within_a_hidden_one_are_all_hidden() -> None:
    whole = Part("gap", _of(white=100, minority=20))
    parts = [whole, Part("ethnicity", _of(asian=10, black=10), within=("gap", "minority"))]
    assert hide(parts, [])["ethnicity"] == {"asian", "black"}


def test_groups_within_a_shown_one_hide_each_other_without_those_outside() -> None:
    parts = [
        Part("gap", _of(white=200, minority=150)),
        Part("ethnicity", _of(white=200), within=("gap", "white")),
        Part("ethnicity", _of(asian=70, black=60, mixed=20), within=("gap", "minority")),
    ]
    assert hide(parts, []) == {"gap": set(), "ethnicity": {"mixed", "black"}}


def test_what_an_earlier_release_has_shown_counts_for_its_own_variable() -> None:
    before = {"area": Shown(_of(centre=40, north=100), frozenset())}
    parts = [Part("area", _of(centre=42, north=140)), Part("gender", _of(female=42, male=140))]
    assert hide(parts, [before]) == {"area": {"centre", "north"}, "gender": set()}


def test_the_next_release_waits_for_thirty_more_in_every_figure() -> None:
    assert still_missing({"interviewed": 40, "whole": 30}, None) == 0
    assert still_missing({"interviewed": 40, "whole": 28}, None) == 2
    assert still_missing({"interviewed": 75, "whole": 58}, {"interviewed": 40, "whole": 30}) == 2


_COMING = st.one_of(st.integers(0, 12), st.integers(0, 45), st.integers(0, 150))


@st.composite
def _successive(draw: st.DrawFn) -> list[Counts]:
    """The counts of up to seven groups in up to four releases."""
    groups = [f"group{nth}" for nth in range(draw(st.integers(2, 7)))]
    now = dict.fromkeys(groups, (0, 0))
    waves: list[Counts] = []
    for _ in range(draw(st.integers(1, 4))):
        for group, (base, satisfied) in now.items():
            more = draw(_COMING)
            now[group] = (base + more, satisfied + (more + draw(st.booleans())) // 2)
        waves.append(dict(now))
    return waves


@given(_successive())
@settings(max_examples=EXAMPLES, deadline=None)
def test_no_hidden_base_of_any_release_can_be_told_within_ten_people(waves: list[Counts]) -> None:
    releases = _seen(*waves)
    attack = Attack(releases, with_answers=False)
    for place, group in _protected(releases):
        least, most = attack.range_of(place, group, satisfied=False)
        assert least <= releases[place].counts[group][0] <= most
        assert most - least >= LEAST_DOUBT


@given(_successive())
@settings(max_examples=EXAMPLES, deadline=None)
def test_how_many_of_a_hidden_group_are_satisfied_can_t_be_told_either(waves: list[Counts]) -> None:
    """As long as those who come are not of one mind: of any group whose members all say the same, that is known."""
    releases = _seen(*waves)
    attack = Attack(releases, with_answers=True)
    for place, group in _protected(releases):
        least, most = attack.range_of(place, group, satisfied=True)
        assert least <= releases[place].counts[group][1] <= most
        assert most - least >= LEAST_DOUBT_OF_ANSWERS


@given(_successive())
@settings(max_examples=EXAMPLES, deadline=None)
def test_what_is_left_by_subtraction_is_large_enough_to_be_shown(waves: list[Counts]) -> None:
    """Of everybody less all that is shown, and of one release less an earlier one, group by group and together."""
    releases = [one for one in _seen(*waves) if one.tells_apart]
    for place, now in enumerate(releases):
        assert not now.hidden or _people(now, now.hidden) >= SMALLEST_BASE
        for before in releases[:place]:
            either = now.hidden | before.hidden
            for groups in (either, *({group} for group in now.counts.keys() - either)):
                came = _people(now, groups) - _people(before, groups)
                assert came == 0 or came >= SMALLEST_BASE


def _people(release: Seen, groups: Collection[str]) -> int:
    return sum(release.counts[group][0] for group in groups)


def _protected(releases: list[Seen]) -> Iterator[tuple[int, str]]:
    """The hidden groups that are small, or that had been shown before, of releases that show others."""
    shown: set[str] = set()
    for place, release in enumerate(releases):
        if release.tells_apart:
            for group in sorted(release.hidden):
                if release.counts[group][0] < SMALLEST_BASE or group in shown:
                    yield place, group
        shown |= release.counts.keys() - release.hidden
