import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from voicebot.sampling.linking import link_rows

SOME = st.integers(0, 12)
ROWS = st.lists(st.tuples(st.none() | SOME, SOME, st.lists(SOME, max_size=3)), max_size=25)


def groups(rows: list[tuple[int | None, int, list[int]]]) -> list[int]:
    columns = {"person": pl.String, "reference": pl.String, "numbers": pl.List(pl.String)}
    cells = [(None if p is None else f"p{p}", f"r{r}", [f"n{n}" for n in ns]) for p, r, ns in rows]
    return link_rows(pl.DataFrame(cells, schema=columns, orient="row")).to_list()


def test_a_household_is_one_group_whoever_shares_a_number_with_whom():
    assert groups([(1, 1, [1]), (2, 2, [1, 2]), (3, 3, [2]), (3, 4, [9]), (4, 5, [5])]) == [0, 0, 0, 0, 4]


def test_rows_without_anything_in_common_stay_apart():
    assert groups([(None, 1, []), (None, 2, []), (None, 3, [3])]) == [0, 1, 2]


@given(ROWS)
def test_whatever_is_shared_links_and_nothing_else(rows: list[tuple[int | None, int, list[int]]]):
    found = groups(rows)
    marks = [{("p", p)} - {("p", None)} | {("r", r)} | {("n", n) for n in ns} for p, r, ns in rows]
    reached = list(range(len(rows)))
    for _ in rows:  # the plain way: spread the smallest place over whatever is shared until nothing changes
        reached = [
            min(reached[other] for other in range(len(rows)) if marks[one] & marks[other]) for one in range(len(rows))
        ]
    assert found == reached
