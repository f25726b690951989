"""What is deleted, blanked and counted when a wave is destroyed; queries only, in the order their callers want."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, delete, exists, func, or_, select, update
from sqlalchemy.orm import Session

from voicebot.store.states import ON_THEIR_WAY, AttemptState, ErrandKind
from voicebot.store.tables import (
    Attempt,
    CallHour,
    Case,
    Certificate,
    Contact,
    ContactNumber,
    DrawnBefore,
    Errand,
    Exclusion,
    Sample,
    Turn,
    Wave,
)

PERSONAL = (Contact, ContactNumber, Turn)
"""The tables whose rows go as a whole."""


@dataclass(frozen=True, slots=True)
class Left:
    """What is still kept of who the people of a wave are, in rows; `records` are those still at the provider."""

    contacts: int
    numbers: int
    turns: int
    provider_ids: int
    exact_times: int
    links: int
    records: int


def wave_locked(session: Session, name: str) -> Wave | None:
    """The wave of that name, to be changed by nobody else until the transaction ends."""
    return session.scalar(select(Wave).where(Wave.name == name).with_for_update())


def certificate_of(session: Session, wave_id: str) -> Certificate | None:
    """The newest certificate of a wave."""
    return session.get(Certificate, wave_id)


def provisional(session: Session) -> Sequence[Wave]:
    """The destroyed waves whose certificate is not final yet."""
    statement = select(Wave).join(Certificate, Certificate.wave_id == Wave.id).where(~Certificate.final)
    return session.scalars(statement.order_by(Wave.name)).all()


def attempts_in(session: Session, wave_id: str, states: Sequence[AttemptState]) -> Sequence[Attempt]:
    """The attempts of a wave in one of these states."""
    return session.scalars(_attempts(wave_id).where(Attempt.state.in_(states))).all()


def has_open_calls(session: Session, wave_id: str) -> bool:
    """Whether a call of the wave may be in progress, or is not settled."""
    open_ = (*(state for state in ON_THEIR_WAY if state != AttemptState.UNCERTAIN), AttemptState.ENDED)
    return bool(attempts_in(session, wave_id, open_))


def with_record(session: Session, wave_id: str) -> Sequence[Attempt]:
    """The attempts of which the provider still has a record, for all we know."""
    deleted = exists().where(
        Errand.attempt_id == Attempt.id, Errand.kind == ErrandKind.DELETE_RECORD, Errand.done_at.is_not(None)
    )
    return session.scalars(_attempts(wave_id).where(Attempt.sid.is_not(None), ~deleted)).all()


def hasten_deletions(session: Session, wave_id: str, now: datetime) -> None:
    """The provider's records of a wave are to be deleted now, not when their price is known."""
    session.execute(
        update(Errand)
        .where(Errand.attempt_id.in_(_attempt_ids(wave_id)), Errand.kind == ErrandKind.DELETE_RECORD)
        .where(Errand.done_at.is_(None), Errand.due_at > now)
        .values(due_at=now)
    )


def delete_personal(session: Session, wave_id: str) -> None:
    """Delete contacts, prints of numbers, and turns of a wave."""
    session.execute(delete(ContactNumber).where(ContactNumber.case_id.in_(_case_ids(wave_id))))
    session.execute(delete(Contact).where(Contact.case_id.in_(_case_ids(wave_id))))
    session.execute(delete(Turn).where(Turn.attempt_id.in_(_attempt_ids(wave_id))))


def cut_links(session: Session, wave_id: str) -> None:
    """What is kept for longer no longer says that it has to do with this wave."""
    of_wave = select(Sample.id).where(Sample.wave_id == wave_id)
    session.execute(update(DrawnBefore).where(DrawnBefore.sample_id.in_(of_wave)).values(sample_id=None))
    session.execute(update(Exclusion).where(Exclusion.attempt_id.in_(_attempt_ids(wave_id))).values(attempt_id=None))


def blur_times(session: Session, wave_id: str, to: datetime) -> None:
    """Of when calls were only the fact stays: every instant becomes that one, every free text goes."""
    of_wave = Attempt.id.in_(_attempt_ids(wave_id))
    session.execute(update(Attempt).where(of_wave).values(claimed_at=to, heard_at=None, error=None))
    session.execute(update(Attempt).where(of_wave, Attempt.answered_at.is_not(None)).values(answered_at=to))
    session.execute(update(Attempt).where(of_wave, Attempt.ended_at.is_not(None)).values(ended_at=to))
    session.execute(update(Case).where(Case.wave_id == wave_id).values(due_at=None, appointment_at=None))


def forget_provider_ids(session: Session, wave_id: str) -> None:
    """Forget the provider's ids of calls of which it has no record any more, and the errands that are done."""
    undone = exists().where(Errand.attempt_id == Attempt.id, Errand.done_at.is_(None))
    session.execute(update(Attempt).where(Attempt.id.in_(_attempt_ids(wave_id)), ~undone).values(sid=None))
    session.execute(delete(Errand).where(Errand.attempt_id.in_(_attempt_ids(wave_id)), Errand.done_at.is_not(None)))


def left(session: Session, wave_id: str, blurred_to: datetime | None) -> Left:
    """What is still there of a wave; every instant but that one counts as exact."""
    exact = [
        column.is_not(None) if blurred_to is None else column.is_not(None) & (column != blurred_to)
        for column in (Attempt.claimed_at, Attempt.answered_at, Attempt.ended_at)
    ]
    return Left(
        contacts=_count(session, Contact.case_id.in_(_case_ids(wave_id))),
        numbers=_count(session, ContactNumber.case_id.in_(_case_ids(wave_id))),
        turns=_count(session, Turn.attempt_id.in_(_attempt_ids(wave_id))),
        provider_ids=_count(session, Attempt.id.in_(_attempt_ids(wave_id)), Attempt.sid.is_not(None)),
        exact_times=_count(session, Attempt.id.in_(_attempt_ids(wave_id)), or_(*exact, Attempt.heard_at.is_not(None))),
        links=_count(session, DrawnBefore.sample_id.in_(select(Sample.id).where(Sample.wave_id == wave_id))),
        records=_count(session, Errand.attempt_id.in_(_attempt_ids(wave_id)), Errand.done_at.is_(None)),
    )


def keep_hours(session: Session, rows: Sequence[CallHour]) -> None:
    """Keep when the calls of a wave were, in counts."""
    session.add_all(rows)


def last_activity(session: Session, wave_id: str) -> datetime | None:
    """When the last call of a wave was placed, or else its last sample drawn."""
    called = session.scalar(
        select(func.max(Attempt.claimed_at)).join(Case, Case.id == Attempt.case_id).where(Case.wave_id == wave_id)
    )
    return called or session.scalar(select(func.max(Sample.drawn_at)).where(Sample.wave_id == wave_id))


def _attempts(wave_id: str) -> Select[Attempt]:
    return select(Attempt).join(Case, Case.id == Attempt.case_id).where(Case.wave_id == wave_id)


def _case_ids(wave_id: str) -> Select[str]:
    return select(Case.id).where(Case.wave_id == wave_id)


def _attempt_ids(wave_id: str) -> Select[str]:
    return select(Attempt.id).join(Case, Case.id == Attempt.case_id).where(Case.wave_id == wave_id)


def _count(session: Session, *where: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).where(*where)) or 0
