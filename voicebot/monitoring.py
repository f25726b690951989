"""What those who run the system see of a web server: is it ready, its figures, and an id in the log for each request.

None of it is about a person. What is looked at is `operations/`'s.
"""

import hmac
import time
from dataclasses import dataclass
from ipaddress import ip_address

from flask import Flask, Response, request
from sqlalchemy import Engine

from voicebot import metrics
from voicebot.clock import Clock
from voicebot.logs import begin_request
from voicebot.operations.figures import DatabaseFigures
from voicebot.operations.readiness import Readiness
from voicebot.privacy.keystore import KeyStore
from voicebot.setting_values import is_loopback
from voicebot.settings import Settings

_BEGAN = "voicebot.began"


@dataclass(frozen=True, slots=True)
class Monitored:
    """What is watched, and by which settings."""

    settings: Settings
    engine: Engine
    clock: Clock
    keys: KeyStore


def install(app: Flask, monitored: Monitored) -> None:
    """Serve `/readyz` and `/metrics`, and count and name every request of this application."""
    readiness = Readiness(monitored.engine, monitored.keys)
    figures = DatabaseFigures(monitored.engine, monitored.clock)
    app.before_request(_begin)
    app.after_request(_end)
    app.add_url_rule("/readyz", "readyz", lambda: _readyz(readiness))
    app.add_url_rule("/metrics", "metrics", lambda: _metrics(monitored.settings, figures))


def _begin() -> None:
    request.environ[_BEGAN] = time.perf_counter()
    begin_request()


def _end(response: Response) -> Response:
    seconds = time.perf_counter() - request.environ[_BEGAN]
    metrics.REQUEST_SECONDS.labels(request.endpoint or "none", response.status_code).observe(seconds)
    return response


def _readyz(readiness: Readiness) -> Response:
    reason = readiness.why_not()
    return Response(f"{reason or 'ready'}\n", 503 if reason else 200, mimetype="text/plain")


def _metrics(settings: Settings, figures: DatabaseFigures) -> Response:
    """Counts only, but how a survey goes is nobody's business outside."""
    if not _may_see_metrics(settings):
        return Response("Bear the token VOICEBOT_METRICS_TOKEN.\n", 401, {"WWW-Authenticate": "Bearer"}, "text/plain")
    return Response(metrics.told() + figures.told(), mimetype="text/plain; version=0.0.4")


def _may_see_metrics(settings: Settings) -> bool:
    """By the token. Without one, only where nobody outside reaches us: behind a proxy all come from this machine."""
    if settings.metrics_token is None:
        return is_loopback(settings.public_url) and _is_on_this_machine(request.remote_addr)
    expected = f"Bearer {settings.metrics_token.get_secret_value()}"
    return hmac.compare_digest(request.headers.get("Authorization", "").encode(), expected.encode())


def _is_on_this_machine(address: str | None) -> bool:
    return bool(address) and ip_address(str(address)).is_loopback
