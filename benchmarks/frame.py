"""A frame of a million incidents read, checked and drawn from: seconds and peak memory, stage by stage.

Pass mark: under 90 s and 2 GB on 2 cores. From the project's folder: `.venv/bin/python -m benchmarks.frame [ROWS]`
"""

import multiprocessing
import resource
import secrets
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from math import floor
from pathlib import Path
from typing import TypeVar

from rich.console import Console
from rich.table import Table

from voicebot.privacy.keystore import KeyStore, claim_keys
from voicebot.privacy.prints import Prints
from voicebot.privacy.vault import Vault
from voicebot.sampling.checking import check_frame
from voicebot.sampling.draw import Design, draw
from voicebot.sampling.drawing import DrawOrder, draw_sample
from voicebot.sampling.eligibility import Lists, find_eligible
from voicebot.sampling.example import write_example_frame
from voicebot.sampling.frame import Frame, read_frame
from voicebot.sampling.rules import EligibilityRules
from voicebot.store.engine import make_engine, transaction, upgrade
from voicebot.store.tables import Exclusion, Wave, new_id

ROWS, DRAWN, EXCLUDED = 1_000_000, 20_000, 50_000
TODAY = datetime(2026, 11, 25, 12, tzinfo=UTC)
RULES, DESIGN = EligibilityRules(), Design(DRAWN, "seed")

Made = TypeVar("Made")


class NoonClock:
    """A clock that stands still at noon."""

    def now(self) -> datetime:
        """Noon of the day of the draw."""
        return TODAY

    def refresh(self) -> None:
        """It is nobody else's clock."""


class Stages:
    """What took how long, and the most memory that the process had had by then."""

    def __init__(self) -> None:
        self.table = Table("stage", "seconds", "peak so far, MB", box=None)

    def run(self, name: str, work: Callable[[], Made]) -> Made:
        """Do the work of a stage and note it."""
        started = time.perf_counter()
        made = work()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        self.table.add_row(name, f"{time.perf_counter() - started:.1f}", f"{peak:,}")
        return made


def forbidden(name: str) -> bool:
    """One forbidden stem stands for all."""
    return "polic" in name.lower()


def pure_stages(stages: Stages, frame: Frame, prints: Prints, day: date) -> None:
    """The stages that need no database, one by one."""
    checked = stages.run("check its cells", lambda: check_frame(frame, day, forbidden))
    lists = Lists(frozenset(secrets.token_bytes(32) for _ in range(EXCLUDED)), frozenset())
    eligible = stages.run("apply the rules", lambda: find_eligible(checked, RULES, day, lists, prints.of, DESIGN.seed))
    stages.run("draw", lambda: draw(eligible.persons, DESIGN))


def draw_into_database(stages: Stages, frame: Frame, folder: Path, keys: KeyStore, url: str) -> None:
    """The use case as a whole, with a full exclusion list."""
    engine = make_engine(url)
    with transaction(engine) as session:
        wave = Wave(id=new_id(), name="bench", flow="none", rules="{}", state="open", key_id=new_id(), created_at=TODAY)
        keys.make_wave_key(wave.key_id)
        session.add(wave)
        session.add_all(
            Exclusion(print=secrets.token_bytes(32), month="2026-11", origin="import") for _ in range(EXCLUDED)
        )
    order = DrawOrder("bench", frame, DESIGN, RULES, forbidden, rejects=folder / "rejects.csv")
    stages.run(
        f"all of that, and keep {DRAWN:,} sealed",
        lambda: draw_sample(engine, NoonClock(), Vault(keys), Prints(keys), order, who="benchmark"),
    )


def main(rows: int) -> None:
    """Make the frame in another process, so that its memory is not counted, then take the stages."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path, day = folder / "frame.csv", TODAY.date()
        making = multiprocessing.get_context("spawn").Process(
            target=write_example_frame, args=(path, floor(rows / 1.6), 1, day)
        )
        making.start()
        making.join()
        url = f"sqlite:///{folder / 'bench.db'}"
        upgrade(make_engine(url))
        keys = claim_keys(make_engine(url), folder / "keys")
        stages = Stages()
        frame = stages.run(f"read {path.stat().st_size / 1e6:.0f} MB of CSV", lambda: read_frame(str(path)))
        pure_stages(stages, frame, Prints(keys), day)
        draw_into_database(stages, frame, folder, keys, url)
        Console().print(f"{frame.rows_read:,} rows", stages.table, sep="\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS)
