"""When the contacts of a wave are destroyed by themselves, and seeing to it; how is `destroying.py`'s."""

from datetime import date, timedelta

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from voicebot.clock import Clock, in_london
from voicebot.errors import VoicebotError
from voicebot.fieldwork import batches, waves
from voicebot.fieldwork.destroying import destroy_wave
from voicebot.logs import log_for
from voicebot.privacy import audit
from voicebot.privacy.keystore import KeyStore
from voicebot.store import attempts as attempt_rows
from voicebot.store import batches as batch_rows
from voicebot.store import destruction as rows
from voicebot.store import waves as wave_rows
from voicebot.store.engine import reading
from voicebot.store.states import IN_WORK, WaveState
from voicebot.store.tables import Wave

_log = log_for(__name__)


def destruction_date(session: Session, wave: Wave) -> date | None:
    """The day on which the contacts of a wave are destroyed by themselves; None while there is nothing to destroy.

    It is counted from the last day of calling, or else from the last call or draw.
    """
    rules, active_at = waves.rules_of(wave), rows.last_activity(session, wave.id)
    if active_at is None or wave.state == WaveState.DESTROYED:
        return None
    last_day = rules.calling.last_day or in_london(active_at).date()
    return last_day + timedelta(days=rules.retention.contact_days)


def destroy_due(engine: Engine, clock: Clock, keys: KeyStore) -> int:
    """Destroy the waves whose retention is over, and finish destructions that were cut off; how many.

    It writes the database's files anew, so it waits for a moment in which no call is in progress. A frozen wave waits
    until somebody unfreezes it.
    """
    with reading(engine) as session:
        if attempt_rows.count_on_their_way(session):
            return 0
        today = in_london(clock.now()).date()
        due = [wave.name for wave in wave_rows.open_ones(session) if _is_due(session, wave, today)]
        cut_off = [wave.name for wave in rows.unsigned(session)]
    return sum(_is_destroyed(engine, clock, keys, name) for name in (*due, *cut_off))


def _is_due(session: Session, wave: Wave, today: date) -> bool:
    on = destruction_date(session, wave)
    return on is not None and on <= today


def _is_destroyed(engine: Engine, clock: Clock, keys: KeyStore, name: str) -> bool:
    """Destroy one; if that can't be done now, it doesn't hold up the others."""
    try:
        _stop_batches(engine, clock, name)
        destroy_wave(engine, clock, keys, name=name, who=audit.SYSTEM)
    except VoicebotError as fault:
        _log.error("a wave whose retention is over could not be destroyed", exc_info=fault)
        return False
    return True


def _stop_batches(engine: Engine, clock: Clock, name: str) -> None:
    """A batch that somebody left paused does not keep contacts beyond their day."""
    with reading(engine) as session:
        of_wave = batch_rows.of_wave(session, waves.find_wave(session, name).id)
        going = [batch.id for batch in of_wave if batch.state in IN_WORK]
    for batch_id in going:
        reason = "its contacts are destroyed today"
        batches.stop(engine, clock, batch_id=batch_id, who=audit.SYSTEM, reason=reason)
