"""What calling a wave costs, over real HTTP: processor time a call, by process, and whether memory stays flat.

    python -m benchmarks.year 1000 10000

A wave of each of these sizes is rehearsed. A year of the survey is some 60,000 people. Dialler and web server are ours;
the telephone network is an outside party, whose own cost stands beside. What it takes to start them is in the figures.
"""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from statistics import median

import psutil
from rich.console import Console
from rich.table import Table

_LOOK_SECONDS = 0.5
_OTHERS = {"voicebot.rehearsal": "network", "serve": "web server"}
_DIALLER = "dialler"
_MB = 1_000_000


@dataclass
class Cost:
    """What a process has taken so far: seconds of processor time, and memory in MB at each look."""

    seconds: float = 0.0
    memory: list[float] = field(default_factory=list)

    @property
    def growth(self) -> float:
        """Of memory, from the third quarter of the wave to its last: what is kept for good was filled before."""
        quarter = max(len(self.memory) // 4, 1)
        return median(self.memory[-quarter:]) / median(self.memory[-2 * quarter : -quarter] or self.memory) - 1


@dataclass(frozen=True, slots=True)
class Year:
    """A wave after its last call."""

    people: int
    calls: int
    interviews: int
    seconds: float
    costs: dict[str, Cost]


def main() -> None:
    """Rehearse a wave of each size and print a table."""
    names = (_DIALLER, *_OTHERS.values())
    table = Table(
        "people", "calls", "interviews", "minutes", "ms a call", *(f"{name}, CPU" for name in names), box=None
    )
    for people in map(int, sys.argv[1:] or ["1000"]):
        year = rehearse(people)
        of_all = year.seconds / year.calls * 1e3
        counts = (f"{year.people:,}", f"{year.calls:,}", f"{year.interviews:,}")
        costs = [_told(year.costs[name], year.calls) for name in names]
        table.add_row(*counts, f"{year.seconds / 60:.1f}", f"{of_all:.1f}", *costs)
    Console(width=140).print(table)


def rehearse(people: int) -> Year:
    """Call a wave of so many people."""
    began = time.monotonic()
    command = [sys.executable, "-m", "voicebot", "rehearse", "--people", str(people), "--seed", "1", "--json"]
    costs = {name: Cost() for name in (_DIALLER, *_OTHERS.values())}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as rehearsal:
        while rehearsal.poll() is None:
            _look(psutil.Process(rehearsal.pid), costs)
            time.sleep(_LOOK_SECONDS)
        told = json.loads(rehearsal.stdout.read()) if rehearsal.stdout else {}
    if rehearsal.returncode:
        raise SystemExit("the rehearsal failed: see the lines above")
    interviews = sum(told["results"].get(result, 0) for result in ("complete", "partial"))
    return Year(people, told["attempts"], interviews, time.monotonic() - began, costs)


def _look(rehearsal: psutil.Process, costs: dict[str, Cost]) -> None:
    """Add what each process holds now; of one that has ended, the last look stands."""
    now: dict[str, tuple[float, float]] = {}
    for name, seconds, memory in _processes(rehearsal):
        before = now.get(name, (0.0, 0.0))
        now[name] = (before[0] + seconds, before[1] + memory)
    for name, (seconds, memory) in now.items():
        costs[name].seconds = max(costs[name].seconds, seconds)
        costs[name].memory.append(memory)


def _processes(rehearsal: psutil.Process) -> Iterator[tuple[str, float, float]]:
    try:
        for process in (rehearsal, *rehearsal.children(recursive=True)):
            line = process.cmdline()
            times = process.cpu_times()
            name = next((name for word, name in _OTHERS.items() if word in line), _DIALLER)
            yield name, times.user + times.system, process.memory_info().rss / _MB
    except psutil.NoSuchProcess:
        return


def _told(cost: Cost, calls: int) -> str:
    return f"{cost.seconds / calls * 1e3:.1f} ms, {max(cost.memory):.0f} MB ({cost.growth:+.0%})"


if __name__ == "__main__":
    main()
