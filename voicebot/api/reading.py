"""What programs send: the bases of all queries, bodies and forms, and how they are read.

Whatever is not named is a fault. Text that no database can keep (a null character) is refused here, for all of them.
"""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, TypeVar

from flask import request
from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, InstanceOf, ValidationError, WithJsonSchema
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

from voicebot.errors import BadInput

JSON, FORM = "application/json", "multipart/form-data"
SentFile = Annotated[FileStorage, InstanceOf(), WithJsonSchema({"type": "string", "format": "binary"})]
"""A file of a form."""
_NULL = "\0"
_Time = TypeVar("_Time", bound=date)


def _in_our_time(given: _Time) -> _Time:
    """Far from the ends of the calendar, where no time zone can be reckoned with any more."""
    if not 2000 <= given.year < 3000:
        raise ValueError("should be of the years 2000 to 2999")
    return given


Date = Annotated[date, AfterValidator(_in_our_time)]
Instant = Annotated[AwareDatetime, AfterValidator(_in_our_time)]


class _Sent(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Query(_Sent):
    """What stands behind the question mark of an address."""


class Body(_Sent):
    """A JSON object. One of which nothing is needed may be left out."""

    model_config = ConfigDict(strict=True)


class Form(_Sent):
    """Fields and files, as a browser sends them."""


def read(kind: type[Query] | type[Body] | type[Form]) -> _Sent:
    """What was sent of that kind.

    Raises:
        BadInput: with every fault.
        HTTPException: it can't be read at all, or is larger than it may be.
    """
    try:
        if issubclass(kind, Body):
            return kind.model_validate_json(_json())
        return kind.model_validate(_fields() if issubclass(kind, Form) else request.args.to_dict())
    except ValidationError as fault:
        if any(error["type"] == "json_invalid" for error in fault.errors(include_input=False, include_url=False)):
            raise BadRequest("the body is no JSON in UTF-8") from None
        raise BadInput(*_faults(fault)) from None


def refuse_null_characters() -> None:
    """Before anything of an address is looked up.

    Raises:
        HTTPException: it holds one.
    """
    if any(_NULL in text for text in (request.path, *request.args.keys(), *request.args.values())):
        raise BadRequest("an address holds no null characters")


def _json() -> bytes:
    sent = request.get_data()
    if not sent:
        return b"{}"
    if request.mimetype != JSON:
        raise UnsupportedMediaType(f"send the body as {JSON}")
    if b"\\u0000" in sent:
        raise BadInput("leave null characters out of the text")
    return sent


def _fields() -> dict[str, object]:
    if request.mimetype != FORM:
        raise UnsupportedMediaType(f"send the fields and files as {FORM}")
    fields = request.form.to_dict()
    if any(_NULL in text for text in (*fields, *fields.values())):
        raise BadInput("leave null characters out of the text")
    return {**fields, **request.files.to_dict()}


def _faults(fault: ValidationError) -> Iterator[str]:
    for error in fault.errors(include_url=False, include_context=False, include_input=False):
        place = ".".join(map(str, error["loc"])) or "the body"
        yield f"{place}: {error['msg'].removeprefix('Value error, ')}"
