"""What each picture shows, and that nothing hidden shows in it."""

import xml.etree.ElementTree as ET

import pytest

from tests.reporting.charts.pictures import SVG, description_of, drawn, parsed, texts_of
from voicebot.reporting.charts.drawing import share_axis, tenths
from voicebot.reporting.charts.funnel import FunnelStep, funnel
from voicebot.reporting.charts.hours import HourCell, hours
from voicebot.reporting.charts.intervals import IntervalRow, intervals
from voicebot.reporting.charts.scale_bars import ScaleRow, scale_bars
from voicebot.reporting.charts.theme import BLUE


def test_a_group_has_its_share_and_interval_in_figures_and_in_words() -> None:
    assert "61% (55\N{EN DASH}67)" in texts_of(drawn()["intervals"])
    assert description_of(drawn()["intervals"]).startswith("all: 58%; burglary: 61% (55\N{EN DASH}67);")


def test_a_group_of_few_people_is_hollow_and_a_hidden_one_has_no_mark() -> None:
    dots = [one for one in _marks(drawn()["intervals"], "stroke", BLUE) if one.get("fill")]
    assert [dot.get("fill") for dot in dots] == [BLUE, "none"]


def test_without_intervals_only_the_share_is_said() -> None:
    picture = intervals("bare", "Hard quotas", [IntervalRow("all", 0.6), IntervalRow("some", 0.5)])
    assert "60%" in texts_of(picture)


def test_the_scale_parts_in_the_middle_of_neither() -> None:
    even = scale_bars("even", "Even", [ScaleRow("even", (0.1, 0.1, 0.2, 0.2, 0.2, 0.1, 0.1))])
    pieces = [one.get("d", "") for one in _marks(even, "stroke-width", "1") if one.tag == f"{SVG}path"]
    lefts = [float(piece.removeprefix("M").split(",")[0]) for piece in pieces[:7]]
    rights = [left + float(piece.split("h")[1].split("v")[0]) for left, piece in zip(lefts, pieces, strict=False)]
    middle = (lefts[0] + rights[-1]) / 2
    assert (lefts[3] + rights[3]) / 2 == pytest.approx(middle, abs=0.01)
    assert "40% / 40%" in texts_of(even)


def test_a_step_of_the_funnel_is_told_as_a_part_of_the_step_before() -> None:
    assert {"1,000", "100 (10%)", "hidden"} <= set(texts_of(drawn()["funnel"]))
    assert "50" in texts_of(funnel("gap", "Gap", [FunnelStep("reached", None), FunnelStep("interviewed", 50)]))


def test_a_category_has_its_difference_in_points() -> None:
    assert {"\N{MINUS SIGN}4.0 points", "hidden"} <= set(texts_of(drawn()["profile"]))
    assert "18-24: 10% of the frame, 6% of the interviewed; 75+: hidden" in description_of(drawn()["profile"])


def test_the_questions_stand_in_their_order_with_who_is_left() -> None:
    assert description_of(drawn()["left"]) == "contact: 100%; action: 97%; whole: hidden."


def test_an_hour_without_figures_stays_empty() -> None:
    assert {"25", "50"} <= set(texts_of(drawn()["week"]))
    assert description_of(drawn()["week"]) == "Monday at 9: 25%; Monday at 10: 50%."


def test_a_scale_has_room_even_where_all_shares_are_the_same() -> None:
    assert tenths([0.6, 0.6]) == (0.6, 0.7)
    assert tenths([0.0]) == (0.0, 0.1)
    assert tenths([1.0]) == (0.9, 1.0)
    assert tenths([0.61, 0.38]) == (0.3, 0.7)
    assert tenths([]) == (0.0, 1.0)


@pytest.mark.parametrize(
    ("low", "high", "values"),
    [(0.9, 1.0, [0.9, 0.95, 1.0]), (0.3, 0.7, [0.3, 0.4, 0.5, 0.6, 0.7]), (0.0, 1.0, [0.0, 0.25, 0.5, 0.75, 1.0])],
)
def test_an_axis_has_as_many_labels_as_there_is_room_for(low: float, high: float, values: list[float]) -> None:
    assert share_axis(low, high).to_dict()["values"] == values


def test_pictures_of_nothing_are_drawn_as_well() -> None:
    assert intervals("none", "None", [IntervalRow("all", None)])
    assert hours("none", "None", [HourCell(0, 9, 0.0)])
    assert scale_bars("none", "None", [ScaleRow("all", None)])


def _marks(picture: str, attribute: str, value: str) -> list[ET.Element]:
    return [one for one in parsed(picture).iter() if one.get(attribute) == value]
