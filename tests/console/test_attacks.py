"""What others try on the staff pages: forged forms, stolen and planted cookies, guessing, floods."""

import re
from collections.abc import Sequence

import pytest

from tests.console.conftest import Browser, Office
from tests.office.conftest import PASSWORD
from voicebot.staff.permissions import Role
from voicebot.staff.throttle import FREE_TRIES_OF_AN_ADDRESS

COOKIE = "__Host-staff"


def _cookie(browser: Browser) -> str:
    found = browser.client.get_cookie(COOKIE)
    assert found is not None
    return found.value


def _with(office: Office, cookie: str) -> Browser:
    """The browser of somebody who got hold of a cookie."""
    browser = office.browser()
    browser.client.set_cookie(COOKIE, cookie, secure=True)
    return browser


def _but_the_trail(office: Office) -> dict[str, Sequence[object]]:
    return {name: rows for name, rows in office.survey.everything().items() if name != "audit_entry"}


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.ADMINISTRATOR])
def test_no_form_is_taken_from_another_site_or_with_a_token_of_another_browser(office: Office, role: Role) -> None:
    browser, other = office.signed_in("ben", role), office.signed_in("mallory", Role.RESEARCHER)
    stolen, before = other.token("/waves"), office.survey.everything()
    for rule in office.app.url_map.iter_rules():
        path = re.sub("<.+?>", "nothing", rule.rule)
        for token in (None, stolen) if "POST" in (rule.methods or set()) and path != "/sign-in" else ():
            answer = browser.client.post(
                path, data={"csrf_token": token} if token else {}, headers={"Referer": "http://localhost/"}
            )
            assert answer.status_code in (303, 403), path
    assert office.survey.everything() == before


def test_nothing_is_changed_by_looking(office: Office) -> None:
    """But for the trail, which keeps who has seen what."""
    browser, case_id = office.signed_in("ben", Role.SUPERVISOR), office.survey.person()
    before = _but_the_trail(office)
    for rule in office.app.url_map.iter_rules():
        if "GET" in (rule.methods or set()) and not rule.endpoint.endswith("static"):
            browser.client.get(re.sub("<.+?>", case_id, rule.rule))
    assert _but_the_trail(office) == before


def test_the_cookie_is_for_these_pages_alone_and_for_no_script(office: Office) -> None:
    office.staff.has("ada")
    form = {"name": "ada", "password": PASSWORD, "code": office.staff.code("ada")}
    answer = office.browser().sends("/sign-in", form)
    (cookie,) = [
        one for one in answer.headers.getlist("Set-Cookie") if one.startswith(f"{COOKIE}=") and "Max-Age" in one
    ]
    for part in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert part in cookie.split("; ")
    assert "Domain" not in cookie


def test_a_stolen_cookie_is_worth_nothing_once_its_owner_has_signed_out(office: Office) -> None:
    browser = office.signed_in("ada", Role.RESEARCHER)
    thief = _with(office, _cookie(browser))
    assert "ada, researcher" in thief.looks_at("/waves")
    browser.does("/sign-out", page="/waves")
    assert "Sign in" in thief.looks_at("/waves")


def test_whoever_proves_themselves_again_goes_on_under_another_cookie(office: Office) -> None:
    browser = office.signed_in("ada", Role.RESEARCHER)
    before = _cookie(browser)
    browser.does("/prove", {"password": PASSWORD})
    assert _cookie(browser) != before
    assert "Sign in" in _with(office, before).looks_at("/waves")


def test_an_address_that_guesses_under_many_names_has_to_wait_under_every_name(office: Office) -> None:
    office.staff.has("ada")
    browser = office.browser()
    for nth in range(FREE_TRIES_OF_AN_ADDRESS):
        browser.is_refused("/sign-in", {"name": f"guess-{nth}", "password": "wrong", "code": "000000"})
    form = {"name": "ada", "password": PASSWORD, "code": office.staff.code("ada")}
    assert "do not go together" in browser.is_refused("/sign-in", form)


def test_a_code_signs_in_once(office: Office) -> None:
    office.staff.has("ada")
    form = {"name": "ada", "password": PASSWORD, "code": office.staff.code("ada")}
    office.browser().does("/sign-in", form)
    assert "do not go together" in office.browser().is_refused("/sign-in", form)


def test_the_same_is_answered_of_an_id_that_was_guessed_and_one_that_never_was(supervisor: Browser) -> None:
    for path in ("/cases", "/complaints"):
        pages = [supervisor.client.get(f"{path}/{guess}").status_code for guess in ("a" * 24, "' or 1=1 --", "é")]
        assert pages == [404, 404, 404]


def test_a_form_of_many_megabytes_is_not_read(supervisor: Browser) -> None:
    token = supervisor.token("/exclusions")
    form = {"csrf_token": token, "numbers": "7" * 2_000_000}
    assert supervisor.client.post("/exclusions/add", data=form).status_code == 413
