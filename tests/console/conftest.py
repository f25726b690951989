"""Staff at their browsers: each is a client with cookies of its own, signed in with a code as on the real pages."""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine
from werkzeug.test import TestResponse

from tests.calls.survey import Survey
from tests.fieldwork.office import StoppedClock
from tests.office.conftest import CHEAP, PASSWORD, TODAY, Staff
from voicebot import composition
from voicebot.composition import Parts
from voicebot.console.application import make_console
from voicebot.office.registry import Registry
from voicebot.privacy.keystore import claim_keys
from voicebot.staff.codes import CodeSeal
from voicebot.staff.passwords import Passwords
from voicebot.staff.permissions import Role

_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


@dataclass(frozen=True)
class Browser:
    """What one person sees and sends."""

    client: FlaskClient

    def looks_at(self, path: str, status: int = 200) -> str:
        """The page; a redirect is followed."""
        answer = self.client.get(path, follow_redirects=True)
        assert answer.status_code == status, answer.text
        return answer.text

    def sends(self, path: str, form: dict[str, object] | None = None, *, page: str | None = None) -> TestResponse:
        """What comes of sending a form, with the token of the page that it stands on."""
        on = page or path
        given = {"csrf_token": self.token(on), **(form or {})}
        return self.client.post(path, data=given, headers={"Referer": f"http://localhost{on}"})

    def token(self, page: str) -> str:
        """The token that a form on that page sends along."""
        found = _TOKEN.search(self.looks_at(page))
        assert found, f"{page} has no form"
        return found.group(1)

    def does(self, path: str, form: dict[str, object] | None = None, *, page: str | None = None) -> str:
        """The page that follows a form that was taken."""
        answer = self.sends(path, form, page=page)
        assert answer.status_code in (302, 303), answer.text
        return self.looks_at(answer.headers["Location"])

    def is_refused(self, path: str, form: dict[str, object] | None = None, *, page: str | None = None) -> str:
        """The page that says why a form was not taken."""
        answer = self.sends(path, form, page=page)
        assert answer.status_code in (200, 401, 403, 404, 409, 422), answer.status_code
        assert answer.mimetype == "text/html"
        return answer.text


@dataclass(frozen=True)
class Office:
    """The pages, the people who use them, and the survey behind them."""

    app: Flask
    staff: Staff
    survey: Survey

    def browser(self) -> Browser:
        """A browser in which nobody is signed in."""
        return Browser(self.app.test_client())

    def signed_in(self, name: str, role: Role) -> Browser:
        """The browser of somebody of that role, who has just signed in."""
        if name not in self.staff.secrets:
            self.staff.has(name, role)
        browser = self.browser()
        self.staff.wall_clock.pass_(seconds=30)  # a code works once
        browser.does("/sign-in", {"name": name, "password": PASSWORD, "code": self.staff.code(name)})
        return browser

    def trail(self, action: str) -> list[str]:
        """Who did that, the oldest first."""
        return [entry.who for entry in self.staff.trail(action)]


@pytest.fixture
def office(sqlite_engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    keys = claim_keys(sqlite_engine, tmp_path / "keys")
    survey = Survey(sqlite_engine, keys)
    parts, wall_clock = survey.parts, StoppedClock(TODAY)
    registry = Registry(sqlite_engine, parts.clock, wall_clock, Passwords(CHEAP), CodeSeal(keys.derived("staff codes")))
    monkeypatch.setattr(Parts, "registry", lambda _parts: registry)  # whose hashes cost next to nothing
    app = make_console(composition.desk(parts))
    return Office(app, Staff(registry, wall_clock), survey)


@pytest.fixture
def researcher(office: Office) -> Browser:
    return office.signed_in("ada", Role.RESEARCHER)


@pytest.fixture
def supervisor(office: Office) -> Browser:
    return office.signed_in("ben", Role.SUPERVISOR)


@pytest.fixture
def administrator(office: Office) -> Browser:
    return office.signed_in("eva", Role.ADMINISTRATOR)


@pytest.fixture
def auditor(office: Office) -> Browser:
    return office.signed_in("max", Role.AUDITOR)
