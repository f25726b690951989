"""A wave against a telephone network that is played on this machine, from frame to the last call.

The network is a process of its own and knows nothing of us; here it is started, and the rehearsal's clock is moved on
whenever nothing is left to do before a later hour.
"""

import math
import os
import secrets
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from threading import Event
from typing import Any

import requests

from voicebot.clock import LONDON, SystemClock, in_london
from voicebot.commands.processes import telephone_network
from voicebot.composition import Parts, jump, make_dialler, wave_source
from voicebot.errors import Refused
from voicebot.fieldwork import batches, waves
from voicebot.fieldwork.batch_status import BatchStatus, status
from voicebot.fieldwork.dialler import Dialler
from voicebot.fieldwork.drawing import draw_for_wave
from voicebot.fieldwork.launching import launch_batch
from voicebot.fieldwork.pacing import PaceLimits
from voicebot.fieldwork.rules import WaveRules
from voicebot.sampling.draw import Design
from voicebot.sampling.example import write_example_frame
from voicebot.sampling.frame import read_frame
from voicebot.sampling.rules import EligibilityRules
from voicebot.settings import Settings, read_settings
from voicebot.store import attempts, trial_calls
from voicebot.store.engine import reading
from voicebot.store.states import BatchState

FLOW = "user-satisfaction"
WHO = "rehearsal"
UNHURRIED = PaceLimits(calls_per_second=math.inf, concurrent_calls=50)
"""As fast as the machine goes: the made-up network has no queue to spare."""
RULES = WaveRules(eligibility=EligibilityRules(fresh_days=60))
"""There is never a newer frame of made-up people, so that a batch which the brakes pause goes on however late it is."""
_CALLER_NUMBER = "+442079460000"  # Ofcom keeps it for drama
_TUESDAY = 1
_SECONDS_TO_ANSWER = 10
_BREATH = 0.0005
"""Real seconds that a round waits for each call in progress: the more have ended meanwhile, the less each costs."""
_LOOKING = 20
"""How much longer calling goes on than the look at it took that came before: of a large wave a look is dear."""
_PAUSE = 0.3
"""Real seconds between two looks for something to do."""

Watcher = Callable[[BatchStatus], None]


@dataclass(frozen=True, slots=True)
class Network:
    """A rehearsal's telephone network, by its address."""

    address: str

    def set_clock(self, instant: datetime) -> None:
        """Let the network show this time."""
        self._ask("/rehearsal/clock", {"now": instant.isoformat()})

    @property
    def is_idle(self) -> bool:
        """Whether no call is going on there and nothing is left to be told: what we have not heard by then is lost."""
        return bool(self.state()["idle"])

    def state(self) -> dict[str, Any]:
        """What went on in the network."""
        return self._ask("/rehearsal/state")

    def _ask(self, path: str, told: Mapping[str, str] | None = None) -> dict[str, Any]:
        method = "GET" if told is None else "POST"
        answer = requests.request(
            method, f"{self.address}{path}", json=None if told is None else dict(told), timeout=_SECONDS_TO_ANSWER
        )
        answer.raise_for_status()
        read: dict[str, Any] = answer.json()
        return read


def require_unused(parts: Parts) -> None:
    """Rehearse only where nobody has called yet: whoever was drawn before could not be drawn again.

    Raises:
        Refused: there are waves in the database.
    """
    with reading(parts.engine) as session:
        if waves.list_waves(session):
            raise Refused("there are waves in this database already: rehearse on an empty one")


def require_faultless(network: Network) -> None:
    """Hold the rehearsal to what the network saw of it.

    Raises:
        Refused: somebody was rung twice at once, or something we sent could not be used.
    """
    seen = network.state()
    if seen["rung_twice_at_once"]:
        raise Refused(f"{seen['rung_twice_at_once']} numbers were rung twice at once")
    if seen["errors"]:
        raise Refused(f"the telephone network could not use what it was sent (its error codes: {seen['errors']})")


@contextmanager
def on_this_machine(seed: int) -> Iterator[tuple[Settings, Network]]:
    """Start a network with made-up people and an account for it, and set this process and its children up to use it."""
    account = {
        "TWILIO_ACCOUNT_SID": f"AC{secrets.token_hex(16)}",
        "TWILIO_AUTH_TOKEN": secrets.token_hex(16),
        "TWILIO_CALLER_ID": _CALLER_NUMBER,
    }
    pace = ["--calls-per-second", "100000", "--concurrent-calls", "1000"]
    with telephone_network(["--seed", str(seed), *pace], account) as address:
        os.environ.update(account, TWILIO_API_BASE_URL=address)
        yield read_settings(), Network(address)


