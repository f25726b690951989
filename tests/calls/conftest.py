"""A survey with people who are being called, on both databases, and what is logged meanwhile."""

import io
import logging
from collections.abc import Iterator

import pytest
import structlog
from sqlalchemy import Engine

from tests.calls.survey import Survey
from voicebot import logs
from voicebot.privacy.keystore import KeyStore


@pytest.fixture
def survey(engine: Engine, keys: KeyStore) -> Survey:
    return Survey(engine, keys)


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the process writes, its logs set up as in earnest."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    stream = io.StringIO()
    logs.set_up(stream)
    yield stream
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()
