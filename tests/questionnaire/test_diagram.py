import xml.etree.ElementTree as ET
from itertools import pairwise

import pytest

from tests.questionnaire.flows import REAL_FLOWS, SENTENCES, compiled
from voicebot.questionnaire.compile import compile_questionnaire
from voicebot.questionnaire.diagram import draw_diagram
from voicebot.questionnaire.model import Questionnaire
from voicebot.questionnaire.reading import read_folder

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(params=["small", "two-steps", "user-satisfaction"])
def questionnaire(request: pytest.FixtureRequest) -> Questionnaire:
    if request.param == "user-satisfaction":
        return compile_questionnaire(read_folder(REAL_FLOWS / request.param, SENTENCES))
    return compiled(request.param)


def picture(questionnaire: Questionnaire) -> ET.Element:
    return ET.fromstring(draw_diagram(questionnaire))  # noqa: S314 - our own document


def texts(root: ET.Element) -> list[str]:
    return [element.text or "" for element in root.iter(f"{SVG}text")]


def test_the_picture_names_every_question_section_and_goodbye(questionnaire: Questionnaire) -> None:
    written = texts(picture(questionnaire))
    for question in questionnaire.questions.values():
        assert (question.several or question.id) in written
    for section in questionnaire.sections.values():
        assert f"{section.id.replace('_', ' ')} ({section.role})" in written
    for ending in questionnaire.scripts["en-GB"].endings:
        assert ending.replace("_", " ") in written


def test_it_has_a_title_and_a_description_for_those_who_can_not_see_it(questionnaire: Questionnaire) -> None:
    root = picture(questionnaire)
    assert root.attrib["role"] == "img"
    for name in root.attrib["aria-labelledby"].split():
        assert any(element.attrib.get("id") == name and element.text for element in root)


def test_a_branch_leads_to_every_question_that_has_a_condition() -> None:
    branches = [line for line in picture(compiled()).iter(f"{SVG}polyline") if line.attrib["class"] == "branch"]
    assert len(branches) == 2
    assert any(text.startswith("only if contact is 5") for text in texts(picture(compiled())))


def test_nothing_is_drawn_outside_the_picture(questionnaire: Questionnaire) -> None:
    root = picture(questionnaire)
    width, height = int(root.attrib["width"]), int(root.attrib["height"])
    for box in root.iter(f"{SVG}rect"):
        x, y, wide, high = (int(box.attrib[name]) for name in ("x", "y", "width", "height"))
        assert 0 <= x <= x + wide <= width
        assert 0 <= y <= y + high <= height


def test_no_two_cards_lie_on_each_other(questionnaire: Questionnaire) -> None:
    cards = [box.attrib for box in picture(questionnaire).iter(f"{SVG}rect") if box.attrib["class"] in ("card", "gate")]
    places = sorted((int(card["y"]), int(card["y"]) + int(card["height"])) for card in cards)
    assert all(bottom < top for (_, bottom), (top, _) in pairwise(places))


def test_the_same_questionnaire_gives_the_same_picture(questionnaire: Questionnaire) -> None:
    assert draw_diagram(questionnaire) == draw_diagram(questionnaire)
