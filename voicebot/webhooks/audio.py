"""The recordings, as the provider fetches them: no sign-in and no signature, but names that nobody can guess.

The words of each are served beside it as text, for those who can't hear it.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from flask import Blueprint, Flask, Response, abort, current_app, request

from voicebot.questionnaire.recordings.folder import Served
from voicebot.webhooks.urls import audio_url

KINDS = {".wav": "audio/wav", ".mp3": "audio/mpeg"}
_A_YEAR = 365 * 24 * 3600
_EXTENSION = "voicebot.audio"

audio = Blueprint("audio", __name__, url_prefix="/voice/audio")


@dataclass(frozen=True, slots=True)
class Shelf:
    """The accepted recordings that are on this machine, by name, and where they are served."""

    public_url: str
    recordings: Mapping[str, Served] = field(default_factory=dict)

    def url(self, name: str) -> str | None:
        """The address of a recording; None if its file is not here, so that its words are spoken instead."""
        served = self.recordings.get(name)
        return audio_url(self.public_url, name) if served and served.path.is_file() else None


def install(app: Flask, shelf: Shelf) -> None:
    """Serve the recordings from this application."""
    app.extensions[_EXTENSION] = shelf
    app.register_blueprint(audio)


@audio.get("/<name>")
def play(name: str) -> Response:
    """The sound; what stands under a name never changes, so it may be kept for as long as anybody likes."""
    content = _content(_served(name).path)
    if hashlib.sha256(content).hexdigest() != Path(name).stem:
        abort(404)  # the file was changed since: nobody has listened to this one
    response = Response(content, mimetype=KINDS[Path(name).suffix])
    return _kept(response, name)


@audio.get("/<stem>.txt")
def read(stem: str) -> Response:
    """The words of the recording."""
    name = next((stem + kind for kind in KINDS if stem + kind in _shelf().recordings), "")
    return _kept(Response(_served(name).words, mimetype="text/plain"), f"{stem}.txt")


def _kept(response: Response, name: str) -> Response:
    response.set_etag(name)
    response.cache_control.public = True
    response.cache_control.max_age = _A_YEAR
    response.cache_control.immutable = True
    response.make_conditional(request)
    return response


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        abort(404)


def _served(name: str) -> Served:
    return _shelf().recordings.get(name) or abort(404)


def _shelf() -> Shelf:
    shelf: Shelf = current_app.extensions[_EXTENSION]
    return shelf
