from hypothesis import given
from hypothesis import strategies as st

from tests.reporting.made import people, wave
from voicebot.reporting.cells import SMALLEST_CELL, Cell, collapse, margin_cells


def _cells(*interviews: int) -> list[Cell]:
    return [Cell((str(at),), 10 * number, number) for at, number in enumerate(interviews)]


def _names(cells: tuple[Cell, ...]) -> list[str]:
    return ["".join(cell.categories) for cell in cells]


def test_large_categories_stay_as_they_are() -> None:
    assert _names(collapse(_cells(30, 40, 50), ordered=False)) == ["0", "1", "2"]


def test_small_categories_are_put_together() -> None:
    assert _names(collapse(_cells(100, 12, 90, 20), ordered=False)) == ["0", "13", "2"]


def test_a_small_category_that_has_an_order_goes_to_its_smaller_neighbour() -> None:
    assert _names(collapse(_cells(100, 12, 90, 20), ordered=True)) == ["0", "123"]
    assert _names(collapse(_cells(40, 100, 12), ordered=True)) == ["0", "12"]


def test_with_too_few_interviews_there_is_a_single_cell() -> None:
    assert _names(collapse(_cells(10, 5, 3), ordered=False)) == ["012"]


def test_a_category_that_is_not_on_the_frame_can_not_be_weighted_to() -> None:
    cells = [Cell(("a",), 100, 50), Cell(("b",), 0, 40), Cell(("c",), 100, 60)]
    assert _names(collapse(cells, ordered=False)) == ["ab", "c"]


@given(st.lists(st.integers(0, 120), min_size=1, max_size=12), st.booleans())
def test_no_cell_is_small_unless_it_is_the_only_one_and_nobody_is_lost(interviews: list[int], ordered: bool) -> None:
    cells = collapse(_cells(*interviews), ordered=ordered)
    assert len(cells) == 1 or all(cell.interviews >= SMALLEST_CELL for cell in cells)
    assert sorted(name for cell in cells for name in cell.categories) == sorted(map(str, range(len(interviews))))
    assert sum(cell.interviews for cell in cells) == sum(interviews)
    assert sum(cell.persons for cell in cells) == 10 * sum(interviews)


def test_the_cells_of_a_variable_count_persons_of_the_frame_and_interviews() -> None:
    cases = people(
        (40, {"frame_gender": "female"}),
        (35, {"frame_gender": "male"}),
        (25, {"frame_gender": "male", "outcome": "3.13"}),
    )
    assert margin_cells(wave(cases), "gender") == (Cell(("female",), 400, 40), Cell(("male",), 600, 35))
