"""Which page takes how large a file, and from whom. How a file is read is `front/files.py`'s."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from flask import current_app, g, request

from voicebot.console.access import needed_by
from voicebot.staff.permissions import Permission

_P = ParamSpec("_P")
_Page = TypeVar("_Page")
_TAKES = "takes_bytes"


def takes_files(at_most: int) -> Callable[[Callable[_P, _Page]], Callable[_P, _Page]]:
    """A view that takes so many bytes from whoever may use it; it stands below `needs`."""

    def marked(view: Callable[_P, _Page]) -> Callable[_P, _Page]:
        setattr(view, _TAKES, at_most)
        return view

    return marked


def let_files_in() -> None:
    """Before anything of a request's body is read: how large it may be, by who sends it where."""
    view = current_app.view_functions.get(request.endpoint or "")
    need = needed_by(view) if view is not None else None
    if isinstance(need, Permission) and g.staff is not None and g.staff.may(need):
        request.max_content_length = getattr(view, _TAKES, None)
