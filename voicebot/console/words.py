"""How pages say things: instants as clocks in London show them, numbers with separators, our words in plain ones."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal

from flask import Flask
from wtforms import SelectChoice

from voicebot.clock import in_london
from voicebot.outcomes import Result


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


def ended(result: str) -> str:
    """How a call ended, in words: `hung_up_before` is `hung up before we knew who it was`."""
    return _ENDED[Result(result)]


_ENDED: Mapping[Result, str] = {
    Result.COMPLETE: "interview, complete",
    Result.PARTIAL: "interview, in part",
    Result.BREAK_OFF: "hung up during the questions",
    Result.FELL_SILENT: "fell silent during the questions",
    Result.LINE_FAILED: "the line failed during the questions",
    Result.OPTED_OUT_BEFORE: "asked never to be called again, before we knew who it was",
    Result.OPTED_OUT: "asked never to be called again",
    Result.NOT_THIS_TIME: "said no to this survey",
    Result.WITHDRAWN: "had the answers deleted",
    Result.HUNG_UP_BEFORE: "hung up before we knew who it was",
    Result.HUNG_UP: "hung up before the questions",
    Result.NO_CONSENT: "fell silent before agreeing",
    Result.NOT_FREE: "could not talk freely",
    Result.ANOTHER_TIME: "asked for another time",
    Result.WRONG_PERSON: "wrong person",
    Result.UNDER_AGE: "under age",
    Result.NO_REPLY: "pressed keys that are no answer",
    Result.NOTHING_HEARD: "picked up, pressed nothing",
    Result.EXCLUDED: "on the exclusion list, not talked to",
    Result.STOPPED: "ended by staff",
    Result.MACHINE: "answering machine",
    Result.DROPPED: "picked up, and we failed them",
    Result.BUSY: "busy",
    Result.NO_ANSWER: "no answer",
    Result.DEAD_NUMBER: "number not in use",
    Result.BLOCKED: "blocked",
    Result.TECHNICAL: "technical failure",
    Result.NOT_PLACED: "cancelled before it rang",
    Result.TAKEN_OUT: "taken out, not called",
    Result.QUOTA_FILLED: "not needed any more",
    Result.UNKNOWN: "not known whether it rang",
}


def to_choose(words: Iterable[str]) -> list[SelectChoice]:
    """Words of ours as a list to choose from."""
    return [SelectChoice(str(word), plain(word).capitalize()) for word in words]


def install(app: Flask) -> None:
    """Give the templates these words as filters."""
    for filter_ in (moment, day, count, share, pounds, span, plain, ended):
        app.add_template_filter(filter_)
