"""Ids, headings and dates as they are read."""

from datetime import date

from voicebot.reporting.tables.cells import label
from voicebot.reporting.tables.values import Column, Table, TableKind


def column_title(table: Table, column: Column) -> str:
    """A question's name, where a column is about one: its text would leave no room."""
    return label(column.id) if table.kind is TableKind.SATISFACTION else column.title


def day(of: date) -> str:
    """`3 November 2026`."""
    return f"{of.day} {of:%B %Y}"


def month(of: str) -> str:
    """`November 2026` from `2026-11`."""
    return f"{date.fromisoformat(f'{of}-01'):%B %Y}"
