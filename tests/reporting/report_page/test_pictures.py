"""Which tables have a picture, and that it shows what the table shows and no more."""

from dataclasses import replace

import pytest

from tests.reporting.charts.pictures import description_of, texts_of
from tests.reporting.report_page.tables import WHOLE, answers, by_group, headline, profile, table, trend
from voicebot.reporting.report_page.pictures import picture_of, scale_picture
from voicebot.reporting.tables.values import HIDDEN, Cell, Column, Row, TableKind, Unit

SHARES = (0.2, 0.2, 0.2, 0.1, 0.1, 0.1, 0.1)


def test_groups_are_drawn_for_the_headline_against_everybody() -> None:
    picture = picture_of(by_group(), "whole") or ""
    assert description_of(picture).startswith("all: 61%; burglary: 61% (56\N{EN DASH}66);")
    assert description_of(picture).endswith("collision: hidden.")
    assert "everybody" not in texts_of(picture)


def test_a_table_without_the_headline_has_no_picture_of_groups() -> None:
    assert picture_of(by_group(), None) is None
    assert picture_of(by_group(), "contact") is None


def test_where_every_group_is_hidden_there_is_nothing_to_draw() -> None:
    shown = by_group()
    first, *groups = shown.rows
    hidden = [replace(row, cells=tuple(HIDDEN for _ in row.cells)) for row in groups]
    assert picture_of(replace(shown, rows=(first, *hidden)), "whole") is None


def test_the_profile_has_the_difference_of_the_table_not_one_of_rounded_shares() -> None:
    assert {"\N{MINUS SIGN}5.2 points", "hidden"} <= set(texts_of(picture_of(profile(), None) or ""))


def test_a_trend_takes_two_waves_and_marks_where_it_breaks() -> None:
    assert picture_of(trend("spring"), None) is None
    picture = picture_of(trend("spring", "summer", broken="differs in: scale"), None) or ""
    assert "summer (made in another way than the wave before): 61%" in description_of(picture)


def test_a_question_in_two_steps_is_left_where_its_last_step_is() -> None:
    columns = [Column("remaining", "remaining", Unit.SHARE)]
    rows = [
        Row("agreement", "agreement", (Cell(),)),
        Row("contact", "contact", (Cell(0.99),)),
        Row("contact.1", "contact", (Cell(0.97),)),
        Row("follow_up", "follow_up", (Cell(0.9),)),
    ]
    picture = picture_of(table(TableKind.INSTRUMENT, columns, *rows), None) or ""
    assert description_of(picture) == "contact: 97%; follow up: 90%."


def test_the_funnel_and_the_hours_are_drawn_from_their_tables() -> None:
    number = [Column("number", "number", Unit.COUNT)]
    steps = (Row("eligible", "eligible", (Cell(1000),)), Row("drawn", "drawn", (Cell(100),)))
    assert "100 (10%)" in texts_of(picture_of(table(TableKind.OUTCOMES, number, *steps, name="funnel"), None) or "")
    answered = [Column("answered", "answered", Unit.SHARE)]
    cells = (Row("0-09", "Monday", (Cell(0.25),)), Row("0-12", "Monday", (HIDDEN,)))
    week = picture_of(table(TableKind.CALLS, answered, *cells, name="calls-by-hour"), None) or ""
    assert description_of(week) == "Monday at 9: 25%."
    assert {"9", "10", "11", "12"} <= set(texts_of(week))


def test_the_scale_has_every_core_question_and_a_code_that_nobody_gave() -> None:
    tables = [answers("contact", SHARES), answers("whole", (0.5, 0.5)), answers("action", SHARES, hidden=True)]
    picture = scale_picture(headline("contact", "action", "whole"), tables) or ""
    assert description_of(picture) == (
        "contact: 60% satisfied, 10% neither, 30% dissatisfied; action: hidden; "
        "whole: 100% satisfied, 0% neither, 0% dissatisfied."
    )
    assert scale_picture(headline("contact"), []) is None


@pytest.mark.parametrize("kind", [TableKind.RATES, TableKind.DISTRIBUTION])
def test_other_tables_are_figures_alone(kind: TableKind) -> None:
    assert picture_of(table(kind, [Column("share", "share", Unit.SHARE)], Row("a", "a", (WHOLE,))), "whole") is None
