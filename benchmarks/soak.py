"""Wave after wave at half capacity, over a network with faults: nothing fails, nothing is lost, memory stays flat.

    SOAK_MINUTES=30 python -m benchmarks.soak

One web server and one dialler on SQLite take all of them, at half of the calls at once that a rehearsal has. Exits with
1 if the provider saw a failure of ours, if an answer is not kept as it was pressed, or if memory grew by 5 % or more.
"""

import math
import os
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from tests.whole_wave import promises
from tests.whole_wave.test_faults import FAULTS
from tests.whole_wave.wave import Office, Wave, call_wave
from voicebot.commands import rehearsal
from voicebot.fieldwork.pacing import PaceLimits

_PEOPLE = 100
_HALF = PaceLimits(calls_per_second=math.inf, concurrent_calls=rehearsal.UNHURRIED.concurrent_calls // 2)
_GROWTH_AT_MOST = 0.05
_PROMISES = (
    promises.has_nothing_left_to_do,
    promises.kept_what_was_pressed_and_nothing_else,
    promises.used_the_network_without_a_fault,
)


@dataclass
class Soak:
    """Calls waves until the time is over. `memory`: what the web server held after each of them, in MB."""

    seconds: float
    memory: list[float] = field(default_factory=list)

    def __call__(self, office: Office) -> str:
        """Call at least two waves; the name of the last."""
        until = time.monotonic() + self.seconds
        name = ""
        while time.monotonic() < until or len(self.memory) < 2:
            seed = office.seed + len(self.memory)
            name = rehearsal.call_a_wave(
                office.parts, office.network, people=_PEOPLE, seed=seed, watch=lambda _: None, limits=_HALF
            )
            self.memory.append(office.server.memory())
            print(f"wave {len(self.memory)}: web server {self.memory[-1]:.1f} MB", flush=True)
        return name

    @property
    def growth(self) -> float:
        """From the middle of the time, when all that is kept for good has been filled, to its end."""
        return self.memory[-1] / self.memory[len(self.memory) // 2] - 1


def _broken(wave: Wave) -> list[str]:
    broken = []
    for promise in _PROMISES:
        try:
            promise(wave)
        except AssertionError:
            broken.append(promises.name(promise))
    return broken


def main(minutes: float) -> int:
    """Soak, then look at both sides of it; 0 if all is well."""
    soak = Soak(minutes * 60)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        wave = call_wave(f"sqlite:///{folder}/data/voicebot.db", folder, seed=1, faults=FAULTS, caller=soak)
        broken = _broken(wave)
        wave.parts.engine.dispose()
    print(f"{len(soak.memory)} waves, {len(wave.calls)} calls, {sum(len(call.pressed) for call in wave.calls)} keys")
    print(f"failures of ours that the provider saw: {len(wave.errors)}; promises broken: {', '.join(broken) or 'none'}")
    print(f"memory of the web server since the middle: {soak.growth:+.1%}")
    return int(bool(wave.errors or broken or soak.growth >= _GROWTH_AT_MOST))


if __name__ == "__main__":
    sys.exit(main(float(os.environ.get("SOAK_MINUTES", "30"))))
