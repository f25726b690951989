"""The hours of the week in which calls are answered, as a map: the stronger the colour, the more are."""

from calendar import day_abbr, day_name
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import altair as alt

from voicebot.reporting.charts.drawing import Caption, Margins, chart_of, draw, listed
from voicebot.reporting.charts.theme import BLUE, FIGURES, FONT_SIZE, LABELS, PLOT, percent

_LEFT, _RIGHT = 44, 10
_WIDTH = LABELS + PLOT + FIGURES - _LEFT - _RIGHT
_ROW = 30
_STRONGEST = 0.55
"""No stronger, so that the figures on it stay legible."""


@dataclass(frozen=True, slots=True)
class HourCell:
    """The share of the calls in one hour of the week that were answered; Monday is 0. None where it is hidden."""

    weekday: int
    hour: int
    answered: float | None


def hours(name: str, title: str, cells: Sequence[HourCell]) -> str:
    """A row a day and a column an hour; the figures are per cent answered."""
    known = [cell for cell in cells if cell.answered is not None]
    highest = max((cell.answered or 0 for cell in known), default=0)
    values = [
        {
            "day": cell.weekday,
            "hour": cell.hour,
            "tint": _tint(cell, highest),
            "words": f"{(cell.answered or 0) * 100:.0f}",
        }
        for cell in known
    ]
    days, of_day = _all({cell.weekday for cell in cells}), _all({cell.hour for cell in cells})
    chart = chart_of(values).encode(
        x=alt.X("hour:O", scale=alt.Scale(domain=list(of_day)), axis=alt.Axis(orient="top", labelAngle=0)),
        y=alt.Y("day:O", scale=alt.Scale(domain=list(days)), axis=alt.Axis(labelExpr=f"{list(day_abbr)}[datum.value]")),
    )
    layers = [
        chart.mark_rect(color=BLUE, stroke=BLUE).encode(fillOpacity=alt.FillOpacity("tint:Q", scale=None)),
        chart.mark_text(fontSize=FONT_SIZE - 1).encode(text="words:N"),
    ]
    described = [f"{day_name[cell.weekday]} at {cell.hour}: {percent(cell.answered or 0)}" for cell in known]
    margins = Margins(top=24, bottom=4, left=_LEFT, right=_RIGHT)
    return draw(layers, len(days) * _ROW, Caption(name, title, listed(described)), margins, _WIDTH)


def _all(found: Collection[int]) -> Sequence[int]:
    """Without gaps from the first to the last."""
    return range(min(found), max(found) + 1)


def _tint(cell: HourCell, highest: float) -> float:
    return (cell.answered or 0) / highest * _STRONGEST if highest else 0.0
