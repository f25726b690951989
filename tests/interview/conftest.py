"""The flag with which golden conversations are made anew: `pytest tests/interview --remake-goldens`."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--remake-goldens", action="store_true", help="write the golden conversations anew")


@pytest.fixture
def remake_goldens(request: pytest.FixtureRequest) -> bool:
    """Whether to write them; the option is unknown where this folder is not the one that pytest was pointed at."""
    return bool(request.config.getoption("remake_goldens", default=False))
