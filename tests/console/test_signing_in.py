"""Signing in and out in a browser."""

import pytest

from tests.console.conftest import Browser, Office
from tests.office.conftest import PASSWORD
from voicebot.staff.permissions import Role
from voicebot.staff.sessions import IDLE_AT_MOST, PROVED_FOR


def test_somebody_signs_in_and_out(office: Office) -> None:
    browser = office.signed_in("ada", Role.RESEARCHER)
    assert "ada, researcher" in browser.looks_at("/waves")
    assert "signed out" in browser.does("/sign-out", page="/waves")
    assert "Sign in" in browser.looks_at("/waves")


def test_the_same_is_said_of_a_wrong_password_and_of_a_name_that_nobody_has(office: Office) -> None:
    office.staff.has("ada")
    code = office.staff.code("ada")
    wrong = office.browser().is_refused("/sign-in", {"name": "ada", "password": "wrong", "code": code})
    nobody = office.browser().is_refused("/sign-in", {"name": "eve", "password": "wrong", "code": code})
    assert "do not go together" in wrong
    assert wrong.count("do not go together") == nobody.count("do not go together")


def test_many_wrong_tries_shut_out_even_the_right_password_for_a_while(office: Office) -> None:
    office.staff.has("ada")
    for _ in range(12):
        office.browser().is_refused("/sign-in", {"name": "ada", "password": "wrong", "code": "000000"})
    form = {"name": "ada", "password": PASSWORD, "code": office.staff.code("ada")}
    assert "do not go together" in office.browser().is_refused("/sign-in", form)


def test_a_token_from_before_signing_in_is_worth_nothing_afterwards(office: Office) -> None:
    browser = office.browser()
    browser.client.set_cookie("__Host-staff", "planted by somebody else")
    office.staff.has("ada")
    browser.does("/sign-in", {"name": "ada", "password": PASSWORD, "code": office.staff.code("ada")})
    cookie = browser.client.get_cookie("__Host-staff")
    assert cookie is not None
    assert cookie.value != "planted by somebody else"
    assert cookie.http_only


def test_whoever_does_nothing_for_a_while_is_signed_out(office: Office, researcher: Browser) -> None:
    office.staff.wall_clock.pass_(seconds=IDLE_AT_MOST.total_seconds() + 1)
    assert "Sign in" in researcher.looks_at("/waves")


def test_what_a_page_asks_by_itself_keeps_nobody_signed_in(office: Office, researcher: Browser) -> None:
    for _ in range(3):
        office.staff.wall_clock.pass_(minutes=9)
        answer = researcher.client.get("/waves", headers={"X-Requested-With": "by-itself"})
    assert answer.status_code == 401


def test_the_password_is_asked_for_again_before_calls_are_launched(office: Office, supervisor: Browser) -> None:
    office.staff.wall_clock.pass_(seconds=PROVED_FOR.total_seconds() + 1)
    batch = office.survey.batch_id
    answer = supervisor.sends(f"/batches/{batch}/launch", page="/stop-all")
    assert answer.headers["Location"].startswith("/prove?next=")
    again = supervisor.does(answer.headers["Location"], {"password": PASSWORD})
    assert "Stop all calls" in again


@pytest.mark.parametrize("wrong", ["short", PASSWORD])
def test_a_new_password_has_to_be_given_twice_and_be_a_good_one(researcher: Browser, wrong: str) -> None:
    form = {"password": PASSWORD, "new": wrong, "again": "another one that is long enough"}
    assert "not the same" in researcher.is_refused("/password", form)


def test_a_password_is_changed_and_the_old_one_is_worth_nothing(office: Office, researcher: Browser) -> None:
    new = "five other words that nobody thinks of"
    assert "is changed" in researcher.does("/password", {"password": PASSWORD, "new": new, "again": new})
    office.staff.wall_clock.pass_(seconds=30)
    form = {"name": "ada", "password": PASSWORD, "code": office.staff.code("ada")}
    assert "do not go together" in office.browser().is_refused("/sign-in", form)
