"""Complaints about calls: those that are open, logging one, and saying what was done about it."""

from dataclasses import dataclass

from pydantic import Field

from voicebot.api.access import staff_name
from voicebot.api.operation import get, post
from voicebot.api.paging import Page, Paging, page_of
from voicebot.api.reading import Body
from voicebot.api.resources.cases import Person, one_case_id
from voicebot.front.desk import desk
from voicebot.office import complaints as use_cases
from voicebot.office.complaints import LONGEST_NOTE, Action, Category, Ending, Summary
from voicebot.staff.permissions import Permission
from voicebot.store.engine import reading


class Wanted(Paging):
    """Whether those that are closed are wanted instead, the latest of them."""

    closed: bool = False


class NewComplaint(Person):
    """Who complains, and about what. Some categories are serious in any case.

    The note keeps to what has to be done: no name, no number, and nothing of what happened to them.
    """

    category: Category
    serious: bool = False
    note: str = Field("", max_length=LONGEST_NOTE, repr=False)


class Closing(Body):
    """What was done, and what becomes of the case."""

    action: Action
    ending: Ending


@dataclass(frozen=True, slots=True)
class ComplaintNote:
    """What was noted; empty if nothing was, or the wave was destroyed."""

    id: str
    note: str


@get("/complaints", Permission.SEE_COMPLAINTS)
def list_complaints(asked: Wanted) -> Page[Summary]:
    """The complaints that are open, serious ones first."""
    with reading(desk().engine) as session:
        return page_of(use_cases.list_complaints(session, is_open=not asked.closed), asked, lambda one: one.id)


@post("/complaints", Permission.LOG_COMPLAINTS, made_at="/complaints/{id}")
def open_complaint(given: NewComplaint) -> Summary:
    """Log a complaint: the case is held until it is closed, and a serious one pauses the batch."""
    return use_cases.open_complaint(
        desk().engine,
        desk().clock,
        desk().vault,
        case_id=one_case_id(given),
        category=given.category,
        serious=given.serious,
        note=given.note,
        who=staff_name(),
    )


@get("/complaints/{complaint}", Permission.SEE_COMPLAINTS)
def show_complaint(complaint: str) -> Summary:
    """One complaint without its note."""
    with reading(desk().engine) as session:
        return use_cases.find_complaint(session, complaint)


@post("/complaints/{complaint}/note", Permission.LOG_COMPLAINTS)
def read_complaint_note(complaint: str) -> ComplaintNote:
    """What was noted about a complaint; that it was read is kept in the audit trail."""
    found = use_cases.read_complaint(
        desk().engine, desk().clock, desk().vault, complaint_id=complaint, who=staff_name()
    )
    return ComplaintNote(complaint, found.note)


@post("/complaints/{complaint}/close", Permission.LOG_COMPLAINTS)
def close_complaint(complaint: str, given: Closing) -> Summary:
    """Say what was done about a complaint, and what becomes of the case."""
    return use_cases.close_complaint(
        desk().engine,
        desk().clock,
        complaint_id=complaint,
        action=given.action,
        ending=given.ending,
        who=staff_name(),
    )
