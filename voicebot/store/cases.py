"""What is asked of the cases, and of the prints of their numbers."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import exists, func, select, update
from sqlalchemy.orm import Session

from voicebot.outcomes import INTERVIEWS
from voicebot.store.chunks import chunks
from voicebot.store.locks import FOR_CHANGE
from voicebot.store.states import CaseState
from voicebot.store.tables import Attempt, Case, ContactNumber, Sample, Wave


def locked(session: Session, case_id: str) -> Case:
    """The case as it is now, to be changed by nobody else until the transaction ends."""
    session.flush()
    return session.get_one(Case, case_id, with_for_update=FOR_CHANGE, populate_existing=True)


def without_batch(session: Session, wave_id: str, at_most: int | None) -> Sequence[Case]:
    """Waiting cases of released replicates that no batch has yet, replicate by replicate.

    Within one the order says nothing. They are to be changed by nobody else until the transaction ends.
    """
    statement = (
        select(Case)
        .join(Sample, Sample.id == Case.sample_id)
        .where(
            Case.wave_id == wave_id,
            Case.state == CaseState.WAITING,
            Case.batch_id.is_(None),
            Case.replicate <= Sample.released,
        )
        .order_by(Case.replicate, Case.id)
        .limit(at_most)
        .with_for_update(key_share=True, of=Case)
    )
    return session.scalars(statement).all()


def locked_by_id(session: Session, case_ids: Collection[str]) -> Mapping[str, Case]:
    """The cases as they are now, to be changed by nobody else; in order, so that two who do this never deadlock."""
    statement = select(Case).where(Case.id.in_(case_ids)).order_by(Case.id).with_for_update(key_share=True)
    found = session.scalars(statement, execution_options={"populate_existing": True})
    return {case.id: case for case in found}


def next_due(session: Session, batch_id: str, now: datetime, at_most: int) -> Sequence[Case]:
    """Waiting cases of the batch: those whose appointment has come, or if none has, those that have been due longest.

    Those that another transaction has in hand are passed over, and so are those that a complaint holds.
    """
    statement = (
        select(Case)
        .where(Case.batch_id == batch_id, Case.state == CaseState.WAITING, ~Case.held)
        .limit(at_most)
        .with_for_update(skip_locked=True, key_share=True)
    )
    appointed = session.scalars(statement.where(Case.appointment_at <= now).order_by(Case.appointment_at)).all()
    return appointed or session.scalars(statement.where(Case.due_at <= now).order_by(Case.due_at)).all()


def first_due(session: Session, batch_id: str) -> datetime | None:
    """When the first of the batch's waiting cases is due that no complaint holds."""
    return session.scalar(
        select(func.min(Case.due_at)).where(Case.batch_id == batch_id, Case.state == CaseState.WAITING, ~Case.held)
    )


def make_due(session: Session, batch_id: str, at: datetime) -> None:
    """Every waiting case of the batch that is not due at some time is due at that one."""
    session.execute(
        update(Case)
        .where(Case.batch_id == batch_id, Case.state == CaseState.WAITING, Case.due_at.is_(None))
        .values(due_at=at)
    )


def has_any(session: Session, batch_id: str, state: CaseState) -> bool:
    """Whether any case of the batch is in that state."""
    return bool(session.scalar(select(exists().where(Case.batch_id == batch_id, Case.state == state))))


def waiting_in(session: Session, batch_id: str) -> Sequence[Case]:
    """The waiting cases of the batch, to be changed by nobody else until the transaction ends."""
    statement = select(Case).where(Case.batch_id == batch_id, Case.state == CaseState.WAITING).order_by(Case.id)
    return session.scalars(statement.with_for_update(key_share=True)).all()


def states_in_batch(session: Session, batch_id: str) -> Mapping[CaseState, int]:
    """How many cases of the batch are in which state."""
    rows = session.execute(select(Case.state, func.count()).where(Case.batch_id == batch_id).group_by(Case.state))
    return {CaseState(state): count for state, count in rows}


def states_in_wave(session: Session, wave_id: str) -> Mapping[CaseState, int]:
    """How many cases of the wave are in which state."""
    rows = session.execute(select(Case.state, func.count()).where(Case.wave_id == wave_id).group_by(Case.state))
    return {CaseState(state): count for state, count in rows}


def prints_of_cases(session: Session, case_ids: Collection[str]) -> Mapping[str, Sequence[bytes]]:
    """The prints of the numbers of these cases, in the order of the numbers."""
    prints: dict[str, list[bytes]] = {case_id: [] for case_id in case_ids}
    for chunk in chunks(case_ids):
        rows = select(ContactNumber.case_id, ContactNumber.print).where(ContactNumber.case_id.in_(chunk))
        for case_id, one in session.execute(rows.order_by(ContactNumber.case_id, ContactNumber.position)):
            prints[case_id].append(one)
    return prints


def live_among(session: Session, case_ids: Collection[str]) -> set[str]:
    """Those of the cases that are not closed; nobody is kept from changing them."""
    return set(session.scalars(select(Case.id).where(Case.id.in_(case_ids), Case.state != CaseState.CLOSED)))


def open_with_print(session: Session, prints: Iterable[bytes]) -> Sequence[Case]:
    """Cases that are not closed and have any of these numbers, to be changed by nobody else. In order, as above."""
    having = select(ContactNumber.case_id).where(ContactNumber.print.in_(list(prints)))
    statement = select(Case).where(Case.id.in_(having), Case.state != CaseState.CLOSED).order_by(Case.id)
    return session.scalars(statement.with_for_update(key_share=True)).all()


def by_ids(session: Session, case_ids: Collection[str]) -> Sequence[Case]:
    """These cases, those of the newest wave first."""
    statement = select(Case).join(Wave, Wave.id == Case.wave_id).where(Case.id.in_(case_ids))
    return session.scalars(statement.order_by(Wave.created_at.desc(), Case.id)).all()


def waiting_of_stratum(session: Session, wave_id: str, stratum: tuple[str, str]) -> Sequence[str]:
    """The ids of the waiting cases of one stratum, area and victim group."""
    area, victim_group = stratum
    statement = select(Case.id).where(
        Case.wave_id == wave_id,
        Case.area == area,
        Case.victim_group == victim_group,
        Case.state == CaseState.WAITING,
    )
    return session.scalars(statement.order_by(Case.id)).all()


def standing_by_stratum(session: Session, wave_id: str) -> Sequence[tuple[str, str, int, int, int]]:
    """For each stratum of released cases: area, victim group, closed cases, open ones, and interviews."""
    interviewed = exists().where(Attempt.case_id == Case.id, Attempt.result.in_(INTERVIEWS))
    closed = Case.state == CaseState.CLOSED
    rows = session.execute(
        select(
            Case.area,
            Case.victim_group,
            func.count().filter(closed),
            func.count().filter(~closed),
            func.count().filter(interviewed),
        )
        .join(Sample, Sample.id == Case.sample_id)
        .where(Case.wave_id == wave_id, Case.replicate <= Sample.released)
        .group_by(Case.area, Case.victim_group)
    )
    return [(area, group, closed_, open_, interviews) for area, group, closed_, open_, interviews in rows]
