"""The bad rows of the frame that was sent last, kept until the next one."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests import factories
from tests.fieldwork.office import StoppedClock
from voicebot.errors import NotFound, Refused
from voicebot.sampling.rejects import Rejects, keeping_rejects, rejects_as_csv, rejects_of
from voicebot.store.engine import reading, transaction

_TWO, _ONE, _NONE = ("row,column,reason\n" + "1,phone,is empty\n" * faults for faults in (2, 1, 0))


def test_the_bad_rows_of_the_last_frame_are_kept_be_it_refused_or_not(engine: Engine, tmp_path: Path) -> None:
    clock = StoppedClock(factories.NOON)
    with transaction(engine) as session:
        factories.wave(session, name="autumn")

    def sends(written: str | None) -> None:
        (tmp_path / "rejects.csv").unlink(missing_ok=True)
        with keeping_rejects(engine, clock, tmp_path, wave="autumn") as path:
            if written is not None:
                path.write_text(written)
            raise Refused("nothing is drawn")

    def kept() -> tuple[Rejects | None, bytes]:
        with reading(engine) as session:
            return rejects_of(session, "autumn"), rejects_as_csv(session, "autumn")

    for written in (_TWO, _ONE):
        with pytest.raises(Refused):
            sends(written)
        assert kept() == (Rejects(factories.NOON, written.count("phone")), written.encode())
    with pytest.raises(Refused):
        sends(None)  # nothing could be read of it
    assert kept()[1] == _ONE.encode()
    with pytest.raises(Refused):
        sends(_NONE)
    assert kept()[0] is None


def test_bad_rows_of_no_wave_or_of_no_frame_are_not_found(engine: Engine) -> None:
    with transaction(engine) as session:
        factories.wave(session, name="autumn")
        assert rejects_of(session, "autumn") is None
        for wave in ("autumn", "winter"):
            with pytest.raises(NotFound):
                rejects_as_csv(session, wave)
