"""What a wave's calls have cost so far, by the provider's prices, and the cap at which its batches pause."""

from decimal import Decimal, InvalidOperation

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from voicebot.clock import Clock
from voicebot.fieldwork import batches, waves
from voicebot.store import attempts as attempt_rows
from voicebot.store import batches as batch_rows
from voicebot.store.engine import reading, transaction
from voicebot.store.states import BatchState
from voicebot.store.tables import Wave


def spent(session: Session, wave_id: str) -> Decimal:
    """The prices of all calls of a wave together; a provider writes what it charges as a negative number."""
    return sum(
        (_amount(price) * calls for price, calls in attempt_rows.prices_in_wave(session, wave_id)), start=Decimal(0)
    )


def enforce_caps(engine: Engine, clock: Clock) -> int:
    """Pause every running batch whose wave has spent its cap; how many were paused."""
    with reading(engine) as session:
        over = {batch.id: why for batch, wave in batch_rows.running(session) if (why := _reason(session, wave))}
    for batch_id, reason in over.items():
        with transaction(engine) as session:
            batch = batch_rows.locked(session, batch_id)
            if batch is not None and batch.state == BatchState.RUNNING:
                batches.pause_by_itself(session, batch, reason, clock.now())
    return len(over)


def _reason(session: Session, wave: Wave) -> str | None:
    cap = waves.rules_of(wave).spending_cap
    if cap is None or (so_far := spent(session, wave.id)) < cap:
        return None
    return f"the wave has spent {so_far:.2f} of the {cap:.2f} that it may"


def _amount(price: str) -> Decimal:
    try:
        return abs(Decimal(price))
    except InvalidOperation:
        return Decimal(0)
