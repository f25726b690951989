"""What one shift writes down for the next: kept for some weeks, and never about a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from voicebot.clock import Clock
from voicebot.errors import BadInput
from voicebot.fieldwork.day import midnight
from voicebot.fieldwork.reasons import holds_a_number
from voicebot.privacy import audit
from voicebot.store import notes as rows
from voicebot.store.engine import reading, transaction
from voicebot.store.tables import ShiftNote, new_id

KEPT_FOR = timedelta(days=90)
LONGEST = 1000


@dataclass(frozen=True, slots=True)
class Note:
    """What somebody wrote."""

    at: datetime
    who: str
    text: str


def write_note(engine: Engine, clock: Clock, *, text: str, who: str) -> Note:
    """Write a note for the next shift.

    Raises:
        BadInput: it is empty, too long, or seems to hold a telephone number.
    """
    tidy = text.strip()
    if not 0 < len(tidy) <= LONGEST:
        raise BadInput(f"a note has 1 to {LONGEST} characters")
    if holds_a_number(tidy):
        raise BadInput("leave numbers out of the note: whoever reads it must not learn who was called")
    with transaction(engine) as session:
        now = clock.now()
        session.add(ShiftNote(id=new_id(), at=now, who=who, text=tidy))
        audit.append(session, at=now, who=who, action="shift_note_written")
    return Note(now, who, tidy)


def forget_old_notes(engine: Engine, clock: Clock) -> int:
    """Delete the notes that were kept for long enough; how many that were."""
    before = clock.now() - KEPT_FOR
    with reading(engine) as session:
        if not rows.any_before(session, before):
            return 0
    with transaction(engine) as session:
        return rows.forget_before(session, before)


def notes_on(session: Session, on: date) -> Sequence[Note]:
    """The notes that the shifts of that day see: those of it and of the day before, the newest first."""
    begin, end = midnight(on - timedelta(days=1)), midnight(on + timedelta(days=1))
    return [Note(one.at, one.who, one.text) for one in rows.between(session, begin, end)]
