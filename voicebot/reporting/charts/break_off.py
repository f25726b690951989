"""Where people hang up: what share of those who began is still there, question by question."""

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
from voicebot.reporting.charts.theme import BLUE, PLOT, percent


@dataclass(frozen=True, slots=True)
class QuestionLeft:
    """The share of those who began that has not hung up, this question included; None where it is hidden."""

    label: str
    remaining: float | None


def break_off(name: str, title: str, questions: Sequence[QuestionLeft]) -> str:
    """A line that goes down from question to question and to the left with everyone who hangs up."""
    labels = [question.label for question in questions]
    rows = [asdict(question) | {"words": _words(question)} for question in questions]
    chart = chart_of(rows).encode(y=alt.Y("row:O", axis=rows_axis(labels)))
    low, high = tenths([1.0, *(one.remaining for one in questions if one.remaining is not None)])
    scale = alt.Scale(domain=(low, high), zero=False)
    x = alt.X("remaining:Q", scale=scale, axis=share_axis(low, high))
    known = chart.transform_filter("datum.remaining !== null")
    layers = [
        known.mark_line(color=BLUE, strokeWidth=2).encode(x=x, order="row:Q"),
        known.mark_point(color=BLUE, size=30, filled=True, opacity=1).encode(x=alt.X("remaining:Q", scale=scale)),
        chart.mark_text(align="left").encode(x=alt.value(PLOT + 10), text="words:N"),
    ]
    described = listed([f"{row.label}: {_words(row)}" for row in questions])
    return draw(layers, rows_height(labels), Caption(name, title, described))


def _words(question: QuestionLeft) -> str:
    return "hidden" if question.remaining is None else percent(question.remaining)
