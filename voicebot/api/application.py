"""The application of the API: its errors, its headers, and its document. What it does is in `resources/`.

It is an application of its own, beside the pages and what the provider calls: no sessions, no cookies, no forms, and
nothing that lets other sites ask (no CORS).
"""

from collections.abc import Callable
from functools import cache

from flask import Flask, Response
from werkzeug.middleware.proxy_fix import ProxyFix

from voicebot import logs
from voicebot.api import problems, resources
from voicebot.api.document import document_of
from voicebot.api.operation import LARGEST_BODY, PREFIX
from voicebot.api.reading import JSON, refuse_null_characters
from voicebot.front.desk import EXTENSION, Desk
from voicebot.setting_values import is_loopback

DOCUMENT = f"{PREFIX}/openapi.json"
_HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
}


def make_api(parts: Desk) -> Flask:
    """The API over these parts."""
    app = Flask("voicebot.api", static_folder=None)
    app.config.update(MAX_CONTENT_LENGTH=LARGEST_BODY, PROVIDE_AUTOMATIC_OPTIONS=False)
    app.url_map.merge_slashes = False
    app.extensions[EXTENSION] = parts
    app.before_request(logs.begin_request)
    app.before_request(refuse_null_characters)
    app.after_request(_with_headers)
    app.register_blueprint(resources.api)
    app.add_url_rule(DOCUMENT, view_func=_document(app))
    problems.install(app)
    if parts.settings.public_url.startswith("https://"):
        app.after_request(_over_https_alone)
    if not is_loopback(parts.settings.public_url):
        app.wsgi_app = ProxyFix(app.wsgi_app)  # type: ignore[method-assign]  # Flask's own way
    return app


def _document(app: Flask) -> Callable[[], Response]:
    written = cache(lambda: document_of(app))

    def openapi() -> Response:
        """What can be asked and what is answered; for everybody, since it holds nothing but that."""
        return Response(written(), mimetype=JSON)

    return openapi


def _with_headers(response: Response) -> Response:
    response.headers.update(_HEADERS)
    return response


def _over_https_alone(response: Response) -> Response:
    response.headers["Strict-Transport-Security"] = "max-age=31556926; includeSubDomains"
    return response
