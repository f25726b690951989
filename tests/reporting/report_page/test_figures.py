"""How figures are printed."""

import pytest

from tests.reporting.report_page.tables import DIFFERENCE, FEW, WHOLE
from voicebot.reporting.report_page.figures import basis, figure, interval
from voicebot.reporting.tables.values import HIDDEN, Cell, Unit


def test_a_share_has_its_interval_and_what_it_rests_on() -> None:
    assert figure(WHOLE, Unit.SHARE) == "61.2%"
    assert interval(WHOLE, Unit.SHARE) == "56.4\N{EN DASH}65.8"
    assert basis(WHOLE) == "n 467, eff. 402"


def test_a_difference_has_a_sign_and_its_chance() -> None:
    assert figure(DIFFERENCE, Unit.POINTS) == "\N{MINUS SIGN}5.2"
    assert interval(DIFFERENCE, Unit.POINTS) == "\N{MINUS SIGN}9.1 to +1.3"
    assert basis(DIFFERENCE) == "p 0.012"
    assert basis(Cell(0.1, p=0.0)) == "p < 0.001"


def test_no_difference_has_no_minus() -> None:
    assert figure(Cell(-0.0001), Unit.POINTS) == "+0.0"


def test_a_figure_on_few_people_is_flagged_and_a_hidden_one_is_a_word() -> None:
    assert figure(FEW, Unit.SHARE) == "50.0%\N{DAGGER}"
    assert (figure(HIDDEN, Unit.SHARE), interval(HIDDEN, Unit.SHARE), basis(HIDDEN)) == ("hidden", "", "")


@pytest.mark.parametrize(
    ("cell", "unit", "printed"),
    [(Cell(12345), Unit.COUNT, "12,345"), (Cell(8.3), Unit.NUMBER, "8.3"), (Cell(), Unit.SHARE, "")],
)
def test_counts_have_thousands_and_nothing_is_empty(cell: Cell, unit: Unit, printed: str) -> None:
    assert figure(cell, unit) == printed
