"""Reads the rules of a wave from a YAML or JSON file, and says everything that is wrong with it at once."""

from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from voicebot.errors import BadInput
from voicebot.fieldwork.rules import WaveRules


def read_rules(path: Path) -> WaveRules:
    """The rules in a file; what it leaves out keeps its default. JSON is YAML too.

    Raises:
        BadInput: the file can't be read, or holds what is no rule or no value for one; all faults at once.
    """
    try:
        return parse_rules_file(path.read_bytes(), path.name)
    except OSError as fault:
        raise BadInput(f"{path.name}: can't be read ({fault.strerror})") from fault


def parse_rules_file(content: bytes, named: str) -> WaveRules:
    """The rules in the content of a file of that name.

    Raises:
        BadInput: it holds what is no rule or no value for one; all faults at once.
    """
    try:
        given = yaml.safe_load(content.decode("utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as fault:
        raise BadInput(f"{named}: is neither YAML nor JSON in UTF-8: {_where(fault)}") from fault
    try:
        return WaveRules.model_validate({} if given is None else given)
    except ValidationError as fault:
        raise BadInput(*(f"{named}: {line}" for line in _faults(fault))) from fault


def _where(fault: Exception) -> str:
    mark = getattr(fault, "problem_mark", None)
    return f"look at line {mark.line + 1}" if mark else "save it as UTF-8"


def _faults(fault: ValidationError) -> Iterator[str]:
    for error in fault.errors(include_url=False, include_context=False, include_input=False):
        name = ".".join(str(part) for part in error["loc"]) or "the file"
        yield f"{name}: {_reason(error)}"


def _reason(error: ErrorDetails) -> str:
    if error["type"] != "extra_forbidden":
        return error["msg"].removeprefix("Value error, ")
    *parents, name = error["loc"]
    known = _names_at(parents)
    nearest = get_close_matches(str(name), known, n=1)
    return f"is not a rule: did you mean {nearest[0]}?" if nearest else f"is not a rule: there are {', '.join(known)}"


def _names_at(parents: list[int | str]) -> list[str]:
    """The rules that a part has, found by walking down the names of the parts."""
    part: type[BaseModel] = WaveRules
    for name in parents:
        inner = part.model_fields[str(name)].annotation
        if not (isinstance(inner, type) and issubclass(inner, BaseModel)):
            return []
        part = inner
    return list(part.model_fields)
