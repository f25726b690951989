"""Who may see which page: nobody without signing in, and each role what the table of permissions says."""

import re

import pytest

from tests.console.conftest import Browser, Office
from tests.office.conftest import PASSWORD
from voicebot.console.access import ANYBODY, needed_by
from voicebot.staff.permissions import ROLES, Permission, Role


def _views(office: Office) -> dict[str, object]:
    return {
        rule.rule: needed_by(office.app.view_functions[rule.endpoint])
        for rule in office.app.url_map.iter_rules()
        if not rule.endpoint.endswith("static")
    }


def test_every_page_says_what_it_needs(office: Office) -> None:
    assert [path for path, need in _views(office).items() if need is None] == []


def test_only_signing_in_and_out_is_for_anybody(office: Office) -> None:
    assert {path for path, need in _views(office).items() if need == ANYBODY} == {
        "/sign-in",
        "/sign-in/elsewhere",
        "/sign-in/elsewhere/back",
        "/sign-out",
    }


def test_whoever_is_not_signed_in_is_sent_to_sign_in_and_comes_back_to_where_they_wanted_to_go(office: Office) -> None:
    browser = office.browser()
    office.staff.has("ada", Role.RESEARCHER)
    answer = browser.client.get("/waves/new")
    assert answer.status_code == 302
    form = {"name": "ada", "password": PASSWORD, "code": office.staff.code("ada")}
    assert "New wave" in browser.does(answer.headers["Location"], form)


@pytest.mark.parametrize("role", list(Role))
def test_each_role_sees_and_does_what_it_may_and_nothing_else(office: Office, role: Role) -> None:
    browser = office.signed_in("somebody", role)
    token = browser.token("/waves")
    for rule in office.app.url_map.iter_rules():
        need = needed_by(office.app.view_functions[rule.endpoint])
        path = re.sub("<.+?>", "nothing", rule.rule)
        for method in (rule.methods or set()) & {"GET", "POST"} if isinstance(need, Permission) else ():
            form = {"csrf_token": token} if method == "POST" else None
            answer = browser.client.open(path, method=method, data=form, headers={"Referer": "http://localhost/waves"})
            assert (answer.status_code == 403) == (need not in ROLES[role]), (method, path)
            assert answer.status_code < 500, (method, path)


@pytest.mark.parametrize("elsewhere", ["https://evil.test/", "//evil.test/", "/\\evil.test", "javascript:alert(1)"])
def test_signing_in_leads_nowhere_else(office: Office, elsewhere: str) -> None:
    office.staff.has("ada", Role.RESEARCHER)
    form = {"name": "ada", "password": PASSWORD, "code": office.staff.code("ada")}
    answer = office.browser().sends(f"/sign-in?next={elsewhere}", form, page="/sign-in")
    assert answer.headers["Location"] == "/waves"


def test_a_form_of_another_site_does_nothing(supervisor: Browser, office: Office) -> None:
    answer = supervisor.client.post("/stop-all", data={"at_once": "y"})
    assert answer.status_code == 303
    assert office.trail("stop_all") == []


def test_pages_are_kept_by_no_browser_and_shown_in_no_frame(supervisor: Browser) -> None:
    headers = supervisor.client.get("/waves", headers={"X-Forwarded-Proto": "https"}).headers
    assert headers["Cache-Control"] == "no-store"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "max-age=31" in headers["Strict-Transport-Security"]


def test_a_page_that_is_not_there_says_so(supervisor: Browser) -> None:
    assert "no such page" in supervisor.looks_at("/nothing", status=404)
