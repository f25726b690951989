"""Errors as answers: problem details (RFC 9457), with every fault that was found, and nothing of the inside."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus

from flask import Flask, Response
from pydantic import TypeAdapter
from werkzeug.exceptions import HTTPException

from voicebot import logs
from voicebot.errors import BadInput, Busy, NotFound, VoicebotError
from voicebot.office.proving import NotSignedIn

MEDIA_TYPE = "application/problem+json"
_BUSY_SECONDS = 5
_log = logs.log_for(__name__)


@dataclass(frozen=True, slots=True)
class Problem:
    """Why something was not done. `title` is about the status alone, `detail` says what is wrong and what to do.

    `faults` has all that is wrong with what was sent, each with what would be right.
    """

    type: str
    title: str
    status: int
    detail: str
    faults: Sequence[str]


_WRITTEN = TypeAdapter(Problem)


def install(app: Flask) -> None:
    """Answer whatever is raised with a problem."""
    app.register_error_handler(Exception, _answer)


def _answer(error: Exception) -> Response:
    if isinstance(error, HTTPException):
        return _of_http(error)
    if isinstance(error, NotSignedIn):
        return _told(HTTPStatus.UNAUTHORIZED, error, {"WWW-Authenticate": "Bearer"})
    if isinstance(error, BadInput):
        return _told(HTTPStatus.UNPROCESSABLE_ENTITY, error, faults=error.faults)
    if isinstance(error, NotFound):
        return _told(HTTPStatus.NOT_FOUND, error)
    if isinstance(error, Busy):
        return _told(HTTPStatus.SERVICE_UNAVAILABLE, error, {"Retry-After": str(_BUSY_SECONDS)})
    if isinstance(error, VoicebotError):
        return _told(HTTPStatus.CONFLICT, error)
    _log.error("request_failed", exc_info=error)
    return _told(HTTPStatus.INTERNAL_SERVER_ERROR, "something went wrong here: it is in the log, with nothing personal")


def _of_http(error: HTTPException) -> Response:
    status = HTTPStatus(error.code or HTTPStatus.INTERNAL_SERVER_ERROR)
    kept = {name: value for name, value in error.get_headers() if name in {"Allow", "Retry-After"}}
    return _told(status, error.description or status.description, kept)


def _told(
    status: HTTPStatus, detail: object, headers: Mapping[str, str] | None = None, faults: Sequence[str] = ()
) -> Response:
    problem = Problem("about:blank", status.phrase, status.value, str(detail), list(faults))
    return Response(_WRITTEN.dump_json(problem), status, headers=headers, mimetype=MEDIA_TYPE)
