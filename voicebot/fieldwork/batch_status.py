"""How a batch is getting on, for staff: states, counts and results, no person."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from voicebot.errors import BadInput, NotFound
from voicebot.outcomes import Result
from voicebot.store import attempts as attempt_rows
from voicebot.store import batches as batch_rows
from voicebot.store import cases as case_rows
from voicebot.store.states import BatchState, CaseState
from voicebot.store.tables import Batch, Wave

_SHORTEST_BEGINNING = 4


@dataclass(frozen=True, slots=True)
class BatchStatus:
    """A batch as it stands. `next_due`: when the first of its waiting cases is due; opening hours come on top."""

    id: str
    wave: str
    state: BatchState
    reason: str | None
    created_by: str
    approved_by: str | None
    launched_by: str | None
    launched_at: datetime | None
    review_after: int | None
    cases: Mapping[CaseState, int]
    attempts: int
    in_progress: int
    results: Mapping[Result, int]
    next_due: datetime | None


def status(session: Session, batch_id: str) -> BatchStatus:
    """How the batch stands.

    Raises:
        NotFound: there is no such batch.
    """
    batch = session.get(Batch, batch_id)
    if batch is None:
        raise NotFound("there is no batch of that id: see `wave show`")
    return BatchStatus(
        id=batch.id,
        wave=session.get_one(Wave, batch.wave_id).name,
        state=BatchState(batch.state),
        reason=batch.reason,
        created_by=batch.created_by,
        approved_by=batch.approved_by,
        launched_by=batch.launched_by,
        launched_at=batch.launched_at,
        review_after=batch.review_after,
        cases=case_rows.states_in_batch(session, batch.id),
        attempts=attempt_rows.count_in_batch(session, batch.id),
        in_progress=attempt_rows.count_in_progress(session, batch.id),
        results=attempt_rows.results_in(session, batch.id),
        next_due=case_rows.first_due(session, batch.id),
    )


def find_batch_id(session: Session, beginning: str) -> str:
    """The whole id of the only batch whose id begins so.

    Raises:
        BadInput: that is too short, or several batches have such an id.
        NotFound: there is no such batch.
    """
    if len(beginning) < _SHORTEST_BEGINNING:
        raise BadInput(f"give at least the first {_SHORTEST_BEGINNING} letters of the batch's id")
    found = batch_rows.ids_beginning_with(session, beginning, at_most=2)
    if not found:
        raise NotFound("there is no batch of that id: see `wave show`")
    if len(found) > 1:
        raise BadInput("several batches have an id that begins so: give more of it")
    return found[0]
