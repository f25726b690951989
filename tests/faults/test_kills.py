"""Waves whose processes are killed at random: nothing acknowledged is lost, nobody is rung twice, and they finish."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from sqlalchemy import func, select

from tests.faults.killing import KilledProcesses, rounds
from tests.postgres import KillableServer
from tests.whole_wave import promises
from tests.whole_wave.promises import Promise
from tests.whole_wave.wave import RUNNING, Wave, call_wave
from voicebot.rehearsal import Habits
from voicebot.store.tables import Base

HABITS = Habits.read("willing", {"no_answer": 0.3, "opts_out_at_gate": 0.2, "goes_back": 0.3, "opts_out_later": 0.2})
PEOPLE_A_KILL, PEOPLE_AT_LEAST = 3, 10
KINDS = [pytest.param(kind, marks=pytest.mark.xdist_group(kind)) for kind in ("sqlite", "postgresql")]
"""One worker each, where there are several."""


@pytest.fixture(scope="module", params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    """Which database."""
    found: str = request.param
    return found


@pytest.fixture(scope="module", params=list(enumerate(rounds())), ids=lambda given: f"wave{given[0]}")
def wave(request: pytest.FixtureRequest, kind: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wave]:
    """A wave that was called in spite of so many kills."""
    nth, kills = request.param
    folder = tmp_path_factory.mktemp("killed")
    server = KillableServer() if kind == "postgresql" else None
    url = f"sqlite:///{folder / 'voicebot.db'}" if server is None else server.url.render_as_string(hide_password=False)
    killer = KilledProcesses(kills, seed=nth, database=server)
    people = max(PEOPLE_AT_LEAST, PEOPLE_A_KILL * kills)
    wave = call_wave(url, folder, seed=100 + nth, people=people, habits=HABITS, clock=RUNNING, caller=killer)
    assert killer.kills == kills
    yield wave
    wave.parts.engine.dispose()
    if server is not None:
        server.end()


@pytest.mark.slow
@pytest.mark.parametrize("promise", promises.ALWAYS, ids=promises.name)
def test_a_wave_whose_processes_are_killed(wave: Wave, promise: Promise) -> None:
    promise(wave)


@pytest.mark.slow
def test_the_database_is_whole_afterwards(wave: Wave) -> None:
    path = wave.parts.engine.url.database
    if wave.parts.engine.dialect.name == "sqlite":
        with closing(sqlite3.connect(str(path))) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return
    for table in Base.metadata.sorted_tables:  # every page of every table is read, and every index agrees with it
        with wave.parts.engine.connect() as connection:
            connection.exec_driver_sql(f"REINDEX TABLE {table.name}")
            rows = connection.scalar(select(func.count()).select_from(table))
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
            assert connection.scalar(select(func.count()).select_from(table)) == rows
