"""What is deleted, blanked and counted when a wave is destroyed; queries only, in the order their callers want."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, delete, exists, func, or_, select, update
from sqlalchemy.orm import Session

from voicebot.outcomes import Result
from voicebot.store.states import ErrandKind
from voicebot.store.tables import (
    Attempt,
    Batch,
    CallHour,
    Case,
    Certificate,
    Complaint,
    Contact,
    ContactNumber,
    DrawnBefore,
    Errand,
    Exclusion,
    FrameRejects,
    InboundCall,
    Sample,
    Turn,
    Wave,
)

_TIMES = (Attempt.claimed_at, Attempt.answered_at, Attempt.ended_at)
"""What is reduced to the month; every other time goes."""


@dataclass(frozen=True, slots=True)
class Left:
    """What is still kept of who the people of a wave are, in rows; `errands` are those the provider has yet to do."""

    contacts: int
    numbers: int
    links: int
    turns: int
    callers: int
    notes: int
    exact_times: int
    provider_ids: int
    errands: int


def certificate_of(session: Session, wave_id: str) -> Certificate | None:
    """The newest certificate of a wave."""
    return session.get(Certificate, wave_id)


def unsigned(session: Session) -> Sequence[Wave]:
    """The waves whose destruction was begun and not brought to its end."""
    statement = select(Wave).join(Certificate, Certificate.wave_id == Wave.id).where(Certificate.signature.is_(None))
    return session.scalars(statement.order_by(Wave.name)).all()


def rid_of_records(session: Session) -> Sequence[Wave]:
    """The destroyed waves for which the provider has nothing left to do, while that is not certified yet.

    That of a call of which the provider told too late begins anew.
    """
    of_wave = Case.wave_id == Wave.id
    attempts = select(Attempt.id).join(Case, Case.id == Attempt.case_id).where(of_wave)
    waiting = attempts.join(Errand, Errand.attempt_id == Attempt.id).where(Errand.done_at.is_(None)).exists()
    callers_waiting = exists().where(Errand.rang_at <= Wave.destroyed_at, Errand.done_at.is_(None))
    known = attempts.where(Attempt.sid.is_not(None)).exists()
    statement = select(Wave).join(Certificate, Certificate.wave_id == Wave.id).where(Certificate.signature.is_not(None))
    return session.scalars(
        statement.where(~Certificate.final | known, ~waiting, ~callers_waiting).order_by(Wave.name)
    ).all()


def with_record(session: Session, wave_id: str) -> Sequence[Attempt]:
    """The attempts of which the provider still has a record, for all we know."""
    deleted = exists().where(
        Errand.attempt_id == Attempt.id, Errand.kind == ErrandKind.DELETE_RECORD, Errand.done_at.is_not(None)
    )
    return session.scalars(_attempts(wave_id).where(Attempt.sid.is_not(None), ~deleted)).all()


def count_unconfirmed(session: Session, wave_id: str) -> int:
    """How many calls were given up without the provider ever saying whether it placed them."""
    return _count(
        session, Attempt.id.in_(_attempt_ids(wave_id)), Attempt.sid.is_(None), Attempt.result == Result.UNKNOWN
    )


def hasten_deletions(session: Session, wave_id: str, now: datetime) -> None:
    """The provider's records of a wave are to be deleted now, not when their price is known."""
    session.execute(
        update(Errand)
        .where(Errand.attempt_id.in_(_attempt_ids(wave_id)), Errand.kind == ErrandKind.DELETE_RECORD)
        .where(Errand.done_at.is_(None), Errand.due_at > now)
        .values(due_at=now)
    )


def callers(session: Session, wave_id: str) -> Sequence[InboundCall]:
    """The calls to us that came from a number of the wave's people, or became interviews of it."""
    return session.scalars(select(InboundCall).where(_rang_us(wave_id))).all()


def count_callers(session: Session, wave_id: str) -> int:
    """How many calls to us, of which no attempt came, were from a number of the wave's people."""
    statement = select(func.count()).select_from(InboundCall)
    return session.scalar(statement.where(_rang_us(wave_id), InboundCall.attempt_id.is_(None))) or 0


def delete_personal(session: Session, wave_id: str) -> None:
    """Delete contacts, prints of numbers, turns and complaints' notes of a wave."""
    session.execute(delete(ContactNumber).where(ContactNumber.case_id.in_(_case_ids(wave_id))))
    session.execute(delete(FrameRejects).where(FrameRejects.wave_id == wave_id))
    session.execute(delete(Contact).where(Contact.case_id.in_(_case_ids(wave_id))))
    session.execute(delete(Turn).where(Turn.attempt_id.in_(_attempt_ids(wave_id))))
    session.execute(update(Complaint).where(Complaint.case_id.in_(_case_ids(wave_id))).values(note=None))


def cut_links(session: Session, wave_id: str) -> None:
    """What is kept for longer no longer says that it has to do with this wave."""
    session.execute(update(DrawnBefore).where(DrawnBefore.sample_id.in_(_sample_ids(wave_id))).values(sample_id=None))
    session.execute(update(Exclusion).where(Exclusion.attempt_id.in_(_attempt_ids(wave_id))).values(attempt_id=None))


