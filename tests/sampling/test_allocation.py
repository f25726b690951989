import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.errors import BadInput, Refused
from voicebot.sampling.allocation import equal, fixed, proportional

A, B, C = ("A", "burglary"), ("B", "burglary"), ("C", "burglary")
SIZES = st.dictionaries(st.tuples(st.sampled_from("ABCDEF"), st.sampled_from("xyz")), st.integers(1, 60), min_size=1)


@st.composite
def sizes_and_wanted(draw: st.DrawFn) -> tuple[dict[tuple[str, str], int], int]:
    sizes = draw(SIZES)
    return sizes, draw(st.integers(0, sum(sizes.values())))


@given(sizes_and_wanted())
def test_a_proportional_allocation_adds_up_and_is_off_by_less_than_one(given: tuple[dict[tuple[str, str], int], int]):
    sizes, wanted = given
    allocated = proportional(sizes, wanted)
    assert sum(allocated.values()) == wanted
    for stratum, size in sizes.items():
        assert allocated[stratum] <= size
        exact = wanted * size / sum(sizes.values())
        if wanted < len(sizes) or min(allocated.values()) > 1:
            assert abs(allocated[stratum] - exact) < 1
        else:  # some give up a person, so that no stratum has nobody
            assert exact - len(sizes) < allocated[stratum] <= max(1, exact + 1)


@given(sizes_and_wanted())
def test_no_stratum_is_left_out_of_a_sample_that_has_a_person_for_each(given: tuple[dict[tuple[str, str], int], int]):
    sizes, wanted = given
    if wanted >= len(sizes):
        assert min(proportional(sizes, wanted).values(), default=1) >= 1


@given(sizes_and_wanted())
def test_an_equal_allocation_adds_up_and_differs_by_one_where_there_are_enough(
    given: tuple[dict[tuple[str, str], int], int],
):
    sizes, wanted = given
    allocated = equal(sizes, wanted)
    assert sum(allocated.values()) == wanted
    assert all(0 <= allocated[stratum] <= size for stratum, size in sizes.items())
    not_emptied = [allocated[stratum] for stratum, size in sizes.items() if allocated[stratum] < size]
    assert not not_emptied or max(allocated.values()) - min(not_emptied) <= 1


def test_the_largest_remainders_are_rounded_up():
    assert proportional({A: 50, B: 30, C: 20}, 7) == {A: 4, B: 2, C: 1}
    assert proportional({A: 47, B: 16, C: 15}, 10) == {A: 6, B: 2, C: 2}


def test_what_a_small_stratum_lacks_is_shared_by_the_others():
    assert equal({A: 2, B: 50, C: 50}, 20) == {A: 2, B: 9, C: 9}


def test_a_fixed_allocation_is_taken_as_it_is():
    assert fixed({A: 5, B: 5, C: 5}, 6, {A: 5, C: 1}) == {A: 5, B: 0, C: 1}


def test_all_faults_of_a_fixed_allocation_are_told_at_once():
    with pytest.raises(BadInput) as caught:
        fixed({A: 5}, 10, {A: 6, B: 1})
    assert len(caught.value.faults) == 3


@pytest.mark.parametrize("allocate", [proportional, equal])
def test_more_than_there_are_can_not_be_drawn(allocate: object):
    with pytest.raises(Refused, match="only 5 persons"):
        allocate({A: 5}, 6)  # type: ignore[operator]
