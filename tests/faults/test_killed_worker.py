"""A worker of the web server is killed in the middle of calls: what the provider sees, what becomes of the turns."""

import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import requests
from sqlalchemy import select

from benchmarks.calls_in_progress import begin_calls
from tests.faults.killing import KILLS
from tests.whole_wave.processes import WebServer
from tests.whole_wave.wave import environment_for, settings_from
from voicebot.composition import Parts, put_together
from voicebot.store.engine import reading
from voicebot.store.tables import Turn
from voicebot.telephony.signature import sign

LANES, CALLS = 4, 60
KEYS = "11122222"
"""Both gates, agreement, the core questions."""
_SECONDS, _BETWEEN_TRIES = 15, 0.02
"""So long somebody waits for an answer; whoever stands between asks again meanwhile."""
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(KILLS < 50, reason="takes real seconds, and a machine that has time: see `make faults`"),
]


@dataclass
class Provider:
    """Asks as the telephony provider and a proxy do: a turn that was broken off is asked again."""

    url: str
    token: str
    seen: Counter[str] = field(default_factory=Counter)

    def converse(self, call: str) -> int:
        """Press every key of a call; how many were acknowledged."""
        with requests.Session() as session:
            return sum(self._presses(session, call, turn, key) for turn, key in enumerate(KEYS, start=1))

    def _presses(self, session: requests.Session, call: str, turn: int, key: str) -> bool:
        url = f"{self.url}/voice/calls/{call}/turns/{turn}"
        form = {"CallSid": f"CA{call}", "Digits": key}
        headers, until = {"X-Twilio-Signature": sign(self.token, url, form)}, time.monotonic() + _SECONDS
        while time.monotonic() < until:
            try:
                self.seen[str(session.post(url, form, headers=headers, timeout=_SECONDS).status_code)] += 1
            except requests.ConnectionError:
                self.seen["broken off"] += 1
                time.sleep(_BETWEEN_TRIES)
            else:
                return True
        return False


@pytest.fixture
def running(tmp_path: Path) -> Iterator[tuple[WebServer, Parts]]:
    environment = environment_for(f"sqlite:///{tmp_path / 'voicebot.db'}", tmp_path, "http://127.0.0.1:1")
    parts = put_together(settings_from(environment), set_up=True)
    with WebServer(environment, tmp_path / "web.log") as server:
        yield server, parts
    parts.engine.dispose()


def test_a_worker_that_is_killed_comes_back_and_the_turns_in_flight_are_taken_once(
    running: tuple[WebServer, Parts],
) -> None:
    server, parts = running
    calls = begin_calls(parts, CALLS)
    token = parts.settings.webhook_tokens[0]
    provider = Provider(parts.settings.public_url, token)
    with ThreadPoolExecutor(LANES) as lanes:
        conversations = [lanes.submit(provider.converse, call) for call in calls]
        while sum(conversation.done() for conversation in conversations) < CALLS // 3:
            time.sleep(0.002)
        killed = server.kill_a_worker()
        acknowledged = [conversation.result() for conversation in conversations]
    assert set(provider.seen) == {"200", "broken off"}
    assert acknowledged == [len(KEYS)] * CALLS
    with reading(parts.engine) as session:
        turns = Counter(session.scalars(select(Turn.attempt_id)))
    assert set(turns.values()) == {len(KEYS) + 1}, "a turn was lost, or taken twice"
    assert killed not in server.workers()
    assert server.hang_up() == 0