def called_between(session: Session, wave_id: str) -> tuple[datetime, datetime] | None:
    """The first and the last instant that is kept of any call of a wave."""
    ends = [end(time) for end in (func.min, func.max) for time in _TIMES]
    row = session.execute(select(*ends).where(Attempt.id.in_(_attempt_ids(wave_id)))).one()
    instants = [instant for instant in row if instant is not None]
    return (min(instants), max(instants)) if instants else None


def blur_times(session: Session, wave_id: str, months: Sequence[tuple[datetime, datetime]]) -> None:
    """Reduce the times of calls to the beginnings of these months; what was planned and noted goes."""
    of_wave = Attempt.id.in_(_attempt_ids(wave_id))
    for time in _TIMES:
        for begins, ends in months:
            blurred = {time.key: begins}
            session.execute(update(Attempt).where(of_wave, time > begins, time < ends).values(blurred))
    session.execute(update(Attempt).where(of_wave).values(heard_at=None, error=None))
    session.execute(update(Case).where(Case.wave_id == wave_id).values(due_at=None, appointment_at=None))


def forget_provider_ids(session: Session, wave_id: str) -> None:
    """Forget the provider's ids of calls of which it has no record any more, and the errands that are done."""
    undone = exists().where(Errand.attempt_id == Attempt.id, Errand.done_at.is_(None))
    session.execute(update(Attempt).where(Attempt.id.in_(_attempt_ids(wave_id)), ~undone).values(sid=None))
    session.execute(delete(Errand).where(Errand.attempt_id.in_(_attempt_ids(wave_id)), Errand.done_at.is_not(None)))


def left(session: Session, wave_id: str, months: Sequence[tuple[datetime, datetime]] = ()) -> Left:
    """What is still there of a wave; every time of a call but the beginnings of these months counts as exact."""
    of_wave = Attempt.id.in_(_attempt_ids(wave_id))
    exact = or_(Attempt.heard_at.is_not(None), *(time.not_in([begins for begins, _ in months]) for time in _TIMES))
    planned = or_(Case.due_at.is_not(None), Case.appointment_at.is_not(None))
    return Left(
        contacts=_count(session, Contact.case_id.in_(_case_ids(wave_id))),
        numbers=_count(session, ContactNumber.case_id.in_(_case_ids(wave_id))),
        links=_count(session, DrawnBefore.sample_id.in_(_sample_ids(wave_id)))
        + _count(session, Exclusion.attempt_id.in_(_attempt_ids(wave_id))),
        turns=_count(session, Turn.attempt_id.in_(_attempt_ids(wave_id))),
        callers=len(callers(session, wave_id)),
        notes=_count(session, of_wave, Attempt.error.is_not(None))
        + _count(session, Complaint.case_id.in_(_case_ids(wave_id)), Complaint.note.is_not(None)),
        exact_times=_count(session, of_wave, exact) + _count(session, Case.wave_id == wave_id, planned),
        provider_ids=_count(session, of_wave, Attempt.sid.is_not(None)),
        errands=count_errands(session, wave_id),
    )


def count_errands(session: Session, wave_id: str) -> int:
    """How many errands about calls of a wave the provider has yet to do.

    Whose number is on its record of a call to us, nobody knows here: those from before the destruction count.
    """
    destroyed_at = select(Wave.destroyed_at).where(Wave.id == wave_id).scalar_subquery()
    about = or_(Errand.attempt_id.in_(_attempt_ids(wave_id)), Errand.rang_at <= destroyed_at)
    return _count(session, about, Errand.done_at.is_(None))


def keep_hours(session: Session, rows: Sequence[CallHour]) -> None:
    """Keep when the calls of a wave were, in counts."""
    session.add_all(rows)


def last_activity(session: Session, wave_id: str) -> datetime | None:
    """When the last call of a wave was placed, or else its last sample drawn."""
    called = session.scalar(
        select(func.max(Attempt.claimed_at)).join(Batch, Batch.id == Attempt.batch_id).where(Batch.wave_id == wave_id)
    )
    return called or session.scalar(select(func.max(Sample.drawn_at)).where(Sample.wave_id == wave_id))


def _rang_us(wave_id: str) -> ColumnElement[bool]:
    theirs = select(ContactNumber.print).where(ContactNumber.case_id.in_(_case_ids(wave_id)))
    return or_(InboundCall.attempt_id.in_(_attempt_ids(wave_id)), InboundCall.print.in_(theirs))


def _attempts(wave_id: str) -> Select[Attempt]:
    return select(Attempt).join(Case, Case.id == Attempt.case_id).where(Case.wave_id == wave_id)


def _case_ids(wave_id: str) -> Select[str]:
    return select(Case.id).where(Case.wave_id == wave_id)


def _sample_ids(wave_id: str) -> Select[str]:
    return select(Sample.id).where(Sample.wave_id == wave_id)


def _attempt_ids(wave_id: str) -> Select[str]:
    return select(Attempt.id).join(Case, Case.id == Attempt.case_id).where(Case.wave_id == wave_id)


def _count(session: Session, *where: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).where(*where)) or 0
