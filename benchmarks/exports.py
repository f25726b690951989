"""A wave written out in every format with cases: seconds from database to file, and peak memory, a process each.

Pass mark: a million answers in under 30 s and 1 GB on 2 cores: `python -m benchmarks.results 125000`, which calls this.
"""

import multiprocessing
import re
import time
from multiprocessing.connection import Connection
from pathlib import Path

from rich.table import Table

from benchmarks.frame import NoonClock
from voicebot.reporting.exporting import ExportOrder, Format, export
from voicebot.store.engine import make_engine

_FORMATS = {"cases.csv": Format.CSV, "long.csv": Format.LONG, "cases.sav": Format.SAV, "cases.xlsx": Format.XLSX}


def write_each(url: str, wave: str, folder: Path) -> Table:
    """Export the wave of that name from the database into the folder."""
    table = Table("export", "seconds", "peak, MB", "rows", "size, MB", box=None)
    spawning = multiprocessing.get_context("spawn")
    for name, form in _FORMATS.items():
        ours, theirs = spawning.Pipe()
        order = ExportOrder(wave, form, folder / name, "benchmark", "to see how long it takes")
        writing = spawning.Process(target=_write, args=(url, order, theirs))
        writing.start()
        table.add_row(form, *ours.recv())
        writing.join()
    return table


def _write(url: str, order: ExportOrder, answer: Connection) -> None:
    started = time.perf_counter()
    exported = export(make_engine(url), NoonClock(), order)
    seconds = time.perf_counter() - started
    megabytes = order.path.stat().st_size / 2**20
    answer.send((f"{seconds:.1f}", f"{_peak():,}", f"{exported.rows:,}", f"{megabytes:,.0f}"))


def _peak() -> int:
    """The most memory that this process has had, in MB; `getrusage` would count what its parent had."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(re.search(r"VmHWM:\s+(\d+)", status)[1]) // 1024  # type: ignore[index]
