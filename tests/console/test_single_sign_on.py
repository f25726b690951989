"""Signing in by a service that vouches for staff."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
import responses

from tests.calls.survey import settings
from tests.console.conftest import Browser, Office
from tests.console.oidc import CLIENT, ISSUER, SECRET, Service
from voicebot import composition
from voicebot.console.application import make_console
from voicebot.office import accounts
from voicebot.staff.permissions import Role

SUBJECT = f"{ISSUER} 17"
FAILED = "The single sign-on did not work"


@pytest.fixture(scope="module")
def _service() -> Service:
    return Service()  # its key takes a moment to make


@pytest.fixture
def service(_service: Service) -> Iterator[Service]:
    _service.claims.clear()
    with responses.RequestsMock(assert_all_requests_are_fired=False) as network:
        _service.answers(network)
        yield _service


@pytest.fixture
def office(office: Office) -> Office:
    """The same office with single sign-on set up."""
    known = settings(VOICEBOT_SSO_ISSUER=ISSUER, VOICEBOT_SSO_CLIENT_ID=CLIENT, VOICEBOT_SSO_CLIENT_SECRET=SECRET)
    return replace(office, app=make_console(composition.desk(replace(office.survey.parts, settings=known))))


def _comes_back(browser: Browser, service: Service, path: str = "/sign-in/elsewhere") -> str:
    """The page that somebody sees who was sent there from that path, and came back."""
    return browser.looks_at(service.visited(browser.client.get(path).headers["Location"]))


def test_whoever_connected_their_account_signs_in_and_gets_to_where_they_wanted(
    office: Office, service: Service
) -> None:
    first = office.signed_in("ada", Role.RESEARCHER)
    assert "is connected" in _comes_back(first, service, "/account/elsewhere/connect")
    browser = office.browser()
    assert "single sign-on" in browser.looks_at("/sign-in")
    assert "New wave" in _comes_back(browser, service, "/sign-in/elsewhere?next=/waves/new")
    assert "ada, researcher" in browser.looks_at("/waves")
    assert office.staff.trail("signed_in")[-1].details["by"] == "single sign-on"
    assert office.trail("staff_tied") == ["ada"]


def test_what_is_sent_there_asks_for_a_code_with_state_nonce_and_pkce(office: Office, service: Service) -> None:
    service.visited(office.browser().client.get("/sign-in/elsewhere").headers["Location"])
    assert service.asked["response_type"] == "code"
    assert service.asked["code_challenge_method"] == "S256"
    assert service.asked["redirect_uri"] == "https://survey.test/sign-in/elsewhere/back"
    assert {"state", "nonce", "code_challenge"} <= service.asked.keys()


def test_whoever_belongs_to_no_account_is_not_let_in_and_gets_none(office: Office, service: Service) -> None:
    browser = office.browser()
    assert "no account here belongs to that sign-in" in _comes_back(browser, service)
    assert "Sign in" in browser.looks_at("/waves")


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://evil.example"},
        {"aud": "another program"},
        {"nonce": "of another visit"},
        {"exp": 1},
        {"sub": ""},
    ],
    ids=lambda claims: next(iter(claims)),
)
def test_a_token_that_is_not_for_this_visit_signs_in_nobody(
    office: Office, service: Service, claims: dict[str, object]
) -> None:
    office.staff.has("ada")
    accounts.tie(office.staff.registry, name="ada", subject=SUBJECT, who="ada")
    service.claims.update(claims)
    browser = office.browser()
    _comes_back(browser, service)
    assert "Sign in" in browser.looks_at("/waves")


def test_coming_back_to_another_browser_or_twice_signs_in_nobody(office: Office, service: Service) -> None:
    office.staff.has("ada")
    accounts.tie(office.staff.registry, name="ada", subject=SUBJECT, who="ada")
    browser = office.browser()
    back = service.visited(browser.client.get("/sign-in/elsewhere").headers["Location"])
    assert FAILED in office.browser().looks_at(back)
    assert "ada" in browser.looks_at(back)
    browser.does("/sign-out", page="/waves")
    assert FAILED in browser.looks_at(back)


def test_a_disabled_account_stays_out_and_a_reset_one_is_renewed_first(office: Office, service: Service) -> None:
    office.staff.has("ada", Role.SUPERVISOR)
    accounts.tie(office.staff.registry, name="ada", subject=SUBJECT, who="ada")
    accounts.reset(office.staff.registry, name="ada", password="another four words for it", who="eva")
    assert "A password and codes of your own" in _comes_back(office.browser(), service)
    accounts.disable(office.staff.registry, name="ada", who="eva")
    assert "no account here" in _comes_back(office.browser(), service)


def test_an_account_is_cut_off_by_its_owner_and_by_an_administrator(office: Office, service: Service) -> None:
    browser = office.signed_in("ada", Role.RESEARCHER)
    administrator = office.signed_in("eva", Role.ADMINISTRATOR)
    member = f"/staff/{office.staff.secrets['ada'].id}"
    for who, path, page in (
        (browser, "/account/elsewhere/untie", "/account"),
        (administrator, f"{member}/untie", member),
    ):
        _comes_back(browser, service, "/account/elsewhere/connect")
        assert "cut off" in who.does(path, page=page)
        assert "no account here" in _comes_back(office.browser(), service)


def test_a_service_that_does_not_answer_keeps_nobody_from_signing_in_by_password(office: Office) -> None:
    with responses.RequestsMock():
        assert FAILED in office.browser().looks_at("/sign-in/elsewhere")
    assert "ada" in office.signed_in("ada", Role.RESEARCHER).looks_at("/account")
