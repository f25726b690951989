"""Who asks for a page, and whether they may: every view says what it needs, and one that says nothing is refused.

The browser holds a random token in a cookie of its own; who that is stands in the database (`staff/sessions.py`).
"""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar
from urllib.parse import urlsplit

from flask import abort, current_app, flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from voicebot.acting import acting_from
from voicebot.front.desk import desk
from voicebot.office import signing_in
from voicebot.staff.permissions import Permission
from voicebot.staff.sessions import LASTS_AT_MOST, StaffMember

_P = ParamSpec("_P")
_Page = TypeVar("_Page", bound=ResponseReturnValue)
_NEEDS = "needs_permission"
ANYBODY = "anybody"
SIGNED_IN = "signed in"
_WHILE_RENEWING = frozenset({"console.renew", "console.prove"})
"""All that somebody may see whose password and codes are known to somebody else."""
BY_ITSELF = "by-itself"
"""The value of the header `X-Requested-With` of what a page asks by itself: it keeps nobody signed in."""


def needs(permission: Permission, *, fresh: bool = False) -> Callable[[Callable[_P, _Page]], Callable[_P, _Page]]:
    """A view for whoever may do that; `fresh`: who have given their password within the last minutes."""

    def guarded(view: Callable[_P, _Page]) -> Callable[_P, _Page]:
        @wraps(view)
        def checked(*args: _P.args, **values: _P.kwargs) -> _Page:
            member = signed_in()
            if not member.may(permission):
                abort(403)
            if fresh and not _has_just_proved_it():
                return _prove_first()  # type: ignore[return-value]  # a redirect is an answer, too
            with acting_from(address()):
                return view(*args, **values)

        setattr(checked, _NEEDS, permission)
        return checked

    return guarded


def for_anybody(view: Callable[_P, _Page]) -> Callable[_P, _Page]:
    """A view for everybody, signed in or not."""
    setattr(view, _NEEDS, ANYBODY)
    return view


def for_whoever_is_signed_in(view: Callable[_P, _Page]) -> Callable[_P, _Page]:
    """A view for all staff, whatever their role."""

    @wraps(view)
    def checked(*args: _P.args, **values: _P.kwargs) -> _Page:
        signed_in()
        with acting_from(address()):
            return view(*args, **values)

    setattr(checked, _NEEDS, SIGNED_IN)
    return checked


def after_proof(view: Callable[_P, _Page]) -> Callable[_P, _Page]:
    """Below `for_whoever_is_signed_in`: for who have given their password within the last minutes."""

    @wraps(view)
    def checked(*args: _P.args, **values: _P.kwargs) -> _Page:
        if not _has_just_proved_it():
            return _prove_first()  # type: ignore[return-value]  # a redirect is an answer, too
        return view(*args, **values)

    return checked


def needed_by(view: Callable[..., object]) -> object:
    """What a view needs: a permission, `SIGNED_IN`, `ANYBODY`; None if it doesn't say."""
    return getattr(view, _NEEDS, None)


def look_who_asks() -> Response | None:
    """Before each request: who is signed in; whoever isn't is sent to sign in."""
    need = needed_by(current_app.view_functions.get(request.endpoint or "", abort))
    token = request.cookies.get(cookie_name())
    at_work = request.headers.get("X-Requested-With") != BY_ITSELF
    g.staff = signing_in.who_is(desk().registry, token, at_work=at_work) if token else None
    if request.endpoint is None or need == ANYBODY or request.endpoint.endswith("static"):
        return None
    if need is None:
        abort(403)
    if g.staff is None:
        if not at_work:
            abort(401)
        return redirect(url_for("console.sign_in", next=_here() if request.path != "/" else None))
    if g.staff.must_renew and request.endpoint not in _WHILE_RENEWING:
        return redirect(url_for("console.renew"))
    return None


def signed_in() -> StaffMember:
    """Who is signed in."""
    member: StaffMember | None = g.staff
    if member is None:
        abort(401)
    return member


def staff_name() -> str:
    """The name of whoever is signed in, for the audit trail."""
    return signed_in().name


def is_allowed(permission: str) -> bool:
    """Whether whoever is signed in may do that; nobody may do anything."""
    return g.get("staff") is not None and g.staff.may(Permission(permission))


def address() -> str:
    """Where the request came from."""
    return request.remote_addr or "unknown"


def session_token() -> str:
    """The token of the session that asks."""
    return request.cookies.get(cookie_name(), "")


def keep_token(response: Response, token: str) -> Response:
    """Give the browser the token of its session."""
    response.set_cookie(
        cookie_name(),
        token,
        max_age=LASTS_AT_MOST,
        path="/",
        secure=is_encrypted(),
        httponly=True,
        samesite="Lax",  # Strict would lose it on the way back from a single sign-on
    )
    return response


def forget_token(response: Response) -> Response:
    """Take the token from the browser."""
    response.delete_cookie(cookie_name(), path="/", secure=is_encrypted(), httponly=True, samesite="Lax")
    return response


def cookie_name() -> str:
    """The name of the cookie: with `__Host-` no other host can set it; only over https do browsers take that."""
    return "__Host-staff" if is_encrypted() else "staff"


def is_encrypted() -> bool:
    """Whether the pages are reached by https."""
    return desk().settings.public_url.startswith("https://")


def own_path(path: str | None) -> str:
    """A path of ours to go on to; the first page for anything that leads elsewhere."""
    parts = urlsplit(path or "")
    is_ours = not parts.scheme and not parts.netloc and parts.path.startswith("/") and "\\" not in (path or "")
    return parts._replace(fragment="").geturl() if is_ours and not parts.path.startswith("//") else url_for(".waves")


def _has_just_proved_it() -> bool:
    return signed_in().has_just_proved_it(desk().registry.wall_clock.now())


def _prove_first() -> Response:
    """To the page that asks for the password again, and from there back to where this was asked for."""
    flash("Please give your password once more. Then do it again.", "info")
    return redirect(url_for("console.prove", next=_here()), 303)


def _here() -> str:
    """The path of the page that is looked at: of a form, the page that it stands on."""
    if request.method == "GET":
        return own_path(request.full_path.rstrip("?"))
    return own_path(urlsplit(request.referrer or "").path)
