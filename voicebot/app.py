"""The web application: the rooms of the edge are installed here, and errors become answers once, for all of them."""

import gc
import os
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from threading import Lock
from typing import Any

from flask import Flask, Response
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as WerkzeugResponse

from voicebot import composition, logs, monitoring
from voicebot.calls import progress
from voicebot.composition import Parts, any_flow, put_together
from voicebot.errors import Refused, VoicebotError
from voicebot.front.desk import Desk
from voicebot.interview.prompts import unavailable
from voicebot.questionnaire.recordings.folder import served_recordings
from voicebot.settings import read_settings
from voicebot.telephony import twiml
from voicebot.telephony.signature import Verifier
from voicebot.webhooks import audio, inbound, trial_calls, voice
from voicebot.webhooks.cut_offs import CutOffs

_log = logs.log_for(__name__)

VOICE_ALONE = "VOICEBOT_VOICE_ALONE"
"""Set in the environment of a server that serves no pages."""
_Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def application_from_environment() -> Flask:
    """The application as a WSGI server loads it."""
    logs.set_up()
    return make_application(put_together(read_settings()), pages=VOICE_ALONE not in os.environ)


def make_application(parts: Parts, *, pages: bool = True) -> Flask:
    """The application over these parts: what the provider calls and, with `pages`, what staff see.

    Raises:
        Refused: there is no token to check the provider's signatures with.
        BadQuestionnaire: the words for people who ring us do not pass their checks.
    """
    app = Flask("voicebot", static_folder=None)
    desk = _voice_desk(parts)
    voice.install(app, desk)
    inbound.install(app, parts.reception(desk.board))
    trial_calls.install(app)
    audio.install(app, desk.shelf)
    app.add_url_rule("/healthz", view_func=healthz)
    monitoring.install(app, monitoring.Monitored(parts.settings, parts.engine, parts.clock, parts.keys))
    app.register_error_handler(Exception, answer_an_error)
    if pages:
        front = composition.desk(parts)
        others = {"/api/": _Later(partial(_api, front)), "/": _Later(partial(_console, front))}
        app.wsgi_app = _beside(app, others)  # type: ignore[method-assign,assignment]
    return app


class _Later:
    """An application that is made when it is first asked for.

    A server that comes back in the middle of calls answers them sooner, and one that shows no pages holds less.
    """

    def __init__(self, make: Callable[[], Flask]) -> None:
        self._make, self._lock = make, Lock()
        self._made: Flask | None = None

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        with self._lock:
            if self._made is None:
                self._made = self._make()
                gc.freeze()  # what it is made of stays: no request has to wait while all of it is looked through
        return self._made(environ, start_response)


def _console(front: Desk) -> Flask:
    from voicebot.console.application import make_console  # noqa: PLC0415 - with all that results take

    return make_console(front)


def _api(front: Desk) -> Flask:
    from voicebot.api.application import make_api  # noqa: PLC0415 - likewise

    return make_api(front)


def _beside(voice_app: Flask, others: Mapping[str, _Later]) -> _Wsgi:
    """Let other applications answer below these paths, and the voice application wherever it has a route itself.

    They stand apart so that sessions, headers and forgery checks of the pages cost no call anything.
    """
    own = tuple(sorted({"/" + rule.rule.split("/")[1] for rule in voice_app.url_map.iter_rules()}))
    answer = voice_app.wsgi_app

    def chosen(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if path.startswith(own):
            return answer(environ, start_response)
        return next(app for below, app in others.items() if f"{path}/".startswith(below))(environ, start_response)

    return chosen


def healthz() -> Response:
    """This process is alive."""
    return Response("ok\n", mimetype="text/plain")


def answer_an_error(error: Exception) -> WerkzeugResponse:
    """Say no more than the status: 503 for anything of ours, which the provider tries again."""
    if isinstance(error, HTTPException):
        response = error.get_response()
        response.data, response.mimetype = f"{error.name}\n", "text/plain"
        return response
    _log.error("request_failed", exc_info=error)
    reason = "try again\n" if isinstance(error, VoicebotError) else "something went wrong\n"
    return Response(reason, 503, mimetype="text/plain")


def _voice_desk(parts: Parts) -> voice.VoiceDesk:
    settings = parts.settings
    if not settings.webhook_tokens:
        raise Refused("TWILIO_AUTH_TOKEN is not set: without it no webhook can be told from a forged one")
    board = parts.switchboard()
    return voice.VoiceDesk(
        board=board,
        verifier=Verifier(settings.webhook_tokens, settings.public_url),
        public_url=settings.public_url,
        goodbye=_goodbye(parts),
        cut_offs=CutOffs(partial(progress.note_cut_off, board)),
        shelf=audio.Shelf(settings.public_url, served_recordings(composition.FLOWS)),
    )


def _goodbye(parts: Parts) -> str:
    """What is said when nothing works: kept ready in this process, since it must not need the database."""
    questionnaire = any_flow(parts.settings)
    return twiml.render(unavailable(questionnaire, questionnaire.languages[0]), action="", first_name=None)
