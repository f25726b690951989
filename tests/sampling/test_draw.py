from collections import Counter

import polars as pl
import pytest

from voicebot.errors import BadInput, Refused
from voicebot.sampling.allocation import Method
from voicebot.sampling.draw import Design, Draw, draw
from voicebot.sampling.lots import lots

CHI_SQUARE_199_AT_0001 = 267.5  # 199 degrees of freedom, exceeded once in a thousand


def people(*strata: int, seed: str = "seed") -> pl.DataFrame:
    """So many eligible persons in each of some areas."""
    rows = [(f"REF{area}-{nth}", f"area {area}", "burglary") for area, size in enumerate(strata) for nth in range(size)]
    persons = pl.DataFrame(rows, schema=["reference", "area", "victim_group"], orient="row")
    return persons.with_columns(lots(persons["reference"], seed))


def drawn_by_area(found: Draw) -> list[int]:
    return found.strata["drawn"].to_list()


def test_within_each_stratum_the_smallest_lots_are_drawn():
    persons = people(40, 20)
    found = draw(persons, Design(15, "seed"))
    for area, wanted in {"area 0": 10, "area 1": 5}.items():
        smallest = persons.filter(area=area).sort("lot")["reference"].head(wanted).to_list()
        assert found.persons.filter(area=area)["reference"].to_list() == smallest


def test_the_same_in_gives_the_same_out_whatever_the_order():
    persons, design = people(30, 50), Design(20, "seed")
    assert draw(persons, design).persons.equals(draw(persons.reverse(), design).persons)


def test_probabilities_are_drawn_by_eligible_in_the_stratum():
    found = draw(people(40, 20), Design(20, "seed", Method.EQUAL))
    by_area = found.persons.group_by("area").agg(pl.col("probability").unique()).sort("area")
    assert by_area["probability"].to_list() == [[10 / 40], [10 / 20]]


def test_a_simple_sample_knows_no_strata_and_gives_everybody_the_same_chance():
    persons = people(40, 20)
    found = draw(persons, Design(30, "seed", Method.SIMPLE))
    assert set(found.persons["reference"]) == set(persons.sort("lot")["reference"].head(30))
    assert found.persons["probability"].unique().to_list() == [0.5]
    assert found.strata["eligible"].to_list() == [40, 20]


def test_a_fixed_sample_has_the_numbers_that_were_given():
    fixed = {("area 1", "burglary"): 3}
    assert drawn_by_area(draw(people(40, 20), Design(3, "seed", Method.FIXED, fixed=fixed))) == [0, 3]


@pytest.mark.parametrize("method", [Method.SIMPLE, Method.PROPORTIONAL, Method.EQUAL])
def test_more_than_may_be_drawn_is_refused(method: Method):
    with pytest.raises(Refused, match="only 60 persons"):
        draw(people(40, 20), Design(61, "seed", method))


def test_everybody_can_be_drawn():
    assert draw(people(4, 2), Design(6, "seed")).persons["probability"].to_list() == [1.0] * 6


def test_nobody_can_be_drawn_from_an_empty_frame():
    with pytest.raises(Refused, match="only 0 persons"):
        draw(people(), Design(1, "seed"))


def test_replicates_are_equal_parts_each_spread_over_the_strata_like_the_whole():
    found = draw(people(400, 200), Design(300, "seed", replicates=10))
    assert set(Counter(found.persons["replicate"]).values()) == {30}
    by_area = Counter(found.persons.select("replicate", "area").rows())
    assert {by_area[replicate, "area 0"] for replicate in range(1, 11)} == {20}


def test_all_that_is_wrong_with_a_design_is_told_at_once():
    with pytest.raises(BadInput) as caught:
        Design(0, "two\nlines", Method.FIXED, replicates=0)
    assert len(caught.value.faults) == 4


def test_over_many_seeds_everybody_is_drawn_equally_often():
    times: Counter[str] = Counter()
    seeds, wanted, size = 400, 50, 200
    for seed in range(seeds):
        times.update(draw(people(size, seed=str(seed)), Design(wanted, str(seed))).persons["reference"])
    expected = seeds * wanted / size
    # Sampling without replacement makes the counts vary less than a chi-square has them: the factor puts that right.
    statistic = sum((times[f"REF0-{nth}"] - expected) ** 2 for nth in range(size)) / expected
    assert statistic * size / (size - wanted) * (size - 1) / size < CHI_SQUARE_199_AT_0001
