"""Samples with their strata, margins and cases, and the prints that a draw must not meet; queries only."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, delete, exists, func, insert, select, update
from sqlalchemy.orm import Session

from voicebot.outcomes import Result
from voicebot.store.chunks import chunks
from voicebot.store.states import CaseState
from voicebot.store.tables import (
    Attempt,
    Case,
    Contact,
    ContactNumber,
    DrawnBefore,
    Exclusion,
    Refresh,
    Sample,
    Stratum,
    Wave,
)
from voicebot.store.upserting import insert_of


class SampleState(StrEnum):
    """Where a sample stands."""

    DRAWN = "drawn"
    DISCARDED = "discarded"  # its cases are gone; what it was drawn by is kept


@dataclass(frozen=True, slots=True)
class DrawnPerson:
    """A person drawn, as they are kept: a case, a sealed contact, and a print a number.

    `linked_prints` are of all numbers of the person and household, so that nobody of it is drawn again soon.
    """

    case_id: str
    area: str
    victim_group: str
    codes: str
    language: str | None
    replicate: int
    probability: float
    multiplicity: int
    sealed: bytes = field(repr=False)
    prints: tuple[bytes, ...] = field(repr=False)
    linked_prints: frozenset[bytes] = field(repr=False)
    arm: str | None = None


def drawn_sample(session: Session, wave_id: str) -> Sample | None:
    """The sample that the wave works with."""
    return session.scalar(select(Sample).where(Sample.wave_id == wave_id, Sample.state == SampleState.DRAWN))


def newest_sample(session: Session, wave_id: str) -> Sample | None:
    """The sample that the wave works with, or else the one that was discarded last."""
    is_discarded = Sample.state == SampleState.DISCARDED
    statement = select(Sample).where(Sample.wave_id == wave_id).order_by(is_discarded, Sample.drawn_at.desc())
    return session.scalar(statement.limit(1))


def profiles(session: Session) -> Sequence[tuple[str, str, str]]:
    """The profiles of the frames that were drawn from, the newest first: wave id, wave name, JSON."""
    rows = session.execute(
        select(Wave.id, Wave.name, Sample.profile)
        .join(Wave, Wave.id == Sample.wave_id)
        .where(Sample.state == SampleState.DRAWN)
        .order_by(Sample.drawn_at.desc())
    )
    return [(wave_id, name, profile) for wave_id, name, profile in rows]


def refreshes_of(session: Session, sample_id: str) -> Sequence[Refresh]:
    """The refreshes of a sample, the latest first."""
    return session.scalars(select(Refresh).where(Refresh.sample_id == sample_id).order_by(Refresh.at.desc())).all()


def undialled(session: Session, sample_id: str) -> Sequence[tuple[str, bytes]]:
    """The cases of a sample that wait and were never called, with their sealed contacts."""
    rows = session.execute(
        select(Contact.case_id, Contact.sealed)
        .join(Case, Case.id == Contact.case_id)
        .where(Case.sample_id == sample_id, *_undialled())
        .order_by(Contact.case_id)
    )
    return [(case_id, sealed) for case_id, sealed in rows]


def take_out(session: Session, case_ids: Collection[str]) -> int:
    """Close those of the cases that still wait and were never called; how many."""
    taken = 0
    for some in chunks(sorted(case_ids)):
        out = {"state": CaseState.CLOSED, "due_at": None, "closed_for": Result.TAKEN_OUT}
        closed = session.execute(update(Case).where(Case.id.in_(some), *_undialled()).values(out).returning(Case.id))
        taken += len(closed.all())
    return taken


def last_looked_at(session: Session, wave_id: str) -> datetime | None:
    """When the wave's sample was last held against a frame: its draw, or the latest refresh."""
    sample = drawn_sample(session, wave_id)
    if sample is None:
        return None
    refreshed_at = session.scalar(select(func.max(Refresh.at)).where(Refresh.sample_id == sample.id))
    return max(sample.drawn_at, refreshed_at or sample.drawn_at)


