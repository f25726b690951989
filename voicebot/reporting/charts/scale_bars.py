"""The seven-point scale as bars that part at its middle: the satisfied to the left, the dissatisfied to the right."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

import altair as alt

from voicebot.reporting.charts.drawing import Caption, Margins, chart_of, draw, listed, rows_axis, rows_height, tenths
from voicebot.reporting.charts.theme import BLUE, GREY, ORANGE, PLOT, percent

_LOOKS = tuple(
    {"colour": colour, "tint": tint}
    for colour, tint in zip(
        (BLUE, BLUE, BLUE, GREY, ORANGE, ORANGE, ORANGE), (1.0, 0.6, 0.25, 0.25, 0.25, 0.6, 1.0), strict=True
    )
)
"""Of the codes 1-7: framed in full colour, filled with a tint of it."""
_PAINTED = {
    "color": alt.Color("colour:N", scale=None),
    "stroke": alt.Stroke("colour:N", scale=None),
    "fillOpacity": alt.FillOpacity("tint:Q", scale=None),
}
_KEY_HEIGHT, _KEY_TOP = 10, -44


@dataclass(frozen=True, slots=True)
class ScaleRow:
    """The shares of codes 1-7 of one question or group, between 0 and 1; None where they are hidden."""

    label: str
    shares: Sequence[float] | None

    @property
    def in_words(self) -> str:
        """`62% / 24%`: the satisfied and the dissatisfied."""
        if self.shares is None:
            return "hidden"
        return f"{percent(sum(self.shares[:3]))} / {percent(sum(self.shares[4:]))}"


def scale_bars(name: str, title: str, rows: Sequence[ScaleRow]) -> str:
    """A bar a row, centred on "neither"; the figures are the satisfied and the dissatisfied."""
    labels = [row.label for row in rows]
    _, reach = tenths([abs(end) for row in rows for piece in _pieces(row) for end in piece[:2]])
    pieces = [
        {"row": place, "from": begin, "to": end, **look}
        for place, row in enumerate(rows)
        for begin, end, look in _pieces(row)
    ]
    y = alt.Y("row:O", axis=rows_axis(labels), scale=alt.Scale(domain=list(range(len(rows)))))
    x = alt.X("from:Q", scale=alt.Scale(domain=(-reach, reach)), axis=None)
    bars = chart_of(pieces).mark_bar(height=16, strokeWidth=1)
    words = chart_of([{"words": row.in_words} for row in rows]).mark_text(align="left")
    layers = [
        bars.encode(x=x, x2="to:Q", y=y, **_PAINTED),
        words.encode(x=alt.value(PLOT + 10), y=y, text="words:N"),
        *_key(reach),
    ]
    description = listed([f"{row.label}: {_described(row)}" for row in rows])
    return draw(layers, rows_height(labels), Caption(name, title, description), Margins(top=52, bottom=4))


def _pieces(row: ScaleRow) -> Iterator[tuple[float, float, Mapping[str, object]]]:
    """From where to where the piece of each code goes, and its look; the middle of "neither" is at 0."""
    if row.shares is None:
        return
    begin = -(sum(row.shares[:3]) + row.shares[3] / 2)
    ends = list(accumulate(row.shares, initial=begin))
    yield from zip(ends, ends[1:], _LOOKS, strict=False)


def _key(reach: float) -> Iterator[alt.Chart]:
    """What the colours mean: the scale from end to end, above the bars."""
    width = 2 * reach / 7
    swatches = [
        {"left": nth * width - reach, "right": (nth + 1) * width - reach, **look} for nth, look in enumerate(_LOOKS)
    ]
    yield (
        chart_of(swatches)
        .mark_bar(strokeWidth=1)
        .encode(
            x="left:Q",
            x2="right:Q",
            y=alt.value(_KEY_TOP),
            y2=alt.value(_KEY_TOP + _KEY_HEIGHT),
            **_PAINTED,
        )
    )
    top = alt.value(_KEY_TOP - 3)
    words = chart_of()
    yield words.mark_text(align="right", text=["completely", "satisfied"], baseline="top").encode(
        x=alt.value(-8), y=top
    )
    yield words.mark_text(text=["", "neither"], baseline="top").encode(x=alt.value(PLOT / 2), y=top)
    yield words.mark_text(align="left", text=["completely", "dissatisfied"], baseline="top").encode(
        x=alt.value(PLOT + 8), y=top
    )


def _described(row: ScaleRow) -> str:
    if row.shares is None:
        return "hidden"
    satisfied, neither, dissatisfied = sum(row.shares[:3]), row.shares[3], sum(row.shares[4:])
    return f"{percent(satisfied)} satisfied, {percent(neither)} neither, {percent(dissatisfied)} dissatisfied"
