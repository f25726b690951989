"""From the frame to the interviews: what part of each step goes on to the next."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import altair as alt

from voicebot.reporting.charts.drawing import Caption, Margins, chart_of, draw, listed, rows_axis, rows_height
from voicebot.reporting.charts.theme import BLUE, INK, PLOT, percent


@dataclass(frozen=True, slots=True)
class FunnelStep:
    """How many there are at one step; None where it is hidden."""

    label: str
    number: int | None


def funnel(name: str, title: str, steps: Sequence[FunnelStep]) -> str:
    """A bar a step in a frame that is the step before: a sample is too small a part of a city for one scale."""
    labels = [step.label for step in steps]
    bars = chart_of([{"part": part or 0, "words": words} for part, words in _parts(steps)]).encode(
        y=alt.Y("row:O", axis=rows_axis(labels))
    )
    x = alt.X("part:Q", scale=alt.Scale(domain=(0, 1)), axis=None)
    layers = [
        bars.mark_bar(height=16, color=BLUE).encode(x=x),
        bars.mark_bar(height=16, filled=False, color=INK, strokeOpacity=0.5).encode(x=alt.value(0), x2=alt.value(PLOT)),
        bars.mark_text(align="left").encode(x=alt.value(PLOT + 10), text="words:N"),
    ]
    described = [f"{label}: {words}" for label, (_, words) in zip(labels, _parts(steps), strict=True)]
    return draw(layers, rows_height(labels), Caption(name, title, listed(described)), Margins(bottom=4))


def _parts(steps: Sequence[FunnelStep]) -> Iterator[tuple[float | None, str]]:
    """What part of the step before each one is, and the same in words; the first is the whole."""
    before: int | None = None
    for place, step in enumerate(steps):
        part = 1.0 if place == 0 else _part(step.number, before)
        words = "hidden" if step.number is None else f"{step.number:,}"
        yield part, words if place == 0 or part is None else f"{words} ({percent(part)})"
        before = step.number


def _part(number: int | None, of: int | None) -> float | None:
    return number / of if number is not None and of else None
