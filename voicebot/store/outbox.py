"""What is asked of the outbox: errands to the provider about calls."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, func, select, update
from sqlalchemy.orm import Session

from voicebot.store.sqlite import as_soon_as_free
from voicebot.store.states import ErrandKind
from voicebot.store.tables import Attempt, Base, Errand, new_id
from voicebot.store.upserting import insert_of

_errand = Base.metadata.tables["outbox"]


@dataclass(frozen=True, slots=True)
class CallOfErrand:
    """What an errand needs to know of the attempt that it is about."""

    sid: str | None
    state: str
    claimed_at: datetime
    ended_at: datetime | None
    price: str | None


def add_once(session: Session, kind: ErrandKind, due: Mapping[str, datetime]) -> None:
    """Have something said about attempts, each from its time on, unless there is, or was, such an errand already.

    In order, so that two who add the same never deadlock.
    """
    _add(session, [_row(kind, due_at, attempt_id=attempt_id) for attempt_id, due_at in sorted(due.items())])


def add_once_for_caller(session: Session, kind: ErrandKind, sid: str, rang_at: datetime, due_at: datetime) -> None:
    """The same about a call to us of which no attempt came."""
    _add(session, [_row(kind, due_at, sid=sid, rang_at=rang_at)])


def done_for(session: Session, attempts: Collection[str], kinds: Collection[ErrandKind]) -> set[str]:
    """Those of the attempts for which the provider did any of these errands."""
    done = select(Errand.attempt_id).where(
        Errand.attempt_id.in_(attempts), Errand.kind.in_(kinds), Errand.done_at.is_not(None)
    )
    return {attempt_id for attempt_id in session.scalars(done) if attempt_id is not None}


def by_ids(session: Session, errand_ids: Collection[str]) -> Sequence[Errand]:
    """These errands, as far as they are still there."""
    return session.scalars(select(Errand).where(Errand.id.in_(errand_ids)).order_by(Errand.id)).all()


def keep_prices(session: Session, prices: Mapping[str, tuple[str | None, str | None]]) -> None:
    """Keep what the provider has charged for the calls of these attempts: the price and its currency."""
    if prices:
        rows = [{"id": of, "price": price, "currency": currency} for of, (price, currency) in sorted(prices.items())]
        session.execute(update(Attempt), rows)


def remove_untried(connection: Connection, kind: ErrandKind, attempts: Sequence[str]) -> None:
    """Delete such errands for these attempts, unless somebody has taken them in hand."""
    untried = delete(_errand).where(_errand.c.kind == kind, _errand.c.tries == 0, _errand.c.attempt_id.in_(attempts))
    as_soon_as_free(lambda: connection.execute(untried))


def due_locked(session: Session, now: datetime, at_most: int) -> Sequence[tuple[Errand, CallOfErrand | None]]:
    """The errands that are due and in no other dialler's hands, with the calls of those that are about an attempt."""
    rows = session.execute(
        select(Errand, Attempt.sid, Attempt.state, Attempt.claimed_at, Attempt.ended_at, Attempt.price)
        .outerjoin(Attempt, Attempt.id == Errand.attempt_id)
        .where(Errand.done_at.is_(None), Errand.due_at <= now)
        .order_by(Errand.due_at)
        .limit(at_most)
        .with_for_update(skip_locked=True, of=Errand)
    )
    return [
        (errand, None if errand.attempt_id is None else CallOfErrand(sid, state, claimed_at, ended_at, price))
        for errand, sid, state, claimed_at, ended_at, price in rows
    ]


def first_due(session: Session) -> datetime | None:
    """When the first errand that is not done is due."""
    return session.scalar(select(func.min(Errand.due_at)).where(Errand.done_at.is_(None)))


def _row(
    kind: ErrandKind,
    due_at: datetime,
    *,
    attempt_id: str | None = None,
    sid: str | None = None,
    rang_at: datetime | None = None,
) -> dict[str, object]:
    return {
        "id": new_id(),
        "kind": kind,
        "attempt_id": attempt_id,
        "sid": sid,
        "rang_at": rang_at,
        "due_at": due_at,
    }


def _add(session: Session, rows: Sequence[Mapping[str, object]]) -> None:
    if not rows:
        return
    session.flush()  # an errand may be about an attempt that is not written yet
    insert = insert_of(session)
    session.execute(insert(Errand).on_conflict_do_nothing(), rows)
