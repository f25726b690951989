"""Programs that ask the API, each with the token of somebody of a role, and the survey behind it."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine
from werkzeug.test import TestResponse

from tests.calls.survey import Survey, settings
from tests.fieldwork.office import StoppedClock
from tests.office.conftest import CHEAP, TODAY, Staff
from voicebot import composition
from voicebot.api.application import make_api
from voicebot.api.operation import PREFIX
from voicebot.composition import Parts
from voicebot.office import programs
from voicebot.office.registry import Registry
from voicebot.privacy.keystore import claim_keys
from voicebot.staff.codes import CodeSeal
from voicebot.staff.passwords import Passwords
from voicebot.staff.permissions import Role
from voicebot.store.engine import make_engine, reading
from voicebot.store.tables import Wave


@dataclass(frozen=True)
class Program:
    """What one program sends and is answered."""

    client: FlaskClient
    token: str

    def asks(self, path: str, **query: object) -> TestResponse:
        return self.client.get(PREFIX + path, query_string=query, headers=self.headers)

    def sends(self, path: str, body: object = None, key: str | None = None, **more: object) -> TestResponse:
        headers = self.headers | ({} if key is None else {"Idempotency-Key": key})
        return self.client.post(PREFIX + path, json=body, headers=headers, **more)  # type: ignore[arg-type]

    def sends_form(self, path: str, fields: dict[str, object], key: str | None = None) -> TestResponse:
        headers = self.headers | ({} if key is None else {"Idempotency-Key": key})
        return self.client.post(PREFIX + path, data=fields, headers=headers, content_type="multipart/form-data")

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


@dataclass(frozen=True)
class Api:
    """The API of a rehearsal, and whoever has a token for it."""

    app: Flask
    staff: Staff
    survey: Survey

    def program(self, name: str, role: Role) -> Program:
        """A program on behalf of somebody of that role."""
        if name not in self.staff.secrets:
            self.staff.has(name, role)
        token = programs.make_token(self.staff.registry, name=name, label="test", role=None, days=30, who="system")
        return Program(self.app.test_client(), token)

    def wave(self) -> str:
        """The name of the survey's wave."""
        with reading(self.survey.engine) as session:
            return session.get_one(Wave, self.survey.wave_id).name

    def trail(self, action: str) -> list[str]:
        """Who did that, the oldest first."""
        return [entry.who for entry in self.staff.trail(action)]


def make(engine: Engine, folder: Path) -> Api:
    """The API over that database, with keys in that folder."""
    keys = claim_keys(engine, folder / "keys")
    survey, wall_clock = Survey(engine, keys), StoppedClock(TODAY)
    parts = replace(survey.parts, settings=settings(TWILIO_API_BASE_URL="http://127.0.0.1:9"))
    seal = CodeSeal(keys.derived("staff codes"))
    registry = Registry(engine, parts.clock, wall_clock, Passwords(CHEAP), seal)
    with pytest.MonkeyPatch.context() as patch:  # whose hashes cost next to nothing
        patch.setattr(Parts, "registry", lambda _parts: registry)
        desk = composition.desk(parts)
    return Api(make_api(desk), Staff(registry, wall_clock), survey)


@pytest.fixture
def api(sqlite_engine: Engine, tmp_path: Path) -> Api:
    return make(sqlite_engine, tmp_path)


@pytest.fixture(scope="module")
def lasting_api(tmp_path_factory: pytest.TempPathFactory, _sqlite_template: Path) -> Iterator[Api]:
    """One for all tests of a module, which leave each other alone."""
    folder = tmp_path_factory.mktemp("api")
    engine = make_engine(f"sqlite:///{shutil.copy(_sqlite_template, folder / 'voicebot.db')}")
    yield make(engine, folder)
    engine.dispose()


@pytest.fixture
def researcher(api: Api) -> Program:
    return api.program("ada", Role.RESEARCHER)


@pytest.fixture
def supervisor(api: Api) -> Program:
    return api.program("ben", Role.SUPERVISOR)


@pytest.fixture
def auditor(api: Api) -> Program:
    return api.program("max", Role.AUDITOR)
