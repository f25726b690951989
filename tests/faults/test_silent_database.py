"""PostgreSQL falls silent in the middle of a call: its connections stand, and nothing comes back through them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

import pytest
from sqlalchemy import Engine

from tests.calls.line import Line
from tests.calls.survey import Survey
from tests.faults.relay import Relay, relayed
from tests.logged import logged
from voicebot.app import make_application
from voicebot.privacy.keystore import KeyStore
from voicebot.store import engine as engines
from voicebot.store import locks, outage
from voicebot.store.engine import make_engine
from voicebot.store.outage import Outage
from voicebot.store.patience import PatientConnection


@dataclass
class Behind:
    """A database that is reached through a relay, by somebody who waits a moment only."""

    relay: Relay
    engine: Engine
    now: list[float]

    def pass_(self, seconds: float) -> None:
        """What is real time for them passes."""
        self.now[0] += seconds


@pytest.fixture
def behind(postgresql_engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Iterator[Behind]:
    monkeypatch.setattr(PatientConnection, "patience", 0.2)
    monkeypatch.setattr(locks, "SECONDS", 2)
    monkeypatch.setattr(outage, "_LONG", 0)
    with relayed(postgresql_engine.url) as (relay, url), logged():
        now = [0.0]
        monkeypatch.setattr(engines, "Outage", partial(Outage, real=lambda: now[0]))
        engine = make_engine(url)
        yield Behind(relay, engine, now)
        engine.dispose()


def test_callers_hear_a_goodbye_or_go_on_where_they_were_and_nobody_queues(
    postgresql_engine: Engine, keys: KeyStore, behind: Behind
) -> None:
    survey = Survey(postgresql_engine, keys)
    web_server = make_application(replace(survey.parts, engine=behind.engine)).test_client()
    one, other = (Line(web_server, survey.rings(survey.person()).call).agrees() for _ in range(2))
    connections = behind.relay.connections

    with behind.relay.silent():
        assert one.sends(one.action, Digits="2").status_code == 503
        assert other.sends(other.action, Digits="2").status_code == 503
        one.goes_to(f"{one.url}/fallback", ErrorUrl=f"{one.url}/turns/4?again=2").is_over()
        one.hears("something has gone wrong at our end")
    assert behind.relay.connections == connections, "somebody waited though it was known to be in vain"

    behind.pass_(1)
    other.presses("2").hears("what the police did")
    one.takes_turn(4, "2").hears("what the police did")  # it may have been kept before the silence, or only now
    assert len(survey.turns(one)) == len(survey.turns(other)) == 5