def next_tuesday() -> str:
    """A clock for VOICEBOT_CLOCK that begins at eleven in London on the next Tuesday, and only moves by jumps."""
    day = SystemClock().now().astimezone(LONDON) + timedelta(days=1)
    while day.weekday() != _TUESDAY:
        day += timedelta(days=1)
    begins = day.replace(hour=11, minute=0, second=0).astimezone(UTC)
    return f"{begins:%Y-%m-%dT%H:%M:%SZ} x0"


def call_a_wave(  # noqa: PLR0913 - one rehearsal
    parts: Parts,
    network: Network,
    *,
    people: int,
    seed: int,
    watch: Watcher,
    stop: Event | None = None,
    limits: PaceLimits = UNHURRIED,
    population: int | None = None,
    rules: WaveRules | None = None,
) -> str:
    """Draw a wave of made-up people and call it until nothing is left to do, or until `stop`; the wave's name.

    `watch` is told now and then how the batch stands. Several waves can be drawn from one `population`, of so many
    people, one after the other; else each has people of its own, who may share numbers with those of another.
    """
    wave = f"rehearsal-{seed}"
    waves.create_wave(parts.engine, parts.clock, parts.keys, name=wave, flow=FLOW, rules=rules or RULES, who=WHO)
    _draw(parts, wave, Design(people, str(seed)), population)
    batch = _launch(parts, wave)
    with make_dialler(parts, limits) as dialler:
        _call_until_done(parts, network, dialler, batch, watch, stop or Event())
    return wave


def _draw(parts: Parts, wave: str, design: Design, population: int | None) -> None:
    today = in_london(parts.clock.now()).date()
    with tempfile.TemporaryDirectory(prefix="frame-") as folder:
        frame = Path(folder, "incidents.csv")
        write_example_frame(frame, population or design.size, "" if population else design.seed, today)
        incidents = read_frame(str(frame))
    draw_for_wave(
        parts.engine,
        parts.clock,
        partial(wave_source, parts.settings),
        wave_name=wave,
        frame=incidents,
        design=design,
        vault=parts.vault,
        prints=parts.prints,
        who=WHO,
    )


def _launch(parts: Parts, wave: str) -> str:
    engine, clock = parts.engine, parts.clock
    batch = batches.create(engine, clock, wave_name=wave, size=None, who=WHO).id
    batches.approve(engine, clock, batch_id=batch, who=WHO)
    read_flow = partial(wave_source, parts.settings)
    launch_batch(engine, clock, read_flow, batch_id=batch, faults=parts.settings.launch_faults(), who=WHO)
    return batch


def call_until(parts: Parts, network: Network, stop: Event) -> None:
    """Call whatever is launched, with hours of waiting passed over, until told to stop."""
    network.set_clock(parts.clock.now())
    with make_dialler(parts, UNHURRIED) as dialler:
        while not stop.is_set():
            if not (_do_what_can_be_done(parts, network, dialler) or _pass_time(parts, network, dialler)):
                stop.wait(_PAUSE)


def _call_until_done(  # noqa: PLR0913 - one rehearsal
    parts: Parts, network: Network, dialler: Dialler, batch: str, watch: Watcher, stop: Event
) -> None:
    network.set_clock(parts.clock.now())
    look_at = 0.0
    while not stop.is_set():
        busy, began = _do_what_can_be_done(parts, network, dialler), time.monotonic()
        if busy and began < look_at:
            continue
        with reading(parts.engine) as session:
            now_at = status(session, batch)
        watch(now_at)
        look_at = began + _LOOKING * (time.monotonic() - began)
        if now_at.state == BatchState.PAUSED and not now_at.in_progress:
            batches.resume(parts.engine, parts.clock, batch_id=batch, who=WHO)
        elif not busy and not _pass_time(parts, network, dialler):
            return


def _do_what_can_be_done(parts: Parts, network: Network, dialler: Dialler) -> bool:
    """One round of the dialler; False if there was nothing to do and no call is in progress either."""
    idle, on_the_line = dialler.work().idle, _on_the_line(parts)
    time.sleep(_BREATH * on_the_line)
    return not idle or (on_the_line > 0 and not network.is_idle)


def _pass_time(parts: Parts, network: Network, dialler: Dialler) -> bool:
    """Let the clock jump to the next instant at which something can be done; False if there is none."""
    due = dialler.next_due()
    if due is None:
        return False
    jump(parts, due)
    network.set_clock(due)
    return True


def _on_the_line(parts: Parts) -> int:
    """How many calls are in progress, test calls among them."""
    with reading(parts.engine) as session:
        return attempts.count_on_their_way(session) + trial_calls.count_under_way(session)
