"""The tallies of a questionnaire's prompts, added to call by call."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from voicebot.store.tables import QuestionTally
from voicebot.store.upserting import insert_of

_KEY = ("wave_id", "version", "step")


def add(session: Session, wave_id: str, version: str, counts: Mapping[str, Mapping[str, int]]) -> None:
    """Add the counts of one call, by step; always in the order of the steps, so that two calls never deadlock."""
    if not counts:
        return
    upsert = insert_of(session)
    statement = upsert(QuestionTally)
    columns = QuestionTally.__table__.columns
    added = {column.name: column + statement.excluded[column.name] for column in columns if column.name not in _KEY}
    rows = [{"wave_id": wave_id, "version": version, "step": step, **of} for step, of in sorted(counts.items())]
    session.execute(statement.on_conflict_do_update(index_elements=_KEY, set_=added), rows)
