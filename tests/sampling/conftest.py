"""What the sampling tests share: an office on either database."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.sampling.office import Office
from voicebot.privacy.keystore import claim_keys


@pytest.fixture
def office(engine: Engine, tmp_path: Path) -> Office:
    return Office(engine, claim_keys(engine, tmp_path / "keys"))
