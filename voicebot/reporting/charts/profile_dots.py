"""Who was interviewed against who is on the frame: two dots a category."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import altair as alt

from voicebot.reporting.charts.drawing import Caption, Margins, chart_of, draw, listed, rows_axis, rows_height
from voicebot.reporting.charts.theme import BLUE, INK, PLOT, percent, points

_RING: dict[str, Any] = {"size": 90, "strokeWidth": 1.5, "color": INK, "opacity": 1, "filled": False}
_DOT: dict[str, Any] = {"size": 50, "color": BLUE, "opacity": 1, "filled": True}
_KEY_AT = -14


@dataclass(frozen=True, slots=True)
class ProfileRow:
    """The shares of one category and the interviewed less the frame, between -1 and 1; None where they are hidden."""

    label: str
    frame: float | None
    interviewed: float | None
    difference: float | None

    @property
    def in_words(self) -> str:
        """`+2.4 points`."""
        return "hidden" if self.difference is None else f"{points(self.difference)} points"


def profile_dots(name: str, title: str, rows: Sequence[ProfileRow]) -> str:
    """A ring for the frame, a dot for the interviewed, a line between."""
    labels = [row.label for row in rows]
    chart = chart_of([asdict(row) | {"words": row.in_words} for row in rows]).encode(
        y=alt.Y("row:O", axis=rows_axis(labels))
    )
    x = alt.X("frame:Q", scale=alt.Scale(zero=True), axis=alt.Axis(format="%", grid=True, tickCount=3))
    known = chart.transform_filter("datum.frame !== null && datum.interviewed !== null")
    layers = [
        known.mark_rule(strokeWidth=2, color=BLUE).encode(x="frame:Q", x2="interviewed:Q"),
        known.mark_point(**_RING).encode(x=x),
        known.mark_point(**_DOT).encode(x="interviewed:Q"),
        chart.mark_text(align="left").encode(x=alt.value(PLOT + 10), text="words:N"),
        *_key(),
    ]
    described = [f"{row.label}: {_described(row)}" for row in rows]
    return draw(layers, rows_height(labels), Caption(name, title, listed(described)), Margins(top=32))


def _key() -> Sequence[alt.Chart]:
    nothing = chart_of()
    at = alt.value(_KEY_AT)
    return (
        nothing.mark_point(**_RING).encode(x=alt.value(6), y=at),
        nothing.mark_text(align="left", text="frame").encode(x=alt.value(16), y=at),
        nothing.mark_point(**_DOT).encode(x=alt.value(76), y=at),
        nothing.mark_text(align="left", text="interviewed").encode(x=alt.value(86), y=at),
    )


def _described(row: ProfileRow) -> str:
    if row.frame is None or row.interviewed is None:
        return "hidden"
    return f"{percent(row.frame)} of the frame, {percent(row.interviewed)} of the interviewed"
