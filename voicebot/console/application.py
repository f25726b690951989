"""The application of the staff pages: headers, forgery checks, the menu, and errors as pages.

It is an application of its own, so that nothing of it costs or breaks a call. What the pages do is in `pages/`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

from flask import Flask, flash, g, redirect, render_template, request, url_for
from flask_bootstrap import Bootstrap5
from flask_talisman import Talisman
from flask_wtf.csrf import CSRFError, CSRFProtect
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.wrappers import Response

from voicebot import logs
from voicebot.console import access, pages, single_sign_on, uploads, words
from voicebot.errors import Busy, NotFound, VoicebotError
from voicebot.front.desk import EXTENSION, Desk, desk
from voicebot.setting_values import is_loopback
from voicebot.staff.permissions import Permission

_log = logs.log_for(__name__)

_LARGEST_FORM = 1_000_000
"""Bytes of a request; pages that take files say for themselves how large those may be."""
_POLICY = {
    "default-src": "'self'",
    "img-src": ["'self'", "data:"],
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
_EXPLAINED = {
    HTTPStatus.BAD_REQUEST: "The page could not make sense of what was sent. Go back and try it again.",
    HTTPStatus.UNAUTHORIZED: "You are not signed in any more.",
    HTTPStatus.FORBIDDEN: "Your role does not allow this. Ask a supervisor or an administrator.",
    HTTPStatus.NOT_FOUND: "There is no such page, or it is gone.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "The file is larger than this page takes.",
}


@dataclass(frozen=True, slots=True)
class Item:
    """An entry of the menu, for whoever may see it."""

    label: str
    endpoint: str
    permission: Permission


MENU: Sequence[Item] = (
    Item("Waves", "console.waves", Permission.SEE_WAVES),
    Item("Questionnaires", "console.questionnaires", Permission.SEE_WAVES),
    Item("Day sheet", "console.day_sheet", Permission.SEE_WAVES),
    Item("Complaints", "console.complaints", Permission.SEE_COMPLAINTS),
    Item("People", "console.people", Permission.SEE_CONTACTS),
    Item("Exclusions", "console.exclusions", Permission.EXCLUDE),
    Item("Audit", "console.audit_trail", Permission.READ_AUDIT),
    Item("Staff", "console.staff", Permission.SEE_STAFF),
    Item("System", "console.system", Permission.SEE_SETTINGS),
)


def make_console(parts: Desk) -> Flask:
    """The staff pages over these parts."""
    app = Flask("voicebot.console", static_folder=None, static_url_path="")
    app.config.update(
        SECRET_KEY=parts.keys.derived("console pages"),
        SESSION_COOKIE_NAME="page",
        MAX_CONTENT_LENGTH=_LARGEST_FORM,
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session
        WTF_CSRF_SSL_STRICT=True,
        BOOTSTRAP_SERVE_LOCAL=True,
    )
    app.extensions[EXTENSION] = parts
    encrypted = parts.settings.public_url.startswith("https://")
    Talisman(
        app,
        force_https=False,  # the proxy in front does that
        strict_transport_security=encrypted,
        session_cookie_secure=encrypted,
        session_cookie_samesite="Lax",
        content_security_policy=_POLICY,
        referrer_policy="same-origin",
    )
    Bootstrap5(app)
    words.install(app)
    single_sign_on.install(app, parts.settings)
    app.before_request(logs.begin_request)
    app.before_request(access.look_who_asks)
    app.before_request(uploads.let_files_in)
    CSRFProtect(app)  # reads the body, so it comes after who asks and how much they may send
    app.after_request(_keep_nothing)
    app.context_processor(_on_every_page)
    app.register_blueprint(pages.console)
    app.register_error_handler(CSRFError, _start_again)
    app.register_error_handler(Exception, _as_a_page)
    if not is_loopback(parts.settings.public_url):
        app.wsgi_app = ProxyFix(app.wsgi_app)  # type: ignore[method-assign]  # Flask's own way
    return app


def _on_every_page() -> dict[str, object]:
    items = [item for item in MENU if access.is_allowed(item.permission)]
    return {
        "staff": g.get("staff"),
        "navigation": items,
        "rehearsal": desk().settings.rehearsal,
        "is_allowed": access.is_allowed,
        "may_stop": access.is_allowed(Permission.STOP),
    }


def _keep_nothing(response: Response) -> Response:
    """No page stays in a browser's or a proxy's store."""
    if request.endpoint is None or not request.endpoint.endswith("static"):
        response.headers["Cache-Control"] = "no-store"
    return response


def _start_again(_error: CSRFError) -> Response:
    """A form that was open for too long, or one of another site: nothing is done, and a new one is shown."""
    flash("The form was too old. Nothing was done; please try it again.", "error")
    return redirect(url_for("console.waves") if g.get("staff") else url_for("console.sign_in"), 303)


def _as_a_page(error: Exception) -> tuple[str, int] | Response:
    """What went wrong, in words; nothing of the inside."""
    if isinstance(error, HTTPException) and error.response is not None:
        return error.get_response()
    status, explained = _told(error)
    return render_template("console/error.html", heading=status.phrase, explained=explained), status.value


def _told(error: Exception) -> tuple[HTTPStatus, str]:
    if isinstance(error, HTTPException):
        status = HTTPStatus(error.code or HTTPStatus.INTERNAL_SERVER_ERROR)
        return status, _EXPLAINED.get(status, error.description or status.description)
    if isinstance(error, NotFound):
        return HTTPStatus.NOT_FOUND, str(error)
    if isinstance(error, Busy):
        return HTTPStatus.SERVICE_UNAVAILABLE, "The database is busy. Try again in a minute; calls go on meanwhile."
    if isinstance(error, VoicebotError):
        return HTTPStatus.CONFLICT, str(error)
    _log.error("request_failed", exc_info=error)
    return HTTPStatus.INTERNAL_SERVER_ERROR, "Something went wrong here. It is in the log, with nothing personal."
