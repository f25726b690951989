"""The results of a wave of 60,000 cases and some 20,000 interviews, and its exports: seconds and peak memory.

Pass mark: a report in under 20 s and 1 GB on 2 cores. From the project's folder: `python -m benchmarks.results [CASES]`
"""

import multiprocessing
import sys
import tempfile
from pathlib import Path

from rich.console import Console

from benchmarks import exports
from benchmarks.frame import Stages
from tests.reporting.synthetic import SyntheticWave
from voicebot.clock import SystemClock
from voicebot.reporting.report_page.drawn import kept_pictures, publish_with_pictures
from voicebot.reporting.report_page.page import render_report
from voicebot.reporting.report_page.provenance import provenance
from voicebot.reporting.results import results_of
from voicebot.reporting.wave_data import WaveData, load
from voicebot.store.engine import make_engine, reading, transaction, upgrade

CASES = 60_000
WAVE = SyntheticWave(response=0.32, areas=tuple(f"area {nth:02}" for nth in range(1, 33)))


def make_wave(url: str, cases: int) -> None:
    """A database with a finished wave of so many cases."""
    engine = make_engine(url)
    upgrade(engine)
    with transaction(engine) as session:
        SyntheticWave(cases=cases, response=WAVE.response, areas=WAVE.areas, name=WAVE.name).keep(session)


def _load(url: str) -> WaveData:
    with reading(make_engine(url)) as session:
        return load(session, WAVE.name)


def _report(url: str) -> str:
    """As `report --format html` does it, from the first row read."""
    engine = make_engine(url)
    tables = publish_with_pictures(engine, SystemClock(), WAVE.name)
    with reading(engine) as session:
        return render_report(tables, provenance(session, WAVE.name), kept_pictures(session, tables))


def main(cases: int) -> None:
    """Make the wave in another process, so that its memory is not counted, then take the stages."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'results.db'}"
        making = multiprocessing.get_context("spawn").Process(target=make_wave, args=(url, cases))
        making.start()
        making.join()
        stages = Stages()
        data = stages.run("read the wave", lambda: _load(url))
        found = stages.run("work out its results", lambda: results_of(data))
        stages.run("all of that, released and as a page with its pictures", lambda: _report(url))
        calls, interviews = data.attempts.height, found.funnel.interviewed
        size = f"{cases:,} cases, {calls:,} calls, {interviews:,} interviews, {data.answers.height:,} answers"
        Console().print(size, stages.table, sep="\n")
        Console().print(exports.write_each(url, WAVE.name, Path(folder)))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else CASES)
