"""Notes for the next shift."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine

from tests.factories import NOON
from tests.fieldwork.office import StoppedClock
from voicebot.errors import BadInput
from voicebot.office.notes import KEPT_FOR, forget_old_notes, notes_on, write_note
from voicebot.store.engine import reading


def test_the_next_shift_reads_what_was_written_since_the_day_before_the_newest_first(engine: Engine) -> None:
    clock = StoppedClock(NOON)
    for text in ("too old", "yesterday", "today"):
        write_note(engine, clock, text=f" {text} ", who="ben")
        clock.pass_(days=1)
    with reading(engine) as session:
        found = notes_on(session, NOON.date() + timedelta(days=2))
    assert [(one.who, one.text) for one in found] == [("ben", "today"), ("ben", "yesterday")]


@pytest.mark.parametrize("text", ["", "  ", "x" * 1001, "ring her on 07700 900123"])
def test_a_note_is_short_and_holds_no_number(sqlite_engine: Engine, text: str) -> None:
    with pytest.raises(BadInput):
        write_note(sqlite_engine, StoppedClock(NOON), text=text, who="ben")


def test_old_notes_go(engine: Engine) -> None:
    clock = StoppedClock(NOON)
    for text in ("first", "second"):
        write_note(engine, clock, text=text, who="ben")
        clock.pass_(seconds=2)
    assert forget_old_notes(engine, clock) == 0
    clock.move_to(NOON + KEPT_FOR + timedelta(seconds=1))
    assert [forget_old_notes(engine, clock) for _ in range(2)] == [1, 0]
    with reading(engine) as session:
        assert [one.text for one in notes_on(session, NOON.date())] == ["second"]
