"""How what the system refuses is told on a page: on the form that asked for it, or on top of the page before."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import flash, redirect, url_for
from werkzeug.wrappers import Response

from voicebot.errors import VoicebotError


@contextmanager
def shown_on(form: object) -> Iterator[None]:
    """Tell a refusal of the use case on top of the form, which keeps what was typed."""
    try:
        yield
    except VoicebotError as refusal:
        form.form_errors = [*str(refusal).splitlines()]  # type: ignore[attr-defined]  # of a WTForms form


def back_with(refusal: VoicebotError, endpoint: str, **values: object) -> Response:
    """Go to that page and tell there why nothing was done."""
    flash(str(refusal), "error")
    return redirect(url_for(endpoint, **values))  # type: ignore[arg-type]
