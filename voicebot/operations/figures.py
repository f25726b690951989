"""What the database says about the whole system, as figures for Prometheus; read anew whenever they are asked for."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from prometheus_client import CollectorRegistry, Metric, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from voicebot.clock import Clock
from voicebot.errors import Busy
from voicebot.fieldwork import hours, waves
from voicebot.privacy import exclusion
from voicebot.store import batches as batch_rows
from voicebot.store import cases as case_rows
from voicebot.store import figures as rows
from voicebot.store.engine import reading


class DatabaseFigures(Collector):
    """The figures of one database."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine, self._clock = engine, clock

    def told(self) -> bytes:
        """These figures in Prometheus's text format."""
        registry = CollectorRegistry(auto_describe=False)
        registry.register(self)
        return generate_latest(registry)

    def describe(self) -> Iterable[Metric]:
        """Nothing, so that registering asks the database for nothing."""
        return ()

    def collect(self) -> Iterable[Metric]:
        """All figures, of one moment; only that it does not answer where the database does not."""
        try:
            with reading(self._engine) as session:
                found = list(_figures(session, self._clock.now()))
        except Busy:
            found = []
        yield GaugeMetricFamily("voicebot_database_up", "Whether the database answers.", value=float(bool(found)))
        yield from found


def _figures(session: Session, now: datetime) -> Iterator[Metric]:
    yield _counted("attempts", "Calls by how they ended.", "result", rows.attempts_by_result(session))
    yield _shown("attempts_open", "Calls that are not settled, by state.", "state", rows.open_attempts(session))
    yield _shown("batches", "Batches by state.", "state", rows.batches_by_state(session))
    yield _gauge("answers", "Answers that are kept.", rows.count_answers(session))
    yield _gauge("exclusion_list", "Numbers on the exclusion list.", exclusion.count(session))
    yield _gauge(
        "exclusion_hits",
        "People left alone since a number of theirs is on the list.",
        rows.count_excluded_cases(session),
    )
    yield _gauge(
        "errands_failing",
        "Errands that the provider was asked for in vain so far.",
        rows.count_failing_errands(session),
    )
    yield _gauge(
        "claim_lag_seconds", "How long the longest due call has been due, within calling hours.", _lag(session, now)
    )
    claimed_at = rows.last_claim(session)
    if claimed_at is not None:
        yield _gauge("last_claim_seconds", "How long ago a call was last claimed.", (now - claimed_at).total_seconds())


def _lag(session: Session, now: datetime) -> float:
    """Seconds; 0 where nothing is due, and outside the hours in which anybody may be called."""
    due = [
        case_rows.first_due(session, batch.id)
        for batch, wave in batch_rows.running(session)
        if hours.is_open(waves.rules_of(wave).calling, now)
    ]
    return max(((now - at).total_seconds() for at in due if at is not None and at <= now), default=0.0)


def _gauge(name: str, says: str, value: float) -> Metric:
    return GaugeMetricFamily(f"voicebot_{name}", says, value=value)


def _shown(name: str, says: str, label: str, values: Mapping[str, int]) -> Metric:
    return _labelled(GaugeMetricFamily(f"voicebot_{name}", says, labels=[label]), values)


def _counted(name: str, says: str, label: str, values: Mapping[str, int]) -> Metric:
    return _labelled(CounterMetricFamily(f"voicebot_{name}", says, labels=[label]), values)


def _labelled(family: GaugeMetricFamily | CounterMetricFamily, values: Mapping[str, int]) -> Metric:
    for word, value in sorted(values.items()):
        family.add_metric([word], value)
    return family
