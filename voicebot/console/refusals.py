"""How what the system refuses is told on a page: on the form that asked for it, or on top of the page before."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import flash, redirect, url_for
from werkzeug.wrappers import Response

from voicebot.errors import VoicebotError

_P = ParamSpec("_P")
_Page = TypeVar("_Page")


@contextmanager
def shown_on(form: object) -> Iterator[None]:
    """Tell a refusal of the use case on top of the form, which keeps what was typed."""
    try:
        yield
    except VoicebotError as refusal:
        form.form_errors = [*str(refusal).splitlines()]  # type: ignore[attr-defined]  # of a WTForms form


def told_on(endpoint: str) -> Callable[[Callable[_P, _Page]], Callable[_P, _Page | Response]]:
    """A view whose refusals are told on another page about the same object; it stands below `needs`."""

    def wrapped(view: Callable[_P, _Page]) -> Callable[_P, _Page | Response]:
        @wraps(view)
        def told(*args: _P.args, **values: _P.kwargs) -> _Page | Response:
            try:
                return view(*args, **values)
            except VoicebotError as refusal:
                return back_with(refusal, endpoint, **values)

        return told

    return wrapped


def back_with(refusal: VoicebotError, endpoint: str, **values: object) -> Response:
    """Go to that page and tell there why nothing was done."""
    flash(str(refusal), "error")
    return redirect(url_for(endpoint, **values))  # type: ignore[arg-type]
