"""Two diallers, each a process of its own, on one PostgreSQL: every call once, and together at the pace of one."""

import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import URL, func, select

from tests import postgres
from tests.faults.killing import KILLS
from tests.whole_wave.processes import Process
from tests.whole_wave.wave import Office, Wave, call_wave, launched
from voicebot.composition import Parts
from voicebot.rehearsal import Habits
from voicebot.store.engine import reading
from voicebot.store.tables import Attempt

PACE, PEOPLE = 20, 120
REAL_TIME = "2026-09-08T10:00:00Z x1"
_SECONDS_AT_MOST = 60
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(KILLS < 50, reason="takes real seconds, and a machine that has time: see `make faults`"),
]


def _placed(parts: Parts) -> int:
    with reading(parts.engine) as session:
        return session.scalar(select(func.count()).select_from(Attempt)) or 0


def _by_two_diallers(office: Office) -> str:
    """Everybody is called once, in real time; nothing more is due on that day."""
    name = launched(office)
    until = time.monotonic() + _SECONDS_AT_MOST
    logs = [office.folder / f"dial-{nth}.log" for nth in (1, 2)]
    with Process("dial", office.environment, logs[0]), Process("dial", office.environment, logs[1]):
        while _placed(office.parts) < PEOPLE:
            assert time.monotonic() < until, "not everybody was called"
            time.sleep(0.05)
    return name


@pytest.fixture(scope="module")
def wave(_postgres_server: URL, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wave]:
    url = postgres.make_database(_postgres_server, f"pace_{uuid.uuid4().hex}").render_as_string(hide_password=False)
    folder: Path = tmp_path_factory.mktemp("pace")
    habits = Habits.read("typical", {})
    wave = call_wave(url, folder, seed=5, people=PEOPLE, habits=habits, clock=REAL_TIME, caller=_by_two_diallers)
    yield wave
    wave.parts.engine.dispose()


def test_two_diallers_place_every_call_once(wave: Wave) -> None:
    attempts = wave.rows(Attempt)
    assert len({attempt.case_id for attempt in attempts}) == len(attempts) == PEOPLE
    assert wave.state["rung_twice_at_once"] == 0


def test_two_diallers_keep_the_shared_pace(wave: Wave) -> None:
    """Both began a moment apart; from then on the calls of both together come at the pace of the settings."""
    claimed = sorted(attempt.claimed_at for attempt in wave.rows(Attempt))[20:]
    pace = (len(claimed) - 1) / (claimed[-1] - claimed[0]).total_seconds()
    assert pace == pytest.approx(PACE, rel=0.05)
