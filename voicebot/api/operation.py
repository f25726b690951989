"""An operation of the API: a function that says what it needs, takes and gives by its signature.

Around it stands what all have in common: whose token it is, how large a body may be, the answer, and requests that
come twice. How it is described is `document.py`'s.
"""

import hashlib
import inspect
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, TypeVar, get_type_hints
from urllib.parse import quote

from flask import Blueprint, Response, request
from pydantic import TypeAdapter
from werkzeug.exceptions import Forbidden

from voicebot.acting import acting_from
from voicebot.api.access import asking, look_who_asks
from voicebot.api.reading import FORM, JSON, Body, Form, Query, read
from voicebot.front.desk import desk
from voicebot.office.programs import do_once
from voicebot.staff.permissions import Permission
from voicebot.staff.replies import Reply

PREFIX = "/api/v1"
KEY = "Idempotency-Key"
LARGEST_BODY = 1_000_000
"""Bytes, unless an operation takes a file."""
api = Blueprint("api", __name__, url_prefix=PREFIX)
_OPERATION = "operation"
_Do = TypeVar("_Do", bound=Callable[..., object])


@dataclass(frozen=True, slots=True)
class Operation:
    """What an operation is.

    Attributes:
        path: below the prefix, with its parameters as `{name}`.
        takes: the query, body or form that its function is given, by parameter.
        gives: how its answer is written; None where that is a file.
        files: the media types of the files that it gives.
        made_at: where it is found what it makes, by the fields of the answer; None if it makes nothing.
        at_most: bytes of a body.
    """

    method: str
    path: str
    needs: Permission
    do: Callable[..., object]
    takes: Mapping[str, type[Query] | type[Body] | type[Form]]
    gives: TypeAdapter[Any] | None
    files: Sequence[str]
    made_at: str | None
    at_most: int

    @property
    def status(self) -> HTTPStatus:
        """That of an answer to what was done."""
        return HTTPStatus.OK if self.made_at is None else HTTPStatus.CREATED

    @property
    def changes(self) -> bool:
        """Whether it may change something."""
        return self.method != "GET"


def get(path: str, needs: Permission, *, files: Sequence[str] = ()) -> Callable[[_Do], _Do]:
    """An operation that only looks; with `files` it gives one of these media types."""
    return _operation("GET", path, needs, files=files)


def post(
    path: str,
    needs: Permission,
    *,
    made_at: str | None = None,
    files: Sequence[str] = (),
    at_most: int = LARGEST_BODY,
) -> Callable[[_Do], _Do]:
    """An operation that does something. What makes something says where that is found, and is done once for a key."""
    return _operation("POST", path, needs, files=files, made_at=made_at, at_most=at_most)


def operation_of(view: Callable[..., object]) -> Operation | None:
    """The operation that a view does; None if it is none."""
    found: Operation | None = getattr(view, _OPERATION, None)
    return found


def _operation(  # noqa: PLR0913 - what makes an operation
    method: str,
    path: str,
    needs: Permission,
    *,
    files: Sequence[str],
    made_at: str | None = None,
    at_most: int = LARGEST_BODY,
) -> Callable[[_Do], _Do]:
    def installed(do: _Do) -> _Do:
        hints = get_type_hints(do, include_extras=True)
        gives = hints.pop("return")
        operation = Operation(
            method=method,
            path=path,
            needs=needs,
            do=do,
            takes={name: kind for name, kind in hints.items() if kind is not str},
            gives=None if inspect.isclass(gives) and issubclass(gives, Response) else TypeAdapter(gives),
            files=files,
            made_at=made_at,
            at_most=at_most,
        )
        _install(operation, do.__name__)
        return do

    return installed


def _install(operation: Operation, name: str) -> None:
    def view(**path: str) -> Response:
        if not look_who_asks().may(operation.needs):
            raise Forbidden("the role of this token, or of its account, does not allow this")
        request.max_content_length = operation.at_most
        given = path | {name: read(kind) for name, kind in operation.takes.items()}
        with acting_from(request.remote_addr or "unknown"):
            return _answer(operation, given)

    setattr(view, _OPERATION, operation)
    rule = operation.path.replace("{", "<").replace("}", ">")
    api.add_url_rule(rule, name, view, methods=[operation.method])


def _answer(operation: Operation, given: Mapping[str, object]) -> Response:
    if operation.made_at is not None:
        return _make(operation, given, operation.made_at)
    done = operation.do(**given)
    return done if isinstance(done, Response) else _written(_json(operation, done), operation.status)


def _make(operation: Operation, given: Mapping[str, object], made_at: str) -> Response:
    def do() -> Reply:
        return Reply(operation.status, _json(operation, operation.do(**given)))

    key = request.headers.get(KEY)
    if key is None:
        reply = do()
    else:
        reply = do_once(desk().registry, account_id=asking().account_id, key=key, request=_digest(), do=do)
    response = _written(reply.body, reply.status)
    fields = {name: quote(str(value), safe="") for name, value in json.loads(reply.body).items()}
    response.headers["Location"] = PREFIX + made_at.format_map(fields)
    return response


def _json(operation: Operation, done: object) -> str:
    if operation.gives is None:
        raise TypeError(f"{operation.path} says that it gives a file, and has given something else")
    return operation.gives.dump_json(done).decode()


def _written(body: str, status: int) -> Response:
    return Response(body, status, mimetype=JSON)


def _digest() -> str:
    """SHA-256 of what is asked; of a form the fields and files, since what separates them is another each time."""
    digest = hashlib.sha256(f"{request.method} {request.path}\n".encode())
    if request.mimetype == FORM:
        digest.update(json.dumps(sorted(request.form.items())).encode())
        for name, file in sorted(request.files.items()):
            of_file = hashlib.file_digest(file.stream, "sha256")  # type: ignore[arg-type]  # any binary file does
            digest.update(name.encode() + of_file.digest())
            file.stream.seek(0)
    else:
        digest.update(request.get_data())
    return digest.hexdigest()
