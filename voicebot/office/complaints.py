"""Complaints about calls: an open one holds the case, a serious one pauses its batch. One function is one act of staff.

What is noted in words is sealed with the key of the case's wave and goes with it; everything else is from lists.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from voicebot.clock import Clock
from voicebot.errors import BadInput, NotFound, Refused
from voicebot.fieldwork import batches, cases, finding, outbox
from voicebot.fieldwork.day import midnight
from voicebot.outcomes import Result
from voicebot.privacy import audit
from voicebot.privacy.vault import Vault
from voicebot.store import attempts as attempt_rows
from voicebot.store import batches as batch_rows
from voicebot.store import cases as case_rows
from voicebot.store import complaints as rows
from voicebot.store.engine import transaction
from voicebot.store.states import BatchState, WaveState
from voicebot.store.tables import Case, Complaint, Wave, new_id

LONGEST_NOTE = 500
_SHOWN = 200
_PAUSED_FOR = "a serious complaint was made: see the complaints"


class Category(StrEnum):
    """What a complaint is about."""

    OUT_OF_HOURS = "out_of_hours"
    AFTER_OPT_OUT = "after_opt_out"
    TOO_OFTEN = "too_often"
    WRONG_PERSON = "wrong_person"
    DISTRESS = "distress"
    OFFENDER_PRESENT = "offender_present"
    PERSONAL_DATA = "personal_data"
    OTHER = "other"


ALWAYS_SERIOUS = frozenset({Category.OUT_OF_HOURS, Category.AFTER_OPT_OUT, Category.OFFENDER_PRESENT})
"""A rule was broken, or somebody may be in danger: the others of the batch may be next."""


class Action(StrEnum):
    """What was done about a complaint."""

    APOLOGISED = "apologised"
    EXPLAINED = "explained"
    EXCLUDED = "put_on_exclusion_list"
    SUPPORT = "told_of_victim_support"
    POLICE = "passed_to_police"
    DATA_OFFICER = "passed_to_data_protection_officer"
    MENDED = "fault_mended"
    NOTHING = "nothing_to_be_done"


class Ending(StrEnum):
    """What becomes of the case when its complaint is closed."""

    RELEASED = "released"  # it may be called again, by the rules
    WITHDRAWN = "withdrawn"  # nobody is called for it any more


@dataclass(frozen=True, slots=True)
class Summary:
    """A complaint without what was noted about it."""

    id: str
    case_id: str
    wave: str
    category: Category
    serious: bool
    opened_at: datetime
    opened_by: str
    closed_at: datetime | None
    closed_by: str | None
    action: Action | None
    ending: Ending | None


@dataclass(frozen=True, slots=True)
class Details:
    """A complaint with its note: empty if there was none, or its wave was destroyed."""

    summary: Summary
    note: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class OnDay:
    """Complaints that were opened on a day, and those that are open now."""

    opened: int
    still_open: int


def open_complaint(  # noqa: PLR0913 - what a complaint is made of
    engine: Engine,
    clock: Clock,
    vault: Vault,
    *,
    case_id: str,
    category: Category,
    serious: bool,
    note: str,
    who: str,
) -> Summary:
    """Hold the calls of a case, and cancel one that nobody answered yet; a serious complaint pauses its batch.

    Raises:
        BadInput: the note is too long.
        NotFound: there is no such case.
        Refused: its wave was destroyed.
    """
    if len(note.strip()) > LONGEST_NOTE:
        raise BadInput(f"a note has at most {LONGEST_NOTE} characters: keep to what has to be done")
    with transaction(engine) as session:
        finding.require_case(session, case_id)
        case, now = case_rows.locked(session, case_id), clock.now()
        wave = session.get_one(Wave, case.wave_id)
        if wave.state == WaveState.DESTROYED:
            raise Refused("the wave of this case was destroyed: nobody is called for it any more")
        made = Complaint(
            id=new_id(),
            case_id=case_id,
            category=category,
            serious=serious or category in ALWAYS_SERIOUS,
            opened_at=now,
            opened_by=who,
        )
        made.note = vault.seal_note(wave.key_id, made.id, note.strip()) if note.strip() else None
        session.add(made)
        case.held = True
        outbox.end_calls(session, attempt_rows.unanswered_of_cases(session, [case_id]), now)
        if made.serious:
            _pause_batch(session, case, now)
        _note(session, made, "complaint_opened", who, now, category=category, serious=made.serious)
        return _summary(made, wave.name)


def close_complaint(  # noqa: PLR0913 - what was done, what becomes of it, and who says so
    engine: Engine, clock: Clock, *, complaint_id: str, action: Action, ending: Ending, who: str
) -> Summary:
    """Say what was done, and let the case be called again unless another complaint holds it, or close it for good.

    Raises:
        NotFound: there is no such complaint.
        Refused: it is closed already.
    """
    with transaction(engine) as session:
        found, now = _required(session, complaint_id), clock.now()
        if found.closed_at is not None:
            raise Refused("this complaint is closed already")
        case = case_rows.locked(session, found.case_id)
        found.closed_at, found.closed_by, found.action, found.ending = now, who, action, ending
        session.flush()
        case.held = rows.has_open(session, case.id)
        if ending is Ending.WITHDRAWN:
            cases.close(session, case.id, Result.TAKEN_OUT)
        _note(session, found, "complaint_closed", who, now, done=action, ending=ending)
        return _summary(found, session.get_one(Wave, case.wave_id).name)


def read_complaint(engine: Engine, clock: Clock, vault: Vault, *, complaint_id: str, who: str) -> Details:
    """A complaint with what was noted; that somebody read it is kept in the audit trail.

    Raises:
        NotFound: there is no such complaint.
    """
    with transaction(engine) as session:
        found = _required(session, complaint_id)
        wave = session.get_one(Wave, session.get_one(Case, found.case_id).wave_id)
        note = "" if found.note is None else vault.open_note(wave.key_id, found.id, found.note)
        _note(session, found, "complaint_read", who, clock.now())
        return Details(_summary(found, wave.name), note)


def list_complaints(session: Session, *, is_open: bool) -> Sequence[Summary]:
    """The complaints that are open, or the latest of those that are closed; serious ones first."""
    return [_summary(found, wave) for found, wave in rows.newest(session, is_open=is_open, at_most=_SHOWN)]


def on_day(session: Session, on: date) -> OnDay:
    """How many there were on a day, as clocks in London count it, and how many are open now."""
    opened = rows.opened_between(session, midnight(on), midnight(on + timedelta(days=1)))
    return OnDay(opened, rows.count_open(session))


def find_complaint(session: Session, complaint_id: str) -> Summary:
    """One complaint without its note.

    Raises:
        NotFound: there is no such complaint.
    """
    found = _required(session, complaint_id)
    return _summary(found, session.get_one(Wave, session.get_one(Case, found.case_id).wave_id).name)


def _required(session: Session, complaint_id: str) -> Complaint:
    found = rows.locked(session, complaint_id)
    if found is None:
        raise NotFound("there is no complaint of that id")
    return found


def _pause_batch(session: Session, case: Case, now: datetime) -> None:
    batch = None if case.batch_id is None else batch_rows.locked(session, case.batch_id)
    if batch is not None and batch.state == BatchState.RUNNING:
        batches.pause_by_itself(session, batch, _PAUSED_FOR, now)


def _note(session: Session, complaint: Complaint, action: str, who: str, at: datetime, **details: object) -> None:
    """Keep what was done in the audit trail, with our own ids alone."""
    audit.append(session, at=at, who=who, action=action, subject=complaint.id, case=complaint.case_id, **details)


def _summary(complaint: Complaint, wave: str) -> Summary:
    return Summary(
        id=complaint.id,
        case_id=complaint.case_id,
        wave=wave,
        category=Category(complaint.category),
        serious=complaint.serious,
        opened_at=complaint.opened_at,
        opened_by=complaint.opened_by,
        closed_at=complaint.closed_at,
        closed_by=complaint.closed_by,
        action=None if complaint.action is None else Action(complaint.action),
        ending=None if complaint.ending is None else Ending(complaint.ending),
    )
