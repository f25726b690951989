"""What this process logs, set up as in earnest, for as long as a test wants it."""

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from voicebot import logs


@contextmanager
def logged() -> Iterator[io.StringIO]:
    """The stream that is logged to; afterwards logging is as it was."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    stream = io.StringIO()
    logs.set_up(stream)
    try:
        yield stream
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
        structlog.reset_defaults()
