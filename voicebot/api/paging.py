"""Long lists in pages: how many entries, from where on, and the address of the next page."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import quote, urlencode

from flask import request
from pydantic import Field

from voicebot.api.reading import Query
from voicebot.errors import BadInput

_Entry = TypeVar("_Entry")
_MOST = 200


class Paging(Query):
    """Which part of a list. `after` comes with the `next` of the page before."""

    limit: int = Field(50, ge=1, le=_MOST)
    after: str | None = Field(None, min_length=1, max_length=64)


@dataclass(frozen=True, slots=True)
class Page(Generic[_Entry]):
    """A part of a list. `next` is the address of the part that follows; null at the end."""

    items: Sequence[_Entry]
    next: str | None


def page_of(found: Sequence[_Entry], asked: Paging, cursor: Callable[[_Entry], str]) -> Page[_Entry]:
    """The part of a whole list that was asked for; `cursor` names an entry for good.

    Raises:
        BadInput: nothing is named by what was asked for.
    """
    begin = 0 if asked.after is None else _place(found, asked.after, cursor) + 1
    shown = found[begin : begin + asked.limit]
    return Page(shown, next_after(cursor(shown[-1])) if begin + asked.limit < len(found) else None)


def next_after(cursor: str) -> str:
    """The address of what follows that entry in the list that was asked for."""
    return f"{quote(request.path)}?{urlencode({**request.args.to_dict(), 'after': cursor})}"


def _place(found: Sequence[_Entry], wanted: str, cursor: Callable[[_Entry], str]) -> int:
    for place, entry in enumerate(found):
        if cursor(entry) == wanted:
            return place
    raise BadInput("after: nothing of that name is in the list any more: begin without it")
