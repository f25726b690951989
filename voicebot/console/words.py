"""How pages say things: instants as clocks in London show them, numbers with separators, our words in plain ones."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from flask import Flask

from voicebot.clock import in_london


def moment(value: datetime | None) -> str:
    """`Tue 24 Nov 2026, 14:05`, in London; a dash for none."""
    return "–" if value is None else f"{in_london(value):%a %-d %b %Y, %H:%M}"


def day(value: date | datetime | None) -> str:
    """`Tue 24 Nov 2026`, in London; a dash for none."""
    if value is None:
        return "–"
    return f"{in_london(value) if isinstance(value, datetime) else value:%a %-d %b %Y}"


def count(value: float | None) -> str:
    """`12,345`; a dash for none."""
    return "–" if value is None else f"{value:,}"


def share(value: float | None, digits: int = 0) -> str:
    """`45%` of a share between 0 and 1; a dash for none."""
    return "–" if value is None else f"{value:.{digits}%}"


def pounds(value: Decimal | float | None) -> str:
    """`£1,234.50`; a dash for none."""
    return "–" if value is None else f"£{value:,.2f}"


def span(value: timedelta | None) -> str:
    """A length of time in its two largest parts: `2 h 5 min`; a dash for none."""
    if value is None:
        return "–"
    minutes = round(value.total_seconds() / 60)
    days, minutes = divmod(minutes, 24 * 60)
    hours, minutes = divmod(minutes, 60)
    parts = [f"{number} {unit}" for number, unit in ((days, "d"), (hours, "h"), (minutes, "min")) if number]
    return " ".join(parts[:2]) or "under a minute"


def plain(word: object) -> str:
    """A word of ours for people: `break_off` is `break off`."""
    return str(word).replace("_", " ")


def install(app: Flask) -> None:
    """Give the templates these words as filters."""
    for filter_ in (moment, day, count, share, pounds, span, plain):
        app.add_template_filter(filter_)
