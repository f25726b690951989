"""Shares with their intervals, a row a group or a wave."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import altair as alt

from voicebot.reporting.charts.drawing import (
    Caption,
    chart_of,
    draw,
    listed,
    rows_axis,
    rows_height,
    share_axis,
    tenths,
)
from voicebot.reporting.charts.theme import BLUE, INK, PLOT, interval, percent


@dataclass(frozen=True, slots=True)
class IntervalRow:
    """The share of one group, between 0 and 1; None where it is hidden. There is no interval under hard quotas.

    `is_small`: of few people, so that it is to be read with care.
    """

    label: str
    share: float | None
    low: float | None = None
    high: float | None = None
    is_small: bool = False

    @property
    def in_words(self) -> str:
        """`62% (57-66)`."""
        return "hidden" if self.share is None else interval(self.share, self.low, self.high)


def intervals(name: str, title: str, rows: Sequence[IntervalRow], overall: float | None = None) -> str:
    """A dot for each share, hollow where few were asked, and a line for its interval; a dashed line for `overall`."""
    labels = [row.label for row in rows]
    ends = [end for row in rows for end in (row.share, row.low, row.high, overall) if end is not None]
    chart = chart_of([asdict(row) | {"words": row.in_words} for row in rows]).encode(
        y=alt.Y("row:O", axis=rows_axis(labels))
    )
    low, high = tenths(ends)
    scale = alt.Scale(domain=(low, high), zero=False)
    x = alt.X("share:Q", scale=scale, axis=share_axis(low, high))
    hollow = alt.condition("datum.is_small", alt.value("none"), alt.value(BLUE))
    known = chart.transform_filter("datum.share !== null")
    layers = [
        known.transform_filter("datum.low !== null")
        .mark_rule(strokeWidth=2, color=BLUE)
        .encode(x=alt.X("low:Q", scale=scale), x2="high:Q"),
        known.mark_point(size=80, strokeWidth=2, color=BLUE, opacity=1).encode(x=x, fill=hollow),
        chart.mark_text(align="left").encode(x=alt.value(PLOT + 10), text="words:N"),
    ]
    if overall is not None:
        rule = chart_of([{"share": overall}]).mark_rule(strokeDash=[4, 4], color=INK)
        layers.insert(0, rule.encode(x=alt.X("share:Q", scale=scale)))
    return draw(layers, rows_height(labels), Caption(name, title, _description(rows, overall)))


def _description(rows: Sequence[IntervalRow], overall: float | None) -> str:
    everybody = [] if overall is None else [f"all: {percent(overall)}"]
    return listed([*everybody, *(f"{row.label}: {row.in_words}" for row in rows)])
