"""What is asked of the calls of people who ring us; nothing here decides anything."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from voicebot.store.tables import InboundCall, InboundTurn


@dataclass(frozen=True, slots=True)
class KeptInboundTurn:
    """A turn as it was committed."""

    number: int
    state: str


def by_sid(session: Session, sid: str) -> InboundCall | None:
    """The call that the provider knows by that id."""
    return session.scalar(select(InboundCall).where(InboundCall.sid == sid))


def with_print(session: Session, prints: Collection[bytes]) -> Sequence[InboundCall]:
    """The calls that came from one of these numbers."""
    return session.scalars(select(InboundCall).where(InboundCall.print.in_(prints))).all()


def newest(session: Session, call_id: str, number: int) -> KeptInboundTurn | None:
    """The turn of that number, or the one before it, or None."""
    row = session.execute(
        select(InboundTurn.number, InboundTurn.state)
        .where(InboundTurn.call_id == call_id, InboundTurn.number.in_((number, number - 1)))
        .order_by(InboundTurn.number.desc())
        .limit(1)
    ).first()
    return None if row is None else KeptInboundTurn(*row)


def keep(session: Session, call_id: str, number: int, state: str) -> None:
    """Keep the conversation after that turn.

    Raises:
        sqlalchemy.exc.IntegrityError: another request has kept that turn already.
    """
    session.add(InboundTurn(call_id=call_id, number=number, state=state))
    session.flush()


def begun_before(session: Session, instant: datetime, at_most: int) -> Sequence[str]:
    """The ids of calls that came in before that instant, the longest ago first."""
    return session.scalars(
        select(InboundCall.id).where(InboundCall.at < instant).order_by(InboundCall.at).limit(at_most)
    ).all()


def delete_call(session: Session, call_id: str) -> None:
    """Delete a call and its turns."""
    session.execute(delete(InboundTurn).where(InboundTurn.call_id == call_id))
    session.execute(delete(InboundCall).where(InboundCall.id == call_id))
