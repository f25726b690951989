"""How a batch is getting on, minute by minute, and what it will still take; counts only, no person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from voicebot.fieldwork import waves
from voicebot.fieldwork.batch_status import BatchStatus, status
from voicebot.fieldwork.forecast import Experience, Forecast, forecast
from voicebot.fieldwork.pacing import PaceLimits
from voicebot.outcomes import INTERVIEWS, OPT_OUTS, Result
from voicebot.store import watching as rows
from voicebot.store.states import CaseState
from voicebot.store.tables import Wave

_RATE_OVER = timedelta(minutes=5)
_ERRORS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Watch:
    """A batch as it is watched. `per_minute` is over the last five minutes; `to_come` is about the cases still open.

    `second_person`: whoever made the batch can't approve it.
    """

    status: BatchStatus
    at: datetime
    per_minute: float
    interviews: int
    opt_outs: int
    errors: Sequence[tuple[datetime, str]]
    to_come: Forecast
    second_person: bool

    @property
    def worked(self) -> int:
        """Cases that are closed."""
        return self.status.cases.get(CaseState.CLOSED, 0)


def watch(session: Session, batch_id: str, now: datetime, limits: PaceLimits) -> Watch:
    """How the batch is getting on.

    Raises:
        NotFound: there is no such batch.
    """
    found = status(session, batch_id)
    wave = waves.find_wave(session, found.wave)
    return Watch(
        status=found,
        at=now,
        per_minute=rows.claimed_since(session, batch_id, now - _RATE_OVER) / (_RATE_OVER / timedelta(minutes=1)),
        interviews=_sum(found.results, INTERVIEWS),
        opt_outs=_sum(found.results, OPT_OUTS),
        errors=rows.latest_errors(session, batch_id, _ERRORS_SHOWN),
        to_come=forecast_for(session, wave, _open_cases(found), now, limits),
        second_person=waves.rules_of(wave).second_person,
    )


def forecast_for(session: Session, wave: Wave, cases: int, now: datetime, limits: PaceLimits) -> Forecast:
    """What so many cases of the wave will take from now on, by its rules and its experience."""
    rules, worked = waves.rules_of(wave), rows.worked(session, wave.id)
    return forecast(
        cases,
        rules=rules.calling,
        planning=rules.planning,
        experience=Experience(worked.cases, worked.calls, worked.interviews, worked.seconds / 60),
        calls_per_second=limits.calls_per_second,
        concurrent_calls=limits.concurrent_calls,
        now=now,
    )


def _open_cases(found: BatchStatus) -> int:
    return sum(cases for state, cases in found.cases.items() if state is not CaseState.CLOSED)


def _sum(results: Mapping[Result, int], wanted: Sequence[Result]) -> int:
    return sum(results.get(one, 0) for one in wanted)
