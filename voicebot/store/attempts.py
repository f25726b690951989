"""What is asked of the attempts."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, exists, func, select
from sqlalchemy.orm import Session

from voicebot.outcomes import Result
from voicebot.store.chunks import chunks
from voicebot.store.locks import FOR_CHANGE
from voicebot.store.states import ON_THEIR_WAY, AttemptState
from voicebot.store.tables import Attempt, Batch, Case, ContactNumber, Errand, Wave


def locked(session: Session, attempt_id: str) -> Attempt:
    """The attempt as it is now, to be changed by nobody else until the transaction ends."""
    session.flush()
    return session.get_one(Attempt, attempt_id, with_for_update=FOR_CHANGE, populate_existing=True)


def find_locked(session: Session, attempt_id: str) -> Attempt | None:
    """The same, where there may be none of that id."""
    return session.get(Attempt, attempt_id, with_for_update=FOR_CHANGE, populate_existing=True)


def locked_by_id(session: Session, attempt_ids: Collection[str]) -> Mapping[str, Attempt]:
    """Those that there are of several; in order, so that two who do this never deadlock."""
    statement = select(Attempt).where(Attempt.id.in_(attempt_ids)).order_by(Attempt.id)
    return {attempt.id: attempt for attempt in session.scalars(statement.with_for_update(key_share=True))}


def held_to_settle(session: Session, attempt_ids: Collection[str], *, wait: bool = False) -> Sequence[Attempt]:
    """Those of the attempts that nobody else has in hand, or all of them once nobody has any more.

    By the strong lock of PostgreSQL: no turn can be added until the transaction ends.
    """
    statement = select(Attempt).where(Attempt.id.in_(attempt_ids)).order_by(Attempt.id)
    return session.scalars(statement.with_for_update(skip_locked=not wait)).all()


@dataclass(frozen=True, slots=True)
class OverAttempt:
    """What the rules of calling ask of an attempt that is over."""

    case_id: str
    result: Result
    at: datetime
    day_part: str
    rang: bool
    position: int
    inbound: bool


def over_of_cases(session: Session, case_ids: Collection[str]) -> Iterator[OverAttempt]:
    """The attempts of these cases that are over, those of each in order."""
    for some in chunks(case_ids):
        rows = session.execute(
            select(
                Attempt.case_id,
                Attempt.result,
                Attempt.claimed_at,
                Attempt.day_part,
                Attempt.rang,
                Attempt.position,
                Attempt.inbound,
            )
            .where(Attempt.case_id.in_(some), Attempt.result.is_not(None))
            .order_by(Attempt.case_id, Attempt.ordinal)
        )
        for case_id, result, at, day_part, rang, position, inbound in rows:
            yield OverAttempt(case_id, Result(result or ""), at, day_part, rang, position, inbound)


def of_case(session: Session, case_id: str) -> Sequence[Attempt]:
    """The attempts of a case, in order."""
    return session.scalars(select(Attempt).where(Attempt.case_id == case_id).order_by(Attempt.ordinal)).all()


def language_chosen(session: Session, case_id: str, since_stage: int) -> str | None:
    """The language in which the last call of the case ended that came as far as that stage; None if none did."""
    statement = select(Attempt.language).where(Attempt.case_id == case_id, Attempt.stage >= since_stage)
    return session.scalar(statement.order_by(Attempt.ordinal.desc()).limit(1))


def next_ordinals(session: Session, case_ids: Collection[str]) -> Mapping[str, int]:
    """The ordinal of the next attempt of each case."""
    latest = select(Attempt.case_id, func.max(Attempt.ordinal)).where(Attempt.case_id.in_(case_ids))
    known = dict(session.execute(latest.group_by(Attempt.case_id)).all())
    return {case_id: known.get(case_id, 0) + 1 for case_id in case_ids}


def count_on_their_way(session: Session) -> int:
    """How many calls may be in progress at the provider."""
    return session.scalar(select(func.count()).where(Attempt.state.in_(ON_THEIR_WAY))) or 0


def count_in_batch(session: Session, batch_id: str) -> int:
    """How many attempts the batch has had; people who rang us are none."""
    return session.scalar(select(func.count()).where(Attempt.batch_id == batch_id, ~Attempt.inbound)) or 0


def on_their_way(session: Session, batch_id: str | None = None) -> Sequence[Attempt]:
    """The calls that may be in progress, of one batch or of all."""
    statement = select(Attempt).where(Attempt.state.in_(ON_THEIR_WAY))
    if batch_id is not None:
        statement = statement.where(Attempt.batch_id == batch_id)
    return session.scalars(statement).all()


def count_in_progress(session: Session, batch_id: str) -> int:
    """How many calls of the batch may be in progress."""
    # By their state alone, since these are few; by its batch the database would go through every call of it.
    of_batches = session.scalars(select(Attempt.batch_id).where(Attempt.state.in_(ON_THEIR_WAY)))
    return sum(one == batch_id for one in of_batches)


def unanswered_of_cases(session: Session, case_ids: Collection[str]) -> Sequence[Attempt]:
    """The calls of these cases that may be ringing, but were not answered yet."""
    statement = select(Attempt).where(
        Attempt.state.in_(ON_THEIR_WAY), Attempt.case_id.in_(case_ids), Attempt.answered_at.is_(None)
    )
    return session.scalars(statement).all()


def has_open(session: Session, case_id: str) -> bool:
    """Whether a call of that case may be in progress."""
    statement = exists().where(Attempt.case_id == case_id, Attempt.state.in_(ON_THEIR_WAY))
    return bool(session.scalar(select(statement)))


def ended_of_case(session: Session, case_id: str) -> Sequence[str]:
    """The ids of the calls of that case that ended and are not settled."""
    statement = select(Attempt.id).where(Attempt.case_id == case_id, Attempt.state == AttemptState.ENDED)
    return session.scalars(statement.order_by(Attempt.ordinal)).all()


def find_locked_by_sid(session: Session, sid: str) -> Attempt | None:
    """The attempt that the provider knows by that id of a call, to be changed by nobody else."""
    return session.scalar(select(Attempt).where(Attempt.sid == sid).with_for_update(key_share=True))


def silent_since(session: Session, state: AttemptState, instant: datetime) -> Sequence[Attempt]:
    """The attempts in that state of which nothing was heard since that instant, the oldest claim first."""
    statement = select(Attempt).where(Attempt.state == state, _last_news() <= instant)
    return session.scalars(statement.order_by(Attempt.claimed_at)).all()


def first_silences(session: Session, states: Collection[AttemptState]) -> Mapping[AttemptState, datetime]:
    """For each of these states the instant of the last news of the attempt that was not heard of for longest."""
    statement = select(Attempt.state, func.min(_last_news())).where(Attempt.state.in_(states))
    return {AttemptState(state): heard for state, heard in session.execute(statement.group_by(Attempt.state))}


def dialled_print(session: Session, attempt: Attempt) -> bytes | None:
    """The print of the number that the attempt was placed to."""
    return session.scalar(
        select(ContactNumber.print).where(
            ContactNumber.case_id == attempt.case_id, ContactNumber.position == attempt.position
        )
    )


def sids_known(session: Session, sids: Collection[str]) -> set[str]:
    """Those of these calls of the provider that belong to some attempt already."""
    known: set[str | None] = set()
    for chunk in chunks(sids):
        known.update(session.scalars(select(Attempt.sid).where(Attempt.sid.in_(chunk))))
    return {sid for sid in known if sid is not None}


def rules_text(session: Session, attempt: Attempt) -> str:
    """The rules of the wave that the attempt belongs to, as they are kept."""
    statement = select(Wave.rules).join(Batch, Batch.wave_id == Wave.id).where(Batch.id == attempt.batch_id)
    return session.scalars(statement).one()


def results_in(session: Session, batch_id: str) -> Mapping[Result, int]:
    """How many attempts of the batch ended how."""
    statement = select(Attempt.result, func.count()).where(Attempt.batch_id == batch_id, Attempt.result.is_not(None))
    rows = session.execute(statement.group_by(Attempt.result))
    return {Result(result): count for result, count in rows if result is not None}


def latest_results(session: Session, batch_id: str, since: datetime | None, at_most: int) -> Sequence[Result]:
    """How the latest attempts of the batch ended, the newest claim first, of those claimed from then on.

    Without those of people who rang us: they say nothing of how people take being rung.
    """
    statement = select(Attempt.result).where(
        Attempt.batch_id == batch_id, Attempt.result.is_not(None), ~Attempt.inbound
    )
    if since is not None:
        statement = statement.where(Attempt.claimed_at >= since)
    newest = session.scalars(statement.order_by(Attempt.claimed_at.desc()).limit(at_most))
    return [Result(result) for result in newest if result is not None]


def remove(session: Session, attempt: Attempt) -> None:
    """Forget an attempt that never was, and what was to be said about it."""
    session.execute(delete(Errand).where(Errand.attempt_id == attempt.id))
    session.delete(attempt)


def _last_news() -> ColumnElement[datetime]:
    return func.coalesce(Attempt.heard_at, Attempt.claimed_at)


def of_wave(session: Session, wave_id: str) -> Sequence[Attempt]:
    """Every attempt of a wave, the earliest first."""
    statement = select(Attempt).join(Case, Case.id == Attempt.case_id).where(Case.wave_id == wave_id)
    return session.scalars(statement.order_by(Attempt.claimed_at, Attempt.id)).all()


def in_wave(session: Session, wave_id: str, states: Collection[AttemptState]) -> Sequence[Attempt]:
    """The attempts of a wave that are in one of these states."""
    statement = select(Attempt).join(Case, Case.id == Attempt.case_id)
    return session.scalars(statement.where(Case.wave_id == wave_id, Attempt.state.in_(states))).all()


def prices_in_wave(session: Session, wave_id: str) -> Sequence[tuple[str, int]]:
    """Each price that the provider has charged for a call of a wave, in its own words, and for how many calls."""
    of_wave = Attempt.batch_id.in_(select(Batch.id).where(Batch.wave_id == wave_id))
    found = session.execute(select(Attempt.price, func.count()).where(of_wave).group_by(Attempt.price))
    return [(price, calls) for price, calls in found if price is not None]


def ended_before(session: Session, instant: datetime, at_most: int) -> Sequence[str]:
    """The ids of calls that ended by then and are not settled, the longest ended first."""
    statement = select(Attempt.id).where(Attempt.state == AttemptState.ENDED, Attempt.ended_at <= instant)
    return session.scalars(statement.order_by(Attempt.ended_at).limit(at_most)).all()


def first_ended(session: Session) -> datetime | None:
    """When the call ended that has waited longest to be settled."""
    statement = select(Attempt.ended_at).where(Attempt.state == AttemptState.ENDED).order_by(Attempt.ended_at)
    return session.scalar(statement.limit(1))
