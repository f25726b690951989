"""Single sign-on by OpenID Connect: to the service that vouches for staff, and back (code, PKCE, state, nonce).

Whom a subject belongs to is `office.signing_in`'s; what is said on pages, `pages/single_sign_on.py`'s.
"""

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.flask_client import FlaskOAuth2App, OAuth
from flask import Flask, current_app
from joserfc.errors import JoseError
from werkzeug.wrappers import Response

from voicebot.errors import NotFound, Refused
from voicebot.front.desk import desk
from voicebot.logs import log_for
from voicebot.settings import Settings

_log = log_for(__name__)
_NAME = "elsewhere"
_EXTENSION = "voicebot.single_sign_on"
_SECONDS_TO_ANSWER = 10
_FAULTS = (AuthlibBaseError, JoseError, requests.RequestException, RuntimeError, ValueError, KeyError)
"""What goes wrong on the way there and back; KeyError and RuntimeError where the service leaves something out."""


def install(app: Flask, settings: Settings) -> None:
    """Let this application ask the service of the settings, if there is one."""
    if settings.sso_issuer is None or settings.sso_client_secret is None:
        return
    app.extensions[_EXTENSION] = OAuth(app).register(
        _NAME,
        client_id=settings.sso_client_id,
        client_secret=settings.sso_client_secret.get_secret_value(),
        server_metadata_url=f"{settings.sso_issuer}/.well-known/openid-configuration",
        client_kwargs={
            "scope": "openid",
            "code_challenge_method": "S256",
            "default_timeout": _SECONDS_TO_ANSWER,
        },
    )


def is_set_up() -> bool:
    """Whether staff can sign in elsewhere."""
    return _EXTENSION in current_app.extensions


def go_there(back: str) -> Response:
    """Send the browser to the service, from where it comes back to that address.

    Raises:
        NotFound: single sign-on is not set up.
        Refused: the service does not answer.
    """
    try:
        there: Response = _service().authorize_redirect(back)
    except _FAULTS as fault:
        raise _refused(fault) from fault
    return there


def come_back() -> str:
    """Whom the service vouches for, by the request with which the browser came back: `issuer subject`.

    Raises:
        NotFound: single sign-on is not set up.
        Refused: the service vouches for nobody, or what came back was not asked for.
    """
    settings = desk().settings
    issuer = settings.sso_issuer
    expected = {
        "iss": {"essential": True, "values": [issuer, f"{issuer}/"]},
        "aud": {"essential": True, "value": settings.sso_client_id},
        "sub": {"essential": True},
    }
    try:
        claims = _service().authorize_access_token(claims_options=expected)["userinfo"]
        return f"{issuer} {claims['sub']}"
    except _FAULTS as fault:
        raise _refused(fault) from fault


def _service() -> FlaskOAuth2App:
    if not is_set_up():
        raise NotFound("single sign-on is not set up here")
    return current_app.extensions[_EXTENSION]


def _refused(fault: Exception) -> Refused:
    _log.warning("single_sign_on_failed", fault=type(fault).__name__)
    return Refused("The single sign-on did not work. Try it again, or sign in with your password.")
