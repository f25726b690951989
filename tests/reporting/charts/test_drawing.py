"""What holds for every picture: anybody can read it, on any page, and it comes out the same each time."""

import re

import pytest

from tests.reporting.charts.pictures import NAMES, SVG, description_of, draw_all, drawn, parsed
from voicebot.reporting.charts.theme import BLUE, GREY, INK, ORANGE

EVERY = pytest.mark.parametrize("name", NAMES)
PAGES = {"light": "#ffffff", "dark": "#14191f"}


@EVERY
def test_it_says_what_it_shows_to_those_who_can_not_see_it(name: str) -> None:
    root = parsed(drawn()[name])
    assert root.get("role") == "img"
    labels = [root.find(f".//*[@id='{one}']") for one in str(root.get("aria-labelledby")).split()]
    assert [label.tag for label in labels if label is not None] == [f"{SVG}title", f"{SVG}desc"]
    assert all(label is not None and label.text for label in labels)


@EVERY
def test_it_has_no_style_no_script_and_loads_nothing(name: str) -> None:
    for element in parsed(drawn()[name]).iter():
        assert element.tag.removeprefix(SVG) in {"svg", "title", "desc", "g", "path", "line", "text", "tspan"}
        assert not {attribute for attribute in element.attrib if attribute in {"style", "href"} or ":" in attribute}
        assert not any("url(" in value for value in element.attrib.values())


@EVERY
def test_it_has_only_colours_that_can_be_read_on_light_and_on_dark(name: str) -> None:
    found = set(re.findall(r'(?:fill|stroke)="([^"]*)"', drawn()[name]))
    assert found <= {"none", "transparent", INK, BLUE, ORANGE, GREY}
    root = parsed(drawn()[name])
    assert {text.get("fill") for text in root.iter(f"{SVG}text")} == {INK}


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("colour", [BLUE, ORANGE, GREY])
def test_its_colours_stand_out_from_the_page(page: str, colour: str) -> None:
    lighter, darker = sorted((_luminance(PAGES[page]), _luminance(colour)), reverse=True)
    assert (lighter + 0.05) / (darker + 0.05) > 3


def test_the_same_rows_give_the_same_picture_and_no_two_share_an_id() -> None:
    pictures = draw_all()
    assert pictures == drawn()
    assert tuple(pictures) == NAMES
    ids = re.findall(r'\bid="([^"]+)"', "".join(pictures.values()))
    assert len(ids) == len(set(ids)) == 2 * len(pictures)


def test_a_label_is_text_whatever_is_in_it() -> None:
    assert "hate crime <&>: hidden" in description_of(drawn()["intervals"])


def _luminance(colour: str) -> float:
    """Of a colour (WCAG 2.2)."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
