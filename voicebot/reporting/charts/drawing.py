"""From a chart to SVG for a page: rows one below the other, of fixed measures, with a title and a description in words.

The same rows give the same bytes on every machine: nothing is placed by the size of letters, which differ from one
machine to the next. There is no style and no script in it, so that the strictest page may show it.
"""

import json
import re
import xml.etree.ElementTree as ET  # nosec B405 - see draw
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor
from textwrap import wrap
from typing import Any

import altair as alt
import vl_convert

from voicebot.reporting.charts.theme import CONFIG, FIGURES, LABELS, PLOT

_SVG = "http://www.w3.org/2000/svg"
_CHARACTERS = 18
"""That many letters fit in the column of labels."""
_ROW, _TALL_ROW = 26, 36
_MOST_STEPS = 4
_MACHINERY = ("class", "pointer-events", "aria-hidden", "aria-roledescription", "font-family", "role")
_LONG_FRACTION = re.compile(r"-?\d+\.\d{3,}(e-\d+)?")


@dataclass(frozen=True, slots=True)
class Caption:
    """What a picture is, for those who can't see it. `name` is its id, which no other on the page may have."""

    name: str
    title: str
    description: str


@dataclass(frozen=True, slots=True)
class Margins:
    """The room around the marks; labels stand to the left, figures to the right."""

    top: int = 4
    bottom: int = 24
    left: int = LABELS
    right: int = FIGURES


def rows_axis(labels: Sequence[str]) -> alt.Axis:
    """The axis of numbered rows (from 0), each with its label in as many lines as it takes."""
    return alt.Axis(labelExpr=f"{json.dumps([wrap(one, _CHARACTERS) for one in labels])}[datum.value]")


def rows_height(labels: Sequence[str]) -> int:
    """How tall rows with these labels are."""
    return len(labels) * (_TALL_ROW if any(len(wrap(one, _CHARACTERS)) > 1 for one in labels) else _ROW)


def tenths(shares: Sequence[float]) -> tuple[float, float]:
    """A scale that holds these shares, from a whole tenth to another one."""
    low = min(floor(min(shares, default=0) * 10), 9)
    return low / 10, max(ceil(max(shares, default=1) * 10), low + 1) / 10


def share_axis(low: float, high: float) -> alt.Axis:
    """The axis of a scale of shares, with no more labels than there is room for."""
    step = next(step for step in (5, 10, 20, 25) if round((high - low) * 100) <= _MOST_STEPS * step)
    values = [share / 100 for share in range(0, 101, step) if low * 100 - 1 < share < high * 100 + 1]
    return alt.Axis(format="%", grid=True, values=values)


def chart_of(rows: Sequence[Mapping[str, object]] = ({},)) -> alt.Chart:
    """A chart of these rows, numbered in `row` where they are not yet; of one empty row for what has a fixed place."""
    return alt.Chart(alt.InlineData([{"row": place, **row} for place, row in enumerate(rows)]))


def draw(
    layers: Sequence[alt.Chart], height: int, caption: Caption, margins: Margins = Margins(), width: int = PLOT
) -> str:
    """One picture of these layers, the first at the bottom."""
    padding = {"top": margins.top, "bottom": margins.bottom, "left": margins.left, "right": margins.right}
    chart = alt.layer(*layers).properties(width=width, height=height, autosize="none", padding=padding)
    drawn = vl_convert.vegalite_to_svg(chart.configure(**CONFIG).to_dict(validate=False), allowed_base_urls=[])
    return _captioned(_tidy(ET.fromstring(drawn)), caption)  # noqa: S314  # nosec B314 - ours, just drawn


def _tidy(element: ET.Element) -> ET.Element:
    """Without what only an interactive chart needs, and without digits that nobody can see."""
    for child in list(element):
        if child.get("class") in {"background", "foreground"}:
            element.remove(child)
        else:
            _tidy(child)
    for name in _MACHINERY:
        element.attrib.pop(name, None)
    for name, value in element.attrib.items():
        element.set(name, _LONG_FRACTION.sub(lambda number: f"{float(number[0]):.2f}", value))
    return element


def _captioned(drawing: ET.Element, caption: Caption) -> str:
    names = {"title": f"{caption.name}-title", "desc": f"{caption.name}-desc"}
    width, height = drawing.attrib["width"], drawing.attrib["height"]
    root = ET.Element(f"{{{_SVG}}}svg", _attributes(width, height, " ".join(names.values())))
    for tag, text in (("title", caption.title), ("desc", caption.description)):
        ET.SubElement(root, f"{{{_SVG}}}{tag}", {"id": names[tag]}).text = text
    root.extend(drawing)
    ET.register_namespace("", _SVG)
    return ET.tostring(root, encoding="unicode")


def _attributes(width: str, height: str, labelled_by: str) -> dict[str, Any]:
    return {
        "class": "chart",
        "viewBox": f"0 0 {width} {height}",
        "width": width,
        "height": height,
        "role": "img",
        "aria-labelledby": labelled_by,
        "font-family": "system-ui, sans-serif",
    }


def listed(sentences: Sequence[str]) -> str:
    """Rows in words, one after the other."""
    return "; ".join(sentences) + "."
