"""The day sheet: what was done on one day in London, and what the next shift has to know. Counts, no person."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from sqlalchemy.orm import Session

from voicebot.clock import LONDON, in_london
from voicebot.fieldwork import spending, waves
from voicebot.outcomes import INTERVIEWS, Result
from voicebot.privacy import audit
from voicebot.store import days as rows
from voicebot.store import waves as wave_rows
from voicebot.store.states import BatchState
from voicebot.store.tables import AuditEntry

_PAUSED, _OPTED_OUT, _UNDONE = "batch_paused", "opt_out", "opt_out_undone"


@dataclass(frozen=True, slots=True)
class Spent:
    """What the calls of an open wave have cost so far, of what they may."""

    wave: str
    spent: Decimal
    cap: Decimal | None


@dataclass(frozen=True, slots=True)
class BatchInWork:
    """A batch that runs, or is paused for a reason."""

    id: str
    wave: str
    state: BatchState
    reason: str | None


@dataclass(frozen=True, slots=True)
class RangUs:
    """Interviews that were begun by people who rang us. They are none of the calls that we made."""

    calls: int
    results: Mapping[Result, int]
    unsettled: int
    interviews: int


@dataclass(frozen=True, slots=True)
class Day:
    """One day. `calls` to `interviews` are of the calls that we made.

    `brakes`: when a batch paused itself, and why; `uncertain`: calls that may have been placed.
    """

    date: date
    calls: int
    answered: int
    results: Mapping[Result, int]
    unsettled: int
    interviews: int
    rang_us: RangUs
    opt_outs: int
    brakes: Sequence[tuple[datetime, str]]
    uncertain: Sequence[tuple[str, datetime]]
    appointments: Sequence[datetime]
    appointments_next_day: Sequence[datetime]
    spending: Sequence[Spent]
    batches: Sequence[BatchInWork]


def day(session: Session, on: date) -> Day:
    """The sheet of that day, as clocks in London count it."""
    begin, end, after = (midnight(on + timedelta(days=ahead)) for ahead in range(3))
    results, unsettled = _ended(rows.results_between(session, begin, end, inbound=False))
    noted = rows.actions_between(session, begin, end, (_PAUSED, _OPTED_OUT, _UNDONE))
    return Day(
        date=on,
        calls=unsettled + sum(results.values()),
        answered=rows.answered_between(session, begin, end),
        results=results,
        unsettled=unsettled,
        interviews=_interviews(results),
        rang_us=_rang_us(session, begin, end),
        opt_outs=_count(noted, _OPTED_OUT) - _count(noted, _UNDONE),
        brakes=[(one.at, _reason(one)) for one in noted if one.action == _PAUSED and one.who == audit.SYSTEM],
        uncertain=rows.uncertain(session),
        appointments=rows.appointments_between(session, begin, end),
        appointments_next_day=rows.appointments_between(session, end, after),
        spending=[
            Spent(wave.name, spending.spent(session, wave.id), waves.rules_of(wave).spending_cap)
            for wave in wave_rows.open_ones(session)
        ],
        batches=[
            BatchInWork(batch.id, wave.name, BatchState(batch.state), batch.reason)
            for batch, wave in rows.batches_in_work(session)
        ],
    )


def today(now: datetime) -> date:
    """The day that it is in London."""
    return in_london(now).date()


def _rang_us(session: Session, begin: datetime, end: datetime) -> RangUs:
    results, unsettled = _ended(rows.results_between(session, begin, end, inbound=True))
    return RangUs(unsettled + sum(results.values()), results, unsettled, _interviews(results))


def _ended(counted: Mapping[Result | None, int]) -> tuple[Mapping[Result, int], int]:
    """How calls ended, and how many of them are not settled."""
    return {result: count for result, count in counted.items() if result is not None}, counted.get(None, 0)


def _interviews(results: Mapping[Result, int]) -> int:
    return sum(results.get(result, 0) for result in INTERVIEWS)


def midnight(on: date) -> datetime:
    """The instant at which that day begins in London."""
    return datetime.combine(on, time(), tzinfo=LONDON)


def _count(noted: Sequence[AuditEntry], action: str) -> int:
    return sum(one.action == action for one in noted)


def _reason(entry: AuditEntry) -> str:
    return str(json.loads(entry.details).get("reason", ""))
