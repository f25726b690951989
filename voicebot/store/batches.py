"""What is asked of the batches."""

from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from voicebot.store.locks import FOR_CHANGE
from voicebot.store.states import BatchState, WaveState
from voicebot.store.tables import Batch, Wave


def locked(session: Session, batch_id: str) -> Batch | None:
    """The batch, to be changed by nobody else until the transaction ends."""
    return session.get(Batch, batch_id, with_for_update=FOR_CHANGE)


def ids_beginning_with(session: Session, beginning: str, at_most: int) -> Sequence[str]:
    """The ids of the batches that begin so."""
    return session.scalars(select(Batch.id).where(Batch.id.startswith(beginning, autoescape=True)).limit(at_most)).all()


def of_wave(session: Session, wave_id: str) -> Sequence[Batch]:
    """The batches of a wave, the oldest first."""
    return session.scalars(select(Batch).where(Batch.wave_id == wave_id).order_by(Batch.created_at, Batch.id)).all()


def running_locked(session: Session) -> Sequence[Batch]:
    """Every running batch, to be changed by nobody else until the transaction ends."""
    statement = (
        select(Batch).where(Batch.state == BatchState.RUNNING).order_by(Batch.id).with_for_update(key_share=True)
    )
    return session.scalars(statement).all()


def running(session: Session) -> Sequence[tuple[Batch, Wave]]:
    """The running batches of open waves, the first launched first."""
    rows = session.execute(_running())
    return [(batch, wave) for batch, wave in rows]


def held_running(session: Session) -> Sequence[tuple[Batch, Wave]]:
    """The same, held as they are until the transaction ends: a pause waits for it, or is seen by it."""
    rows = session.execute(_running().with_for_update(read=True, of=(Batch, Wave)))
    return [(batch, wave) for batch, wave in rows]


def _running() -> Select[Batch, Wave]:
    return (
        select(Batch, Wave)
        .join(Wave, Wave.id == Batch.wave_id)
        .where(Batch.state == BatchState.RUNNING, Wave.state == WaveState.OPEN)
        .order_by(Batch.launched_at, Batch.id)
    )
