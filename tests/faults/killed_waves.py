"""Waves whose processes are killed at random: nothing acknowledged is lost, nobody is rung twice, and they finish.

A class for each database inherits the tests, in a file of its own, so that they can run beside each other.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from sqlalchemy import URL, func, select

from tests.faults.killing import KilledProcesses, rounds
from tests.postgres import KillableServer
from tests.whole_wave import promises
from tests.whole_wave.promises import Promise
from tests.whole_wave.wave import RUNNING, Wave, call_wave
from voicebot.rehearsal import Habits
from voicebot.store.tables import Base

HABITS = Habits.read("willing", {"no_answer": 0.3, "opts_out_at_gate": 0.2, "goes_back": 0.3, "opts_out_later": 0.2})
PEOPLE_A_KILL, PEOPLE_AT_LEAST = 3, 10


# A connection to a server that was killed is left as it is, which psycopg warns of whenever it is collected.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
class KilledWaves:
    """What has to hold of waves that were called in spite of so many kills."""

    KIND: str
    """Which database."""

    @pytest.fixture(scope="class", params=list(enumerate(rounds())), ids=lambda given: f"wave{given[0]}")
    @classmethod
    def wave(cls, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wave]:
        """One of them."""
        nth, kills = request.param
        folder = tmp_path_factory.mktemp("killed")
        server = KillableServer() if cls.KIND == "postgresql" else None
        url = _shown(server.url) if server else f"sqlite:///{folder / 'voicebot.db'}"
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
    def test_a_wave_whose_processes_are_killed(self, wave: Wave, promise: Promise) -> None:
        promise(wave)

    @pytest.mark.slow
    def test_the_database_is_whole_afterwards(self, wave: Wave) -> None:
        (_check_sqlite if self.KIND == "sqlite" else _check_postgresql)(wave)


def _check_sqlite(wave: Wave) -> None:
    with closing(sqlite3.connect(str(wave.parts.engine.url.database))) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def _check_postgresql(wave: Wave) -> None:
    """Every page of every table is read, and every index agrees with it."""
    for table in Base.metadata.sorted_tables:
        with wave.parts.engine.connect() as connection:
            connection.exec_driver_sql(f"REINDEX TABLE {table.name}")
            rows = connection.scalar(select(func.count()).select_from(table))
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
            assert connection.scalar(select(func.count()).select_from(table)) == rows


def _shown(url: URL) -> str:
    return url.render_as_string(hide_password=False)
