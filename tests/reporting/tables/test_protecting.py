"""What becomes of a table some of whose groups are hidden."""

from datetime import date

from tests.reporting.tables.small import by_area, release, row
from voicebot.reporting.tables.protecting import protect
from voicebot.reporting.tables.values import ALL, HIDDEN, Cell, Row, Table, TableKind

SHOWN = {"everybody": frozenset[str]()}


def test_hidden_groups_keep_their_row_and_lose_their_figures() -> None:
    table = protect(
        by_area(row(ALL, 200), row("CE", 20), row("NW", 180)), SHOWN | {"frame:area": frozenset({"CE"})}, None
    )
    assert table.rows == (row(ALL, 200), Row("CE", "CE", (HIDDEN,)), row("NW", 180))


def test_groups_of_a_variable_that_nobody_has_judged_are_hidden() -> None:
    assert protect(by_area(row("CE", 200)), SHOWN, None).rows == (Row("CE", "CE", (HIDDEN,)),)


def test_a_pair_with_a_hidden_group_is_left_out() -> None:
    table = by_area(row("CE - NW", 0), row("NW - SE", 0))
    assert protect(table, SHOWN | {"frame:area": frozenset({"CE"})}, None).rows == (row("NW - SE", 0),)


def test_a_table_of_no_variable_stays_as_it_is() -> None:
    table = by_area(row("x", 3), variable=None)
    assert protect(table, {}, None) is table


def test_a_table_about_a_hidden_group_says_so_in_one_row() -> None:
    table = protect(by_area(row("1", 3), row("2", 5), variable="answers:x", group=ALL), SHOWN, None)
    (only,) = table.rows
    assert only.is_hidden
    assert "fewer than 30" in only.label


def test_what_the_release_before_has_shown_is_shown_with_its_day_and_keeps_it() -> None:
    hidden = SHOWN | {"frame:area": frozenset({"CE"})}
    first = protect(by_area(row("CE", 45)), hidden, release(by_area(row("CE", 41))))
    assert first.rows == (Row("CE", "CE", (Cell(0.5, 41),), as_at=date(2026, 11, 20)),)
    second = protect(by_area(row("CE", 46)), hidden, release(first))
    assert second.rows == first.rows


def test_everybody_is_held_where_too_few_have_come() -> None:
    table = protect(
        by_area(row(ALL, 210), row("CE", 110)),
        {"everybody": frozenset({ALL}), "frame:area": frozenset({"CE"})},
        release(by_area(row(ALL, 200), row("CE", 100))),
    )
    assert [(one.cells[0].base, one.as_at) for one in table.rows] == [
        (200, date(2026, 11, 20)),
        (100, date(2026, 11, 20)),
    ]


def test_what_was_shown_in_other_columns_is_not_shown_again() -> None:
    other = Table("satisfaction-by-area", "", TableKind.SATISFACTION, "", (), (Row("CE", "CE", ()),), "frame:area")
    hidden = SHOWN | {"frame:area": frozenset({"CE"})}
    assert protect(by_area(row("CE", 45)), hidden, release(other)).rows == (Row("CE", "CE", (HIDDEN,)),)
