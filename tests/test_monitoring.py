"""What those who run the system see of a web server, and who else may."""

import io
import json
import logging
from dataclasses import replace

import pytest
import structlog
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine

from tests.calls.survey import Survey, settings
from voicebot import logs, metrics
from voicebot.app import make_application
from voicebot.privacy.keystore import KeyStore
from voicebot.webhooks import voice

LOOPBACK = {"VOICEBOT_PUBLIC_URL": "http://127.0.0.1:8000", "TWILIO_API_BASE_URL": "http://127.0.0.1:1"}


@pytest.fixture
def survey(sqlite_engine: Engine, keys: KeyStore) -> Survey:
    return Survey(sqlite_engine, keys)


def client(survey: Survey, **changes: str) -> FlaskClient:
    app: Flask = make_application(replace(survey.parts, settings=settings(**changes)))
    return app.test_client()


def test_figures_are_shown_to_this_machine_in_a_rehearsal(survey: Survey) -> None:
    answer = client(survey, **LOOPBACK).get("/metrics")
    assert (answer.status_code, "voicebot_database_up 1.0" in answer.text) == (200, True)


@pytest.mark.parametrize("address", ["192.0.2.1", "2001:db8::1", ""])
def test_figures_are_shown_to_no_other_machine(survey: Survey, address: str) -> None:
    answer = client(survey, **LOOPBACK).get("/metrics", environ_base={"REMOTE_ADDR": address})
    assert answer.status_code == 401


def test_behind_a_public_address_nobody_sees_figures_without_a_token(survey: Survey) -> None:
    """Whoever comes through a proxy comes from this machine."""
    assert client(survey).get("/metrics").status_code == 401


@pytest.mark.parametrize(
    ("header", "status"), [("Bearer the-token", 200), ("Bearer another", 401), ("the-token", 401), ("", 401)]
)
def test_with_a_token_that_alone_counts(survey: Survey, header: str, status: int) -> None:
    asking = client(survey, VOICEBOT_METRICS_TOKEN="the-token", **LOOPBACK)
    assert asking.get("/metrics", headers={"Authorization": header}).status_code == status


def test_every_turn_is_timed(survey: Survey) -> None:
    line = survey.rings(survey.person())
    before = _turns()
    line.picks_up().presses("1", "1")
    assert _turns() == before + 2


def test_what_is_logged_carries_the_ids_of_request_and_call(survey: Survey, monkeypatch: pytest.MonkeyPatch) -> None:
    stream, root = io.StringIO(), logging.getLogger()
    handlers, level = root.handlers[:], root.level
    line = survey.rings(survey.person())

    def fail(*_: object) -> None:
        raise RuntimeError("a secret")

    monkeypatch.setattr(voice.answering, "answer", fail)
    logs.set_up(stream)
    line.sends(f"{line.url}/start")
    line.sends(f"{line.url}/start")
    survey.client.get("/healthz")
    logs.log_for("voicebot.later").warning("something else")
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()

    first, second, later = (json.loads(text) for text in stream.getvalue().splitlines())
    assert first["attempt"] == second["attempt"] == line.call
    assert len({first["request"], second["request"], later["request"]}) == 3
    assert "attempt" not in later
    assert "secret" not in stream.getvalue()


def _turns() -> float:
    labels = {"route": "voice.turn", "status": "200"}
    for family in metrics.REQUEST_SECONDS.collect():
        for sample in family.samples:
            if sample.name.endswith("_count") and sample.labels == labels:
                return sample.value
    return 0
