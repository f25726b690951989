"""How the plain counts of a wave are printed: by commands that run one and by `report --counts`."""

import click

from voicebot.commands.output import print_table
from voicebot.reporting.outcomes import LABELS
from voicebot.reporting.summary import QuestionSummary, WaveSummary


def print_summary(summary: WaveSummary) -> None:
    """The counts as tables."""
    print_table(
        ("code", f"how {summary.cases} cases ended, after {summary.attempts} calls", "cases"),
        [(code, LABELS[code], cases) for code, cases in summary.outcomes.items()],
    )
    click.echo()
    print_table(
        ("question", "answered", "satisfied", "rather not say", "no answer"),
        [_row(question) for question in summary.questions],
    )


def _row(question: QuestionSummary) -> tuple[object, ...]:
    satisfied = "" if question.satisfied is None else f"{question.satisfied:.0%}"
    return question.question, sum(question.by_label.values()), satisfied, question.refused, question.silent
