"""The web application as it is put together."""

from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine

from tests.calls.survey import Survey, settings
from voicebot.app import make_application
from voicebot.errors import Busy, Refused
from voicebot.privacy.keystore import claim_keys
from voicebot.store.engine import make_engine


@pytest.fixture
def survey(sqlite_engine: Engine, tmp_path: Path) -> Survey:
    return Survey(sqlite_engine, claim_keys(sqlite_engine, tmp_path / "keys"))


@pytest.fixture
def application(survey: Survey) -> Flask:
    return make_application(survey.parts)


def test_a_process_that_lives_says_so_without_its_database(application: Flask) -> None:
    answer = application.test_client().get("/healthz")
    assert (answer.status_code, answer.text) == (200, "ok\n")


def test_a_process_is_ready_when_its_database_is_up_to_date(application: Flask) -> None:
    answer = application.test_client().get("/readyz")
    assert (answer.status_code, answer.text) == (200, "ready\n")


def test_a_process_over_an_old_database_is_not_ready(survey: Survey, empty_database: str) -> None:
    engine = make_engine(empty_database)
    answer = make_application(replace(survey.parts, engine=engine)).test_client().get("/readyz")
    engine.dispose()
    assert (answer.status_code, answer.text) == (503, "the database is not up to date\n")


def test_without_a_token_nothing_is_served(survey: Survey) -> None:
    tokenless = settings().model_copy(update={"auth_token": None, "auth_token_previous": None})
    with pytest.raises(Refused, match="TWILIO_AUTH_TOKEN"):
        make_application(replace(survey.parts, settings=tokenless))


@pytest.mark.parametrize(
    ("fault", "text"), [(Busy("later"), "try again\n"), (RuntimeError("a secret"), "something went wrong\n")]
)
def test_a_fault_of_ours_asks_to_try_again_and_tells_nothing(
    application: Flask, fault: Exception, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> str:
        raise fault

    monkeypatch.setitem(application.view_functions, "healthz", fail)
    answer = application.test_client().get("/healthz")
    assert (answer.status_code, answer.text, answer.mimetype) == (503, text, "text/plain")


def test_an_address_that_is_not_there_is_answered_in_a_word(application: Flask) -> None:
    answer = application.test_client().get("/voice/nowhere")
    assert (answer.status_code, answer.text, answer.mimetype) == (404, "Not Found\n", "text/plain")


def test_pages_for_staff_are_beside_what_the_provider_calls_unless_left_out(survey: Survey) -> None:
    with_pages, without = make_application(survey.parts), make_application(survey.parts, pages=False)
    assert with_pages.test_client().get("/").headers["Location"].startswith("/sign-in")
    assert without.test_client().get("/").status_code == 404


def test_programs_ask_beside_the_pages(survey: Survey) -> None:
    client = make_application(survey.parts).test_client()
    assert client.get("/api/v1/openapi.json").json["openapi"] == "3.1.0"
    assert client.get("/api/v1/waves").status_code == 401
    assert client.get("/api/v1/nothing").mimetype == "application/problem+json"


def test_a_wrong_method_is_told_the_right_one(application: Flask) -> None:
    answer = application.test_client().post("/healthz")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]
