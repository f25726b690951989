"""A batch pauses itself when the signals of its calls say so (`signals.py`).

Only staff let it go on (`batches.resume`); the counting begins anew then, or it would stop again at once.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from voicebot.fieldwork import batches, waves
from voicebot.fieldwork.signals import reason_to_pause
from voicebot.store import attempts as attempt_rows
from voicebot.store.states import BatchState
from voicebot.store.tables import Batch, Wave

_WATCHED = 1000
"""How many attempts are looked at: enough for every share, and late trouble is not drowned by a good start."""


def apply_brakes(session: Session, batch_id: str, at: datetime) -> str | None:
    """Pause a running batch if its latest settled attempts call for it; the reason, or None."""
    batch = session.get_one(Batch, batch_id)
    if batch.state != BatchState.RUNNING:
        return None
    rules = waves.rules_of(session.get_one(Wave, batch.wave_id)).brakes
    reason = reason_to_pause(rules, attempt_rows.latest_results(session, batch.id, batch.watched_from, _WATCHED))
    if reason is not None:
        batches.pause_by_itself(session, batch, reason, at)
    return reason
