"""The OpenAPI document, made of the operations themselves: their signatures, docstrings, permissions and answers."""

import inspect
import json
from collections.abc import Iterator, Mapping, Sequence
from http import HTTPStatus
from typing import Any, Literal

from flask import Flask
from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema

from voicebot.api import problems
from voicebot.api.operation import KEY, PREFIX, Operation, operation_of
from voicebot.api.problems import Problem
from voicebot.api.reading import FORM, JSON, Body, Form, Query
from voicebot.staff.replies import LONGEST_KEY

_TITLE, _VERSION = "Voice bot of the User Satisfaction Survey", "1"
_SCHEMA = "#/components/schemas/{model}"
_Mode = Literal["validation", "serialization"]
_Key = tuple[str, _Mode]
_Schemas = Mapping[_Key, dict[str, Any]]
_PROBLEM: _Key = ("problem", "serialization")
_ABOUT = """\
What staff do on the pages, for their programs. Send the token of `staff token` with every request; it allows what its
role and its account allow, and each operation names what it needs (`x-permission`). Instants are ISO 8601 in UTC, money
is in pounds as text. Errors are problem details (RFC 9457). Numbers and references stand in bodies only, in no address.
"""

_ALWAYS = (HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.UNPROCESSABLE_ENTITY)
_BUSY = HTTPStatus.SERVICE_UNAVAILABLE
_OF_BODIES = (HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
_MEANING = {
    HTTPStatus.BAD_REQUEST: "The request can't be read.",
    HTTPStatus.UNAUTHORIZED: "There is no token, or it is not good any more.",
    HTTPStatus.FORBIDDEN: "The token does not allow this.",
    HTTPStatus.NOT_FOUND: "There is no such thing.",
    HTTPStatus.CONFLICT: "A rule says no, as things stand.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "More was sent than is taken.",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "The body is of another media type than this takes.",
    HTTPStatus.UNPROCESSABLE_ENTITY: "What was sent can't be used: `faults` says why.",
    HTTPStatus.SERVICE_UNAVAILABLE: "The database is busy: try it again.",
}


class _Plain(GenerateJsonSchema):
    """Short names, and no titles of fields, which say nothing new."""

    def normalize_name(self, name: str) -> str:
        """`Page[WaveSummary]` is called `WaveSummaryPage`."""
        of, _, what = name.rstrip("]").partition("[")
        return f"{what.rpartition('.')[2]}{of}" if what else super().normalize_name(name)

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ANN401, ARG002 - of the library
        return False


def document_of(app: Flask) -> str:
    """The document of an application, as JSON."""
    found = [operation for view in app.view_functions.values() if (operation := operation_of(view)) is not None]
    schemas, components = TypeAdapter.json_schemas(list(_written(found)), ref_template=_SCHEMA, schema_generator=_Plain)
    paths: dict[str, dict[str, object]] = {}
    for operation in sorted(found, key=lambda one: one.path):
        paths.setdefault(operation.path, {})[operation.method.lower()] = _described(operation, schemas)
    return json.dumps(
        {
            "openapi": "3.1.0",
            "info": {"title": _TITLE, "version": _VERSION, "description": _ABOUT},
            "servers": [{"url": PREFIX}],
            "security": [{"token": []}],
            "paths": paths,
            "components": {
                "schemas": components["$defs"],
                "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
                "responses": {_name(status): _problem(status, schemas) for status in _MEANING},
            },
        },
        ensure_ascii=False,
        indent=1,
    )


def _written(found: Sequence[Operation]) -> Iterator[tuple[str, _Mode, TypeAdapter[Any]]]:
    """Everything that has a schema, under the name of its operation."""
    yield (*_PROBLEM, TypeAdapter(Problem))
    for one in found:
        if one.gives is not None:
            yield (*_given_by(one), one.gives)
        for kind in one.takes.values():
            if not issubclass(kind, Query):
                yield (*_taken_by(one), TypeAdapter(kind))


def _given_by(operation: Operation) -> _Key:
    return operation.do.__name__, "serialization"


def _taken_by(operation: Operation) -> _Key:
    return operation.do.__name__, "validation"


def _described(operation: Operation, schemas: _Schemas) -> dict[str, object]:
    summary, _, more = inspect.cleandoc(operation.do.__doc__ or "").partition("\n")
    room = operation.do.__module__.rpartition(".")[2]
    described: dict[str, object] = {
        "operationId": operation.do.__name__,
        "tags": [room.replace("_", " ")],
        "summary": summary,
        "description": more.strip(),
        "x-permission": operation.needs,
        "parameters": list(_parameters(operation)),
        "responses": _answers(operation, schemas),
    }
    bodies = [kind for kind in operation.takes.values() if not issubclass(kind, Query)]
    for kind in bodies:
        described["requestBody"] = {
            "required": any(field.is_required() for field in kind.model_fields.values()),
            "content": {FORM if issubclass(kind, Form) else JSON: {"schema": schemas[_taken_by(operation)]}},
        }
    return described


def _parameters(operation: Operation) -> Iterator[dict[str, object]]:
    for part in operation.path.split("/"):
        if part.startswith("{"):
            yield {"name": part[1:-1], "in": "path", "required": True, "schema": {"type": "string"}}
    for kind in operation.takes.values():
        if issubclass(kind, Query):
            for name, schema in kind.model_json_schema(schema_generator=_Plain)["properties"].items():
                yield {"name": name, "in": "query", "required": False, "schema": _without_null(schema)}
    if operation.made_at is not None:
        key = {"type": "string", "minLength": 1, "maxLength": LONGEST_KEY, "pattern": "^[!-~]+$"}
        yield {
            "name": KEY,
            "in": "header",
            "required": False,
            "description": "The same request under the same key is done once a day; it gets the same answer again.",
            "schema": key,
        }


def _without_null(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """In an address, what is not given is left out."""
    found = [one for one in schema.get("anyOf", ()) if one.get("type") != "null"]
    return found[0] if found else schema


def _answers(operation: Operation, schemas: _Schemas) -> dict[str, object]:
    refused = [*_ALWAYS, _BUSY]
    if operation.changes or "{" in operation.path:
        refused.append(HTTPStatus.NOT_FOUND)
    if operation.changes:
        refused.append(HTTPStatus.CONFLICT)
    if any(issubclass(kind, Body | Form) for kind in operation.takes.values()):
        refused.extend(_OF_BODIES)
    references = {str(one.value): {"$ref": f"#/components/responses/{_name(one)}"} for one in sorted(refused)}
    return {str(operation.status.value): _success(operation, schemas), **references}


def _success(operation: Operation, schemas: _Schemas) -> dict[str, object]:
    if operation.gives is None:
        return {"description": "The file.", "content": {kind: {"schema": _file(kind)} for kind in operation.files}}
    done: dict[str, object] = {
        "description": operation.status.phrase,
        "content": {JSON: {"schema": schemas[_given_by(operation)]}},
    }
    if operation.made_at is not None:
        where = {"description": "Where it is found.", "required": True, "schema": {"type": "string"}}
        done["headers"] = {"Location": where}
    return done


def _file(media_type: str) -> dict[str, object]:
    return {} if media_type == JSON else {"type": "string", "format": "binary"}


def _problem(status: HTTPStatus, schemas: _Schemas) -> dict[str, object]:
    return {"description": _MEANING[status], "content": {problems.MEDIA_TYPE: {"schema": schemas[_PROBLEM]}}}


def _name(status: HTTPStatus) -> str:
    return status.phrase.title().replace(" ", "")
