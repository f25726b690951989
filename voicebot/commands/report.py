"""The command `report`, and how a wave's counts are printed."""

import click

from voicebot.commands.output import print_json, print_table
from voicebot.composition import put_together
from voicebot.reporting.outcomes import LABELS
from voicebot.reporting.summary import QuestionSummary, WaveSummary, wave_summary
from voicebot.settings import read_settings
from voicebot.store.engine import reading


@click.command()
@click.argument("wave")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def report(wave: str, form: str) -> None:
    """How the calls of a wave ended and what was answered: plain counts, not weighted, not for publication.

    \b
    python -m voicebot report autumn-2026
    """
    parts = put_together(read_settings())
    with reading(parts.engine) as session:
        summary = wave_summary(session, wave)
    if form == "json":
        print_json(summary)
    else:
        print_summary(summary)


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
