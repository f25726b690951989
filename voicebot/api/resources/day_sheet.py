"""The day sheet: what was done on one day, what the next shift has to know, and its notes."""

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import Field

from voicebot.api.access import staff_name
from voicebot.api.operation import get, post
from voicebot.api.reading import Body, Date, Query
from voicebot.fieldwork import day as use_cases
from voicebot.fieldwork.day import Day
from voicebot.front.desk import desk
from voicebot.office import notes
from voicebot.office.notes import Note
from voicebot.staff.permissions import Permission
from voicebot.store.engine import reading


class OfDay(Query):
    """Which day, as clocks in London count it; today unless given."""

    date: Date | None = None


class NewNote(Body):
    """What the next shift has to know: no name, no number, nothing about a person."""

    text: str = Field(min_length=1, max_length=notes.LONGEST)


@dataclass(frozen=True, slots=True)
class DaySheet:
    """The sheet of a day, with the notes of its shifts and of those of the day before."""

    day: Day
    notes: Sequence[Note]


@get("/day", Permission.SEE_WAVES)
def show_day(asked: OfDay) -> DaySheet:
    """The sheet of a day."""
    desk().clock.refresh()
    on = asked.date or use_cases.today(desk().clock.now())
    with reading(desk().engine) as session:
        return DaySheet(use_cases.day(session, on), notes.notes_on(session, on))


@post("/day/notes", Permission.WRITE_NOTES)
def write_note(given: NewNote) -> Note:
    """Write a note for the next shift; it is kept for some weeks."""
    return notes.write_note(desk().engine, desk().clock, text=given.text, who=staff_name())
