"""Valid rows in one line each: `case(session, state="closed")` makes what it hangs on unless that is given by id.

Every factory adds, flushes and returns its row; what a test cares about it passes by column name.
"""

from datetime import UTC, date, datetime
from typing import TypeVar

from sqlalchemy.orm import Session

from voicebot.phone import PhoneNumber, parse_number
from voicebot.store.tables import (
    Answer,
    Attempt,
    Base,
    Batch,
    Case,
    Contact,
    ContactNumber,
    InboundCall,
    QuestionnaireVersion,
    Sample,
    StaffAccount,
    Turn,
    Wave,
    new_id,
)

Row = TypeVar("Row", bound=Base)

NOON = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
"""A Wednesday in winter, within calling hours, on which nothing special happens."""


def number(nth: int = 0) -> PhoneNumber:
    """The nth of a thousand mobile numbers that Ofcom keeps for drama."""
    return parse_number(f"07700 900{nth:03d}")


def version(session: Session, **columns: object) -> QuestionnaireVersion:
    return _kept(
        session, QuestionnaireVersion(**{"digest": new_id(), "flow": "user-satisfaction", "source": "{}"} | columns)
    )


def wave(session: Session, **columns: object) -> Wave:
    given = {
        "id": new_id(),
        "name": new_id(),
        "flow": "user-satisfaction",
        "rules": "{}",
        "state": "open",
        "key_id": new_id(),
        "created_at": NOON,
    }
    return _kept(session, Wave(**given | columns))


def sample(session: Session, **columns: object) -> Sample:
    given = {
        "id": new_id(),
        "wave_id": columns.get("wave_id") or wave(session).id,
        "state": "drawn",
        "drawn_at": NOON,
        "reference_date": date(2026, 11, 25),
        "seed": "seed",
        "method": "proportional",
        "size": 1,
        "frame_digest": "0" * 64,
        "rules_digest": "0" * 64,
        "lists_digest": "0" * 64,
        "rows_read": 1,
        "rows_rejected": 0,
        "waterfall": "{}",
        "replicates": 10,
        "released": 10,
    }
    return _kept(session, Sample(**given | columns))


def case(session: Session, **columns: object) -> Case:
    """A person waiting to be called, in no batch yet."""
    wave_id = columns.get("wave_id") or wave(session).id
    given = {
        "id": new_id(),
        "wave_id": wave_id,
        "sample_id": columns.get("sample_id") or sample(session, wave_id=wave_id).id,
        "area": "Camden",
        "victim_group": "burglary",
        "codes": "{}",
        "replicate": 1,
        "probability": 0.5,
        "state": "waiting",
        "due_at": NOON,
    }
    return _kept(session, Case(**given | columns))


def contact(session: Session, case_id: str, *prints: bytes, sealed: bytes = b"sealed") -> Contact:
    """The sealed person of a case, with the prints of their numbers."""
    session.add_all(ContactNumber(case_id=case_id, position=at, print=one) for at, one in enumerate(prints))
    return _kept(session, Contact(case_id=case_id, sealed=sealed))


def batch(session: Session, **columns: object) -> Batch:
    given = {
        "id": new_id(),
        "wave_id": columns.get("wave_id") or wave(session).id,
        "state": "running",
        "created_at": NOON,
        "created_by": "researcher",
    }
    return _kept(session, Batch(**given | columns))


def attempt(session: Session, **columns: object) -> Attempt:
    """A first call that the provider has accepted; its case and batch are of one wave unless both are given."""
    batch_id = columns.get("batch_id") or batch(session).id
    given = {
        "id": new_id(),
        "case_id": columns.get("case_id") or _case_of_batch(session, str(batch_id)).id,
        "batch_id": batch_id,
        "ordinal": 1,
        "position": 0,
        "version": columns.get("version") or version(session).digest,
        "state": "placed",
        "claimed_at": NOON,
        "day_part": "weekday_day",
    }
    return _kept(session, Attempt(**given | columns))


def turn(session: Session, attempt_id: str, number: int = 0, state: str = "{}") -> Turn:
    return _kept(session, Turn(attempt_id=attempt_id, number=number, state=state, at=NOON))


def inbound_call(session: Session, sid: str, **columns: object) -> InboundCall:
    """Somebody rang us."""
    return _kept(session, InboundCall(**{"id": new_id(), "sid": sid, "at": NOON} | columns))


def answer(session: Session, case_id: str, question: str, code: int | None = 1, status: str = "answered") -> Answer:
    return _kept(session, Answer(case_id=case_id, question=question, status=status, code=code))


def staff_account(session: Session, name: str, **columns: object) -> StaffAccount:
    given = {
        "id": new_id(),
        "name": name,
        "folded_name": name.casefold(),
        "role": "researcher",
        "password_hash": "",
        "code_secret": b"",
        "recovery": "[]",
        "created_at": NOON,
    }
    return _kept(session, StaffAccount(**given | columns))


def _case_of_batch(session: Session, batch_id: str) -> Case:
    of = session.get_one(Batch, batch_id)
    return case(session, wave_id=of.wave_id, batch_id=batch_id, state="calling", due_at=None)


def _kept(session: Session, row: Row) -> Row:
    session.add(row)
    session.flush()
    return row
