"""Wave after wave at half capacity, over a network with faults: nothing fails, nothing is lost, memory stays flat.

    SOAK_MINUTES=30 python -m benchmarks.soak

One web server and one dialler on SQLite take all of them, at half of the calls at once that a rehearsal has. It ends by
itself, at the latest five minutes after its time, and exits with 1 if any row of its table is over its limit.
"""

import math
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import mean
from threading import Event, Timer

from tests.whole_wave import promises
from tests.whole_wave.test_faults import FAULTS
from tests.whole_wave.wave import Office, Wave, call_wave
from voicebot.commands import rehearsal
from voicebot.fieldwork.pacing import PaceLimits
from voicebot.fieldwork.rules import Retention

_PEOPLE, _POPULATION = 100, 20_000
"""Nobody is drawn twice in a year, so that each wave takes others of them."""
_HALF = PaceLimits(calls_per_second=math.inf, concurrent_calls=rehearsal.UNHURRIED.concurrent_calls // 2)
_RULES = rehearsal.RULES.model_copy(update={"retention": Retention(contact_days=10_000)})
"""The waves take years of rehearsed time, and who was called has to be known at the end."""
_SECONDS_MORE = 300
_WAVES_TO_JUDGE = 12
"""Fewer say nothing about growth: the first ones fill what is kept for good, and each differs by some per cent."""
_KEPT = (promises.has_nothing_left_to_do, promises.kept_what_was_pressed_and_nothing_else)


@dataclass
class Soak:
    """Calls waves until the time is over. `memory`: what the web server held after each of them, in MB."""

    seconds: float
    memory: list[float] = field(default_factory=list)
    stop: Event = field(default_factory=Event)

    def __call__(self, office: Office) -> str:
        """Call at least two waves; the name of the last."""
        until, name = time.monotonic() + self.seconds, ""
        too_long = Timer(self.seconds + _SECONDS_MORE, self.stop.set)
        too_long.start()
        while not self.stop.is_set() and (time.monotonic() < until or len(self.memory) < 2):
            name = self._call_a_wave(office)
        too_long.cancel()
        return name

    def _call_a_wave(self, office: Office) -> str:
        seed = office.seed + len(self.memory)
        name = rehearsal.call_a_wave(
            office.parts,
            office.network,
            people=_PEOPLE,
            seed=seed,
            watch=lambda _: None,
            stop=self.stop,
            limits=_HALF,
            population=_POPULATION,
            rules=_RULES,
        )
        self.memory.append(office.server.memory())
        print(f"wave {len(self.memory)}: web server {self.memory[-1]:.1f} MB", flush=True)
        return name


@dataclass(frozen=True)
class Row:
    """A row of the table. Without a limit it is told only; `unit` stands behind both."""

    what: str
    found: float
    limit: float | None = None
    unit: str = ""

    @property
    def verdict(self) -> str:
        """Whether it is within its limit."""
        if self.limit is None:
            return ""
        return "ok" if self.found <= self.limit else "TOO MUCH"

    def __str__(self) -> str:
        limit = "" if self.limit is None else f"{self.limit:,g}{self.unit}"
        return f"{self.what:<52}{f'{_short(self.found)}{self.unit}':>12}{limit:>10}  {self.verdict}"


def _short(figure: float) -> str:
    return f"{figure:,.0f}" if figure >= 1000 else f"{figure:,.4g}"


def growth(memory: Sequence[float]) -> float | None:
    """By how much of itself it grew in the second half of the time, in per cent; None if that can't be told yet."""
    if len(memory) < _WAVES_TO_JUDGE:
        return None
    second_half = memory[len(memory) // 2 :]
    middle = len(second_half) // 2
    return (mean(second_half[middle:]) / mean(second_half[:middle]) - 1) * 100


def _rows(soak: Soak, wave: Wave) -> list[Row]:
    latency, grown = wave.state["latency_seconds"], growth(soak.memory)
    return [
        Row("waves", len(soak.memory)),
        Row("calls", len(wave.calls)),
        Row("keys", sum(len(call.pressed) for call in wave.calls)),
        Row("waves that did not come to their end in time", float(soak.stop.is_set()), 0),
        Row("failures of ours that the provider saw", len(wave.errors), 0),
        *(Row(f"promise broken: {promises.name(promise)}", float(_is_broken(promise, wave)), 0) for promise in _KEPT),
        Row("answer to a webhook, p95", latency["p95"] * 1000, 300, " ms"),
        Row("answer to a webhook, p99", latency["p99"] * 1000, 1000, " ms"),
        Row("memory of the web server at the end", soak.memory[-1], unit=" MB"),
        *([] if grown is None else [Row("growth of it in the second half", grown, 5, " %")]),
    ]


def _is_broken(promise: promises.Promise, wave: Wave) -> bool:
    try:
        promise(wave)
    except AssertionError:
        return True
    return False


def main(minutes: float) -> int:
    """Soak, then look at both sides of it; 0 if all is well."""
    soak = Soak(minutes * 60)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        wave = call_wave(f"sqlite:///{folder}/data/voicebot.db", folder, seed=1, faults=FAULTS, caller=soak)
        rows = _rows(soak, wave)
        wave.parts.engine.dispose()
    print(f"\n{'':<52}{'found':>12}{'at most':>10}")
    print(*rows, sep="\n")
    if growth(soak.memory) is None:
        print(f"too short to judge the growth of memory: that takes {_WAVES_TO_JUDGE} waves")
    return int(any(row.verdict == "TOO MUCH" for row in rows))


if __name__ == "__main__":
    sys.exit(main(float(os.environ.get("SOAK_MINUTES", "30"))))
