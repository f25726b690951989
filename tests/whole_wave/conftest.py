"""An empty database for a whole wave, which all tests of a module read; on SQLite and on PostgreSQL."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests import postgres
from tests.whole_wave.wave import Wave, call_wave

KINDS = ["sqlite", "postgresql"]
CallWave = Callable[..., Wave]


@pytest.fixture(scope="module")
def call(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[CallWave]:
    """Call a wave on an empty database of that kind; the rest goes to `call_wave`."""
    with ExitStack() as after:

        def call(kind: str, **how: Any) -> Wave:
            folder = tmp_path_factory.mktemp("wave")
            wave = call_wave(_empty(request, kind, folder), folder, **how)
            after.callback(wave.parts.engine.dispose)
            return wave

        yield call


def _empty(request: pytest.FixtureRequest, kind: str, folder: Path) -> str:
    if kind == "sqlite":
        return f"sqlite:///{folder / 'voicebot.db'}"
    url = postgres.make_database(request.getfixturevalue("_postgres_server"), f"wave_{uuid.uuid4().hex}")
    return url.render_as_string(hide_password=False)
