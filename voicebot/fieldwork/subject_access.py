"""What a person may ask of us: what we hold of them, and to have it erased (UK GDPR, Articles 15 and 17).

They are found by a number of theirs. Who asked for it, and that it was done, is in the audit trail; the number is not.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from voicebot.clock import Clock
from voicebot.errors import NotFound, Refused
from voicebot.fieldwork import cases, finding, outbox, ringing_in
from voicebot.fieldwork.attempts import result_of
from voicebot.outcomes import Result
from voicebot.phone import PhoneNumber
from voicebot.privacy import audit, exclusion
from voicebot.privacy.prints import Prints
from voicebot.privacy.vault import Vault
from voicebot.store import attempts as attempt_rows
from voicebot.store import complaints as complaint_rows
from voicebot.store import contacts, samples, turns
from voicebot.store import ringing_in as callers
from voicebot.store.answers import AnswerRow, answers_of, replace_answers
from voicebot.store.engine import clear_traces, transaction
from voicebot.store.states import CaseState, ErrandKind
from voicebot.store.tables import Case, Complaint, Wave


@dataclass(frozen=True, slots=True)
class HeldComplaint:
    """A complaint of theirs, with what was noted."""

    opened_at: datetime
    category: str
    note: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class HeldCase:
    """What is held of somebody for one wave. Its text form shows nothing personal."""

    case_id: str
    wave: str
    first_name: str = field(repr=False)
    numbers: Sequence[str] = field(repr=False)
    reference: str = field(repr=False)
    values: Mapping[str, str] = field(repr=False)
    area: str
    victim_group: str
    calls: Sequence[tuple[datetime, Result | None]]
    answers: Sequence[AnswerRow] = field(repr=False)
    complaints: Sequence[HeldComplaint]


@dataclass(frozen=True, slots=True)
class Held:
    """All that is held of a number."""

    cases: Sequence[HeldCase]
    on_exclusion_list: bool
    drawn_lately: bool


@dataclass(frozen=True, slots=True)
class Erased:
    """What was erased: cases, and answers with them."""

    cases: int
    answers: int


def what_is_held(  # noqa: PLR0913 - what a contact is opened with, and for whom
    engine: Engine, clock: Clock, vault: Vault, prints: Prints, *, number: PhoneNumber, who: str
) -> Held:
    """Everything that can be found by that number, contacts opened.

    Raises:
        KeysRefused: the keys of the prints were rotated meanwhile.
    """
    with transaction(engine) as session:
        print_ = prints.of(number)
        held = [_held(session, vault, case) for case in finding.cases_with_number(session, prints, number)]
        for one in held:
            audit.append(session, at=clock.now(), who=who, action="contact_viewed", subject=one.case_id)
        audit.append(session, at=clock.now(), who=who, action="subject_access", cases=len(held))
        return Held(
            cases=held,
            on_exclusion_list=bool(exclusion.excluded(session, [print_])),
            drawn_lately=bool(samples.drawn_since_among(session, [print_], "")),
        )


def erase(engine: Engine, clock: Clock, prints: Prints, *, number: PhoneNumber, who: str) -> Erased:
    """Erase who somebody is and what they answered, in every wave; nobody calls them for these again.

    The outcome of each case stays, so that response is counted rightly; so does the exclusion list, and the print that
    keeps them from being drawn again soon: both protect them.

    Raises:
        NotFound: nothing that could be erased is held of that number.
        Refused: a call to them is not settled.
    """
    with transaction(engine) as session:
        found = finding.cases_with_number(session, prints, number)
        if not found:
            raise NotFound("nothing that could be erased is held of that number")
        if any(case.state == CaseState.CALLING for case in found):
            raise Refused("a call to this person is not settled yet: try again in a minute")
        answers = sum(erase_case(session, case, clock.now()) for case in found)
        for case in found:
            audit.append(session, at=clock.now(), who=who, action="person_erased", subject=case.id)
    clear_traces(engine)
    return Erased(len(found), answers)


def _held(session: Session, vault: Vault, case: Case) -> HeldCase:
    wave, sealed = session.get_one(Wave, case.wave_id), contacts.sealed_contact(session, case.id)
    if sealed is None:
        raise NotFound("the contact of this case was destroyed a moment ago: ask again")
    person = vault.open(wave.key_id, case.id, sealed)
    return HeldCase(
        case_id=case.id,
        wave=wave.name,
        first_name=person.first_name,
        numbers=[number.e164 for number in person.numbers],
        reference=person.reference,
        values=person.values,
        area=case.area,
        victim_group=case.victim_group,
        calls=[(attempt.claimed_at, result_of(attempt)) for attempt in attempt_rows.of_case(session, case.id)],
        answers=answers_of(session, case.id),
        complaints=[
            _complaint(vault, wave.key_id, complaint) for complaint in complaint_rows.of_case(session, case.id)
        ],
    )


def _complaint(vault: Vault, key_id: str, complaint: Complaint) -> HeldComplaint:
    note = "" if complaint.note is None else vault.open_note(key_id, complaint.id, complaint.note)
    return HeldComplaint(complaint.opened_at, complaint.category, note)


def erase_case(session: Session, case: Case, now: datetime) -> int:
    """Erase one case, in the transaction of whoever has the reason; how many answers that were."""
    answers = len(answers_of(session, case.id))
    cases.close(session, case.id, Result.TAKEN_OUT)
    for attempt in attempt_rows.of_case(session, case.id):
        turns.forget(session, [attempt.id])
        if attempt.sid is not None:
            outbox.order(session, ErrandKind.DELETE_RECORD, attempt.id, now)
    for call in callers.with_print(session, contacts.prints_of_case(session, case.id)):
        ringing_in.forget(session, call, now)
    replace_answers(session, {case.id: []})
    complaint_rows.forget_notes(session, case.id)
    contacts.delete_contact(session, case.id)
    return answers
