"""How tables are laid out."""

from dataclasses import replace
from datetime import date

from tests.reporting.report_page.tables import DIFFERENCE, SATISFIED, WHOLE, by_group, profile, table
from voicebot.reporting.report_page.grid import Entry, grid_of
from voicebot.reporting.tables.values import Cell, Column, Row, TableKind, Unit


def test_a_table_of_few_columns_has_interval_and_base_in_columns_of_their_own() -> None:
    grid = grid_of(by_group())
    assert grid.headings == ("whole", "95 % interval", "n", "eff.")
    assert [entry.text for entry in grid.lines[0].entries] == ["61.2%", "56.4\N{EN DASH}65.8", "467", "402"]
    assert grid.fits_beside


def test_a_wide_table_has_them_below_each_figure() -> None:
    grid = grid_of(profile())
    assert grid.headings == ("frame, share", "interviewed, share", "difference")
    assert grid.lines[0].entries[2] == Entry(
        "\N{MINUS SIGN}5.2", ("\N{MINUS SIGN}9.1 to +1.3", "p 0.012"), is_hidden=False
    )


def test_a_column_for_each_of_five_questions_leaves_no_room_for_a_picture() -> None:
    columns = [Column(name, name, Unit.SHARE) for name in ("contact", "action", "follow_up", "treatment", "whole")]
    grid = grid_of(table(TableKind.SATISFACTION, columns, Row("all", "everybody", (WHOLE,) * 5)))
    assert (grid.fits_beside, grid.is_wide) == (False, False)


def test_a_column_that_has_nothing_to_tell_is_not_there() -> None:
    grid = grid_of(table(TableKind.OUTCOMES, [Column("number", "number", Unit.COUNT)], Row("a", "a", (Cell(3),))))
    assert grid.headings == ("number",)


def test_a_hidden_row_tells_only_that_it_is_hidden_and_why() -> None:
    hidden = grid_of(by_group()).lines[-1]
    assert [entry.text for entry in hidden.entries] == ["hidden", "", "", ""]
    assert hidden.remarks == ("fewer than 30 people",)


def test_figures_of_an_earlier_release_have_its_date() -> None:
    row = replace(Row("all", "everybody", (WHOLE,)), as_at=date(2026, 11, 3))
    grid = grid_of(table(TableKind.SATISFACTION, [SATISFIED], row))
    assert grid.lines[0].remarks == ("as of 3 November 2026",)


def test_a_difference_among_few_columns_has_its_chance_beside_it() -> None:
    column = Column("change", "change", Unit.POINTS)
    assert grid_of(table(TableKind.TREND, [column], Row("a", "a", (DIFFERENCE,)))).headings == (
        "change",
        "95 % interval",
        "p",
    )
