"""What may be logged and how it is written: an allow-list of fields, so that a new one is silent until it is named.

Lines go to standard error, as JSON or, on a terminal, for people; standard output belongs to reports.
"""

import logging
import random
import sys
import traceback
from collections.abc import Iterator
from types import TracebackType
from typing import TextIO

import structlog
from structlog.contextvars import bind_contextvars, clear_contextvars, merge_contextvars
from structlog.typing import EventDict, WrappedLogger

from voicebot.errors import VoicebotError

_OF_EVERY_LINE = ("event", "level", "timestamp", "logger", "fault", "place")
_OF_FIELDWORK = ("wave", "sample", "batch", "case", "attempt", "turn", "sid", "errand", "version", "flow")
_OF_REQUESTS = ("account", "role", "request", "method", "route", "port")
_WORDS = ("state", "status", "result", "stage", "step", "reason", "action", "kind")
_FIGURES = ("error_code", "sip_code", "count", "rows", "done", "left", "tries", "seconds", "milliseconds", "bytes")
ALLOWED = frozenset((*_OF_EVERY_LINE, *_OF_FIELDWORK, *_OF_REQUESTS, *_WORDS, *_FIGURES))
"""Fields that are written. They hold ids of our own, words from closed lists and figures: never a number, a name,
a reference, an answer or a token."""


def set_up(stream: TextIO | None = None, *, level: int = logging.INFO) -> None:
    """Set up logging for this process: ours from `level` on, a library's from warnings on and without its data."""
    out = stream or sys.stderr
    handler = logging.StreamHandler(out)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            use_get_message=False,
            pass_foreign_args=True,
            foreign_pre_chain=[
                merge_contextvars,
                _without_data,
                structlog.stdlib.add_log_level,
                structlog.stdlib.add_logger_name,
            ],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.TimeStamper(fmt="iso"),
                _name_fault,
                _allowed_only,
                structlog.dev.ConsoleRenderer() if out.isatty() else structlog.processors.JSONRenderer(),
            ],
        )
    )
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.getLogger("voicebot").setLevel(level)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            merge_contextvars,
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


def log_for(module: str) -> structlog.stdlib.BoundLogger:
    """The logger of a module: `log_for(__name__)`. Events are constant sentences; what varies goes into fields."""
    logger: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(module)
    return logger


def begin_request() -> None:
    """Whatever this thread logs from here on carries the id of a new request, and nothing of the one before."""
    clear_contextvars()
    bind_contextvars(request=f"{random.getrandbits(48):012x}")  # nosec B311 - a name, no secret


def about_attempt(attempt_id: str) -> None:
    """What it logs until the next request is about that call. It has to be an id of ours."""
    bind_contextvars(attempt=attempt_id)


def _without_data(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """A library's message without what it was about: the template, or only the place if it was filled in before."""
    record: logging.LogRecord = event["_record"]
    event["event"] = str(record.msg) if event.get("positional_args") else "(a message that may hold data)"
    event["place"] = f"{record.module}:{record.lineno}"
    return event


def _name_fault(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """An exception by its kind and place; its message only if it is one of ours, which hold no data."""
    raised = event.pop("exc_info", None)
    fault = sys.exception() if raised is True else raised[1] if isinstance(raised, tuple) else raised
    if isinstance(fault, BaseException):
        event["fault"] = " from ".join(_described(one) for one in _causes(fault))
        event["place"] = " ".join(_frames(fault.__traceback__))
    return event


def _allowed_only(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    return {name: value for name, value in event.items() if name in ALLOWED}


def _described(fault: BaseException) -> str:
    return f"{type(fault).__name__}: {fault}" if isinstance(fault, VoicebotError) else type(fault).__name__


def _causes(fault: BaseException | None) -> Iterator[BaseException]:
    while fault is not None:
        yield fault
        fault = fault.__cause__


def _frames(trace: TracebackType | None) -> Iterator[str]:
    for frame in traceback.extract_tb(trace):
        yield f"{frame.filename}:{frame.lineno}"
