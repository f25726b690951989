"""The results of a wave of 60,000 cases and some 20,000 interviews: seconds and peak memory, stage by stage.

Pass mark: a report in under 20 s and 1 GB on 2 cores. From the project's folder: `python -m benchmarks.results [CASES]`
"""

import multiprocessing
import sys
import tempfile
from pathlib import Path

from rich.console import Console

from benchmarks.frame import Stages
from tests.reporting.synthetic import SyntheticWave
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
        calls, interviews = data.attempts.height, found.funnel.interviewed
        Console().print(f"{cases:,} cases, {calls:,} calls, {interviews:,} interviews", stages.table, sep="\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else CASES)