def strata_of(session: Session, sample_id: str) -> Sequence[Stratum]:
    """The strata of a sample by name."""
    statement = select(Stratum).where(Stratum.sample_id == sample_id).order_by(Stratum.area, Stratum.victim_group)
    return session.scalars(statement).all()


def chances_of(session: Session, sample_id: str) -> tuple[float, float] | None:
    """The least and the greatest chance that anybody of a sample had to be drawn; None if nobody is left of it."""
    least, greatest = session.execute(
        select(func.min(Case.probability), func.max(Case.probability)).where(Case.sample_id == sample_id)
    ).one()
    return None if least is None or greatest is None else (least, greatest)


def excluded_prints(session: Session) -> frozenset[bytes]:
    """The whole exclusion list."""
    return frozenset(session.scalars(select(Exclusion.print)))


def prints_drawn_since(session: Session, month: str) -> frozenset[bytes]:
    """The numbers of all who were drawn in that month (`2025-11`) or later."""
    return frozenset(session.scalars(select(DrawnBefore.print).where(DrawnBefore.month >= month)))


def drawn_since_among(session: Session, prints: Collection[bytes], month: str) -> set[bytes]:
    """Those of the numbers that were drawn in that month or later."""
    found: set[bytes] = set()
    for some in chunks(_in_order(prints)):
        wanted = select(DrawnBefore.print).where(DrawnBefore.print.in_(some), DrawnBefore.month >= month)
        found.update(session.scalars(wanted))
    return found


def add_persons(session: Session, sample: Sample, persons: Sequence[DrawnPerson]) -> None:
    """Keep those drawn as waiting cases with their contacts."""
    contacts = [{"case_id": person.case_id, "sealed": person.sealed} for person in persons]
    numbers = [
        {"case_id": person.case_id, "position": position, "print": print_}
        for person in persons
        for position, print_ in enumerate(person.prints)
    ]
    session.execute(insert(Case), [_case(sample, person) for person in persons])
    session.execute(insert(Contact), contacts)
    session.execute(insert(ContactNumber), numbers)


def remember_drawn(session: Session, prints: Collection[bytes], month: str, sample_id: str) -> None:
    """Note that these numbers were drawn; an older note of the same number is replaced."""
    upsert = insert_of(session)
    statement = upsert(DrawnBefore)
    newer = {"month": statement.excluded.month, "sample_id": statement.excluded.sample_id}
    rows = [{"print": one, "month": month, "sample_id": sample_id} for one in _in_order(prints)]
    session.execute(statement.on_conflict_do_update(index_elements=["print"], set_=newer), rows)


def is_any_case_in_a_batch(session: Session, sample_id: str) -> bool:
    """Whether work on a sample has begun."""
    return bool(session.scalar(select(exists().where(Case.sample_id == sample_id, Case.batch_id.is_not(None)))))


def delete_persons(session: Session, sample_id: str) -> None:
    """Delete the cases of a sample with their contacts, and the note that their numbers were drawn."""
    of_sample = select(Case.id).where(Case.sample_id == sample_id)
    session.execute(delete(ContactNumber).where(ContactNumber.case_id.in_(of_sample)))
    session.execute(delete(Contact).where(Contact.case_id.in_(of_sample)))
    session.execute(delete(Case).where(Case.sample_id == sample_id))
    session.execute(delete(DrawnBefore).where(DrawnBefore.sample_id == sample_id))


def _case(sample: Sample, person: DrawnPerson) -> dict[str, object]:
    return {
        "id": person.case_id,
        "wave_id": sample.wave_id,
        "sample_id": sample.id,
        "area": person.area,
        "victim_group": person.victim_group,
        "codes": person.codes,
        "language": person.language,
        "arm": person.arm,
        "replicate": person.replicate,
        "probability": person.probability,
        "multiplicity": person.multiplicity,
        "state": CaseState.WAITING,
    }


def _in_order(prints: Collection[bytes]) -> list[bytes]:
    """So that two who note the same never deadlock, and no order tells whose they are."""
    return sorted(set(prints))


def _undialled() -> tuple[ColumnElement[bool], ...]:
    return Case.state == CaseState.WAITING, ~exists().where(Attempt.case_id == Case.id)
