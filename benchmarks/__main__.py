"""One table: what the project does against the least that anybody could do for it, in one run; medians of three.

    python -m benchmarks

It fails on nothing: absolute figures are of the machine, the ratio is what can be compared.
"""

import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import median

import polars as pl
from rich.console import Console
from rich.table import Table

from benchmarks import engine, turns
from voicebot.sampling.example import write_example_frame
from voicebot.sampling.frame import read_frame

_ROUNDS, _TURNS, _IN_FLIGHT = 3, 12_000, 16
_CALLS, _PERSONS = 2_000, 60_000


@dataclass(frozen=True, slots=True)
class Row:
    """What was measured. `share`: of the floor's speed."""

    what: str
    ours: str
    floor: str
    share: float
    compared_with: str


def main() -> None:
    """Measure all and print the table."""
    table = Table("", "ours", "floor", "share", "the floor is", box=None)
    for row in (*turn_rows(), engine_row(), frame_row()):
        table.add_row(row.what, row.ours, row.floor, f"{row.share:.2f}", row.compared_with)
    Console(width=120).print(table)


def turn_rows() -> list[Row]:
    """Turns over real HTTP, committed before they are answered."""
    runs = turns.measure(_TURNS, _ROUNDS, _IN_FLIGHT)
    floor = median(run.rate for run in runs.pop(turns.FLOOR))
    return [
        _turn_row(name, median(run.rate for run in of), median(run.p99 for run in of), floor)
        for name, of in runs.items()
    ]


def _turn_row(database: str, rate: float, p99: float, floor: float) -> Row:
    ours = f"{rate:,.0f}/s, p99 {p99:.1f} ms"
    return Row(f"turn, {database}", ours, f"{floor:,.0f}/s", rate / floor, "a Flask view that checks the signature")


def engine_row() -> Row:
    """Conversations without a database, each state written out and read back."""
    questionnaire, scripts = engine.survey(), list(engine.conversations(_CALLS))
    events = sum(map(len, scripts))
    bare = _median(lambda: engine.play(questionnaire, scripts, written_out=False)[1]) / events * 1e6
    whole = _median(lambda: engine.play(questionnaire, scripts, written_out=True)[1]) / events * 1e6
    return Row("conversation", f"{whole:.1f} µs a turn", f"{bare:.1f} µs", bare / whole, "the same, kept in memory")


def frame_row() -> Row:
    """A frame read from CSV."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "frame.csv")
        write_example_frame(path, _PERSONS, 1, date(2026, 11, 25))
        rows = pl.read_csv(path, infer_schema=False).height
        ours = _median(lambda: _timed(lambda: read_frame(str(path))))
        floor = _median(lambda: _timed(lambda: pl.read_csv(path, infer_schema=False)))
    return Row("frame read", f"{rows / ours:,.0f} rows/s", f"{rows / floor:,.0f} rows/s", floor / ours, "polars alone")


def _median(measure: Callable[[], float]) -> float:
    return median(measure() for _ in range(_ROUNDS))


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
