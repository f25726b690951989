"""Why somebody was called: the draw, the rules passed, who let it happen, and each call. Never what was answered."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from voicebot.clock import Clock
from voicebot.fieldwork import finding
from voicebot.fieldwork.attempts import result_of
from voicebot.outcomes import Result
from voicebot.privacy import audit, exclusion
from voicebot.store import attempts as attempt_rows
from voicebot.store import contacts
from voicebot.store.engine import transaction
from voicebot.store.states import CaseState
from voicebot.store.tables import Attempt, Batch, Case, Sample, Wave


@dataclass(frozen=True, slots=True)
class CallMade:
    """One call, by when it was placed. `result` is None while it is not settled."""

    ordinal: int
    placed_at: datetime
    rang: bool
    result: Result | None
    seconds: int | None


@dataclass(frozen=True, slots=True)
class Why:
    """The answer for one case.

    `rules_passed` names every rule of the draw, in order, that might have left it out; `held`: a complaint is open.
    """

    case_id: str
    wave: str
    drawn_at: datetime
    reference_date: date
    seed: str
    frame_digest: str
    rules_digest: str
    rules_passed: Sequence[str]
    area: str
    victim_group: str
    probability: float
    multiplicity: int
    batch_id: str | None
    made_by: str | None
    approved_by: str | None
    launched_by: str | None
    state: CaseState
    closed_for: Result | None
    appointment_at: datetime | None
    held: bool
    on_exclusion_list: bool
    calls: Sequence[CallMade]


def why(engine: Engine, clock: Clock, *, case_id: str, who: str) -> Why:
    """Say why a case was called; the question itself is kept in the audit trail.

    Raises:
        NotFound: there is no such case.
    """
    with transaction(engine) as session:
        case = finding.require_case(session, case_id)
        audit.append(session, at=clock.now(), who=who, action="case_explained", subject=case_id)
        return _explain(session, case)


def _explain(session: Session, case: Case) -> Why:
    sample = session.get_one(Sample, case.sample_id)
    batch = None if case.batch_id is None else session.get_one(Batch, case.batch_id)
    return Why(
        case_id=case.id,
        wave=session.get_one(Wave, case.wave_id).name,
        drawn_at=sample.drawn_at,
        reference_date=sample.reference_date,
        seed=sample.seed,
        frame_digest=sample.frame_digest,
        rules_digest=sample.rules_digest,
        rules_passed=list(json.loads(sample.waterfall)),
        area=case.area,
        victim_group=case.victim_group,
        probability=case.probability,
        multiplicity=case.multiplicity,
        batch_id=case.batch_id,
        made_by=None if batch is None else batch.created_by,
        approved_by=None if batch is None else batch.approved_by,
        launched_by=None if batch is None else batch.launched_by,
        state=CaseState(case.state),
        closed_for=None if case.closed_for is None else Result(case.closed_for),
        appointment_at=case.appointment_at,
        held=case.held,
        on_exclusion_list=bool(exclusion.excluded(session, contacts.prints_of_case(session, case.id))),
        calls=[_call(attempt) for attempt in attempt_rows.of_case(session, case.id)],
    )


def _call(attempt: Attempt) -> CallMade:
    return CallMade(attempt.ordinal, attempt.claimed_at, attempt.rang, result_of(attempt), attempt.seconds)
