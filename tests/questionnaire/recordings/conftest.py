"""The small questionnaires in a folder of their own, where recordings can be put beside them."""

import shutil
from pathlib import Path

import pytest

from tests.questionnaire.flows import FLOWS


@pytest.fixture
def flows(tmp_path: Path) -> Path:
    return shutil.copytree(FLOWS, tmp_path / "flows")


@pytest.fixture
def flow(flows: Path) -> Path:
    return flows / "small"
