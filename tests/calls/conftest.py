"""A survey with people who are being called, on both databases, and what is logged meanwhile."""

import io
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from tests.calls.survey import Survey
from tests.logged import logged
from voicebot.privacy.keystore import KeyStore


@pytest.fixture
def survey(engine: Engine, keys: KeyStore) -> Survey:
    return Survey(engine, keys)


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the process writes, its logs set up as in earnest."""
    with logged() as stream:
        yield stream
