"""One of each picture, with rows of every kind; and what is read from them."""

import xml.etree.ElementTree as ET
from collections.abc import Mapping
from functools import cache

from voicebot.reporting.charts.break_off import QuestionLeft, break_off
from voicebot.reporting.charts.funnel import FunnelStep, funnel
from voicebot.reporting.charts.hours import HourCell, hours
from voicebot.reporting.charts.intervals import IntervalRow, intervals
from voicebot.reporting.charts.profile_dots import ProfileRow, profile_dots
from voicebot.reporting.charts.scale_bars import ScaleRow, scale_bars

NAMES = ("intervals", "scale", "funnel", "profile", "left", "week")
SVG = "{http://www.w3.org/2000/svg}"


def draw_all() -> Mapping[str, str]:
    """Every kind of picture by its name."""
    groups = [
        IntervalRow("burglary", 0.61, 0.55, 0.67),
        IntervalRow("White, Gypsy or Irish Traveller", 0.4, 0.3, 0.5, is_small=True),
        IntervalRow("hate crime <&>", None),
    ]
    scale = [ScaleRow("contact", (0.2, 0.2, 0.2, 0.1, 0.1, 0.1, 0.1)), ScaleRow("action", None)]
    steps = [FunnelStep("eligible", 1000), FunnelStep("drawn", 100), FunnelStep("reached", None)]
    profile = [ProfileRow("18-24", 0.1, 0.06, -0.04), ProfileRow("75+", None, None, None)]
    left = [QuestionLeft("contact", 1.0), QuestionLeft("action", 0.97), QuestionLeft("whole", None)]
    week = [HourCell(0, 9, 0.25), HourCell(0, 10, 0.5), HourCell(1, 9, None)]
    return {
        "intervals": intervals("intervals", "Satisfied, by group", groups, overall=0.58),
        "scale": scale_bars("scale", "The five questions", scale),
        "funnel": funnel("funnel", "From frame to interview", steps),
        "profile": profile_dots("profile", "Age", profile),
        "left": break_off("left", "Still there", left),
        "week": hours("week", "Answered, by hour", week),
    }


@cache
def drawn() -> Mapping[str, str]:
    """The same, drawn once."""
    return draw_all()


def parsed(picture: str) -> ET.Element:
    """A picture as a tree."""
    return ET.fromstring(picture)  # noqa: S314 - our own


def texts_of(picture: str) -> list[str]:
    """What is written in a picture."""
    return [text.text or "" for text in parsed(picture).iter(f"{SVG}text")]


def description_of(picture: str) -> str:
    """What is said of it to those who can't see it."""
    return parsed(picture).findtext(f"{SVG}desc") or ""
