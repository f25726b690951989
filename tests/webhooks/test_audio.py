import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.calls.line import PUBLIC_URL
from tests.calls.survey import SOURCE, Survey
from tests.interview.uss import FOLDER
from tests.questionnaire.flows import FLOWS
from tests.questionnaire.recordings.sounds import accept, record, tone
from voicebot.questionnaire.reading import read_folder
from voicebot.questionnaire.recordings.folder import served_recordings
from voicebot.store.versions import keep_version
from voicebot.webhooks import audio


@pytest.fixture
def flows(tmp_path: Path) -> Path:
    """The small questionnaire with two accepted recordings."""
    flows = shutil.copytree(FLOWS, tmp_path / "flows")
    record(flows / "small", "contact.ask")
    record(flows / "small", "whole.ask", suffix=".mp3")
    accept(flows / "small")
    return flows


@pytest.fixture
def shelf(flows: Path) -> audio.Shelf:
    return audio.Shelf(PUBLIC_URL, served_recordings(flows))


@pytest.fixture
def client(shelf: audio.Shelf) -> Iterator[FlaskClient]:
    app = Flask("audio")
    audio.install(app, shelf)
    with app.test_client() as client:
        yield client


def named(shelf: audio.Shelf, suffix: str) -> str:
    return next(name for name in shelf.recordings if name.endswith(suffix))


@pytest.mark.parametrize(("suffix", "kind"), [(".wav", "audio/wav"), (".mp3", "audio/mpeg")])
def test_a_recording_is_served_to_anybody_who_knows_its_name(
    client: FlaskClient, shelf: audio.Shelf, suffix: str, kind: str
) -> None:
    name = named(shelf, suffix)
    answer = client.get(f"/voice/audio/{name}")
    assert (answer.status_code, answer.mimetype) == (200, kind)
    assert answer.data == shelf.recordings[name].path.read_bytes()


def test_a_recording_may_be_kept_for_a_year_and_is_not_sent_again(client: FlaskClient, shelf: audio.Shelf) -> None:
    path = f"/voice/audio/{named(shelf, '.wav')}"
    first = client.get(path)
    assert first.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_the_words_of_a_recording_stand_beside_it(client: FlaskClient, shelf: audio.Shelf) -> None:
    answer = client.get(f"/voice/audio/{named(shelf, '.mp3').removesuffix('.mp3')}.txt")
    assert (answer.mimetype, answer.text) == ("text/plain", "Taking everything together, how satisfied are you?")


@pytest.mark.parametrize("name", ["contact.ask.wav", f"{'0' * 64}.wav", f"{'0' * 64}.txt", "..%2Frecordings.yaml", ""])
def test_nothing_else_is_served(client: FlaskClient, name: str) -> None:
    assert client.get(f"/voice/audio/{name}").status_code == 404


def test_a_file_that_was_changed_since_is_not_served(client: FlaskClient, shelf: audio.Shelf) -> None:
    name = named(shelf, ".wav")
    shelf.recordings[name].path.write_bytes(tone(1))
    assert client.get(f"/voice/audio/{name}").status_code == 404


def test_a_recording_that_is_gone_has_no_address(client: FlaskClient, shelf: audio.Shelf) -> None:
    name = named(shelf, ".wav")
    assert shelf.url(name) == f"{PUBLIC_URL}/voice/audio/{name}"
    shelf.recordings[name].path.unlink()
    assert shelf.url(name) is None
    assert shelf.url("0" * 64 + ".wav") is None
    assert client.get(f"/voice/audio/{name}").status_code == 404


def test_a_call_plays_what_is_recorded_and_speaks_the_rest(
    survey: Survey, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flows = shutil.copytree(FOLDER.parent, tmp_path / "flows")
    flow = flows / "user-satisfaction"
    record(flow, "safe_to_talk.ask")
    accept(flow, sentences=SOURCE.sentences)
    monkeypatch.setattr("voicebot.composition.FLOWS", flows)
    source = read_folder(flow, SOURCE.sentences)
    with survey.changing() as session:
        keep_version(session, source.digest, source.name, source.to_json())
    line = survey.rings(survey.person(), state="placing", version=source.digest).picks_up().presses("1")
    (name,) = served_recordings(flows)
    assert f"<Play>{PUBLIC_URL}/voice/audio/{name}</Play><Say" in line.document
    assert survey.client.get(f"/voice/audio/{name}").status_code == 200
    (flow / "audio" / "en-GB" / "safe_to_talk.ask.wav").unlink()
    line.presses("*").hears("Before we go on, is this a good time?")
