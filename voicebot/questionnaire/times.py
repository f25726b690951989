"""The times of an appointment as they are spoken: one to choose, and the one that was chosen. Pure.

Which times are open is decided elsewhere; only what a language calls them is known here.
"""

from collections.abc import Iterator
from dataclasses import replace

from voicebot.questionnaire.model import SLOT_KEYS, Line, Slot, Times
from voicebot.questionnaire.placeholders import fill

DAYS = ("today", "tomorrow", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
HOURS = range(9, 21)
"""The hours that can be offered: nobody is rung before nine or after nine (facts on dialling)."""


def offer(times: Times, slot: Slot, key: str) -> Line:
    """One time with the key that chooses it."""
    sentence = fill(times.option, {"label": _spoken(times, slot), "key": key})
    return Line(f"appointment.{_name(slot)}.{key}", (sentence,))


def with_time(times: Times, line: Line, slot: Slot) -> Line:
    """The goodbye that says the time which was chosen."""
    said = {"time": _spoken(times, slot)}
    return replace(line, name=f"{line.name}.{_name(slot)}", sentences=tuple(fill(one, said) for one in line.sentences))


def every_offer(times: Times) -> Iterator[Line]:
    """Every time that can be spoken of, with the first key."""
    for hour in HOURS:
        for days, weekday in ((0, 0), (1, 0), *((2, weekday) for weekday in range(7))):
            yield offer(times, Slot(at=0, days=days, weekday=weekday, hour=hour), SLOT_KEYS[0])


def _spoken(times: Times, slot: Slot) -> str:
    return fill(times.time, {"day": times.days[_day(slot)], "hours": times.hours[slot.hour]})


def _name(slot: Slot) -> str:
    return f"{DAYS[_day(slot)]}_{slot.hour}"


def _day(slot: Slot) -> int:
    """Which of the words for days it is: today and tomorrow have their own."""
    return slot.days if slot.days < 2 else 2 + slot.weekday
