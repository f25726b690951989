"""Staff on their pages: what an administrator does to accounts, and how people make theirs their own."""

import re

from tests.console.conftest import Browser, Office
from tests.office.conftest import PASSWORD
from voicebot.office.renewing import offered_address
from voicebot.staff.permissions import Role
from voicebot.staff.sessions import PROVED_FOR

OWN = "four words that nobody has seen"
SECRET = re.compile(r'class="secret">([^<]+)<')


def _signs_in(office: Office, name: str, shown: str) -> Browser:
    """Somebody who signs in with what was handed over to them."""
    password, code, _ = SECRET.findall(shown)
    browser = office.browser()
    browser.does("/sign-in", {"name": name, "password": password, "code": code})
    return browser


def _code(office: Office, page: str) -> str:
    """What a telephone shows that has read the picture of the page."""
    (letters,) = SECRET.findall(page)
    return office.staff.code_of(letters.replace(" ", ""))


def test_whoever_gets_an_account_makes_it_their_own_before_they_see_anything(
    office: Office, administrator: Browser
) -> None:
    shown = administrator.is_refused("/staff/new", {"name": "cleo", "role": "supervisor"})
    assert "not shown again" in shown
    browser = _signs_in(office, "cleo", shown)
    for path in ("/waves", "/account", "/password", "/stop-all"):
        assert "A password and codes of your own" in browser.looks_at(path)
    page = browser.looks_at("/account/renew")
    wrong = {"password": OWN, "again": OWN, "code": "000000"}
    assert "not the code of this picture" in browser.is_refused("/account/renew", wrong)
    done = browser.is_refused("/account/renew", wrong | {"code": _code(office, page)})
    assert len(SECRET.findall(done)) == 10
    assert "cleo, supervisor" in browser.looks_at("/waves")
    assert "do not go together" in office.browser().is_refused(
        "/sign-in", {"name": "cleo", "password": SECRET.findall(shown)[0], "code": SECRET.findall(shown)[2]}
    )


def test_an_administrator_who_resets_a_supervisor_gets_nothing_that_launches(
    office: Office, administrator: Browser, supervisor: Browser
) -> None:
    member = f"/staff/{office.staff.secrets['ben'].id}"
    shown = administrator.is_refused(f"{member}/reset", page=member)
    assert "Sign in" in supervisor.looks_at("/waves")
    browser = _signs_in(office, "ben", shown)
    batch = office.survey.batch_id
    token = browser.token("/account/renew")
    for act in ("launch", "approve", "resume", "stop"):
        answer = browser.client.post(
            f"/batches/{batch}/{act}", data={"csrf_token": token}, headers={"Referer": "http://localhost/"}
        )
        assert answer.headers["Location"] == "/account/renew"
    assert "to be renewed" in administrator.looks_at(member)


def test_nobody_resets_their_own_account(office: Office, administrator: Browser) -> None:
    member = f"/staff/{office.staff.secrets['eva'].id}"
    assert "another administrator" in administrator.does(f"{member}/reset", page=member)


def test_roles_change_and_accounts_go_out_of_use_and_come_back(
    office: Office, administrator: Browser, researcher: Browser
) -> None:
    member = f"/staff/{office.staff.secrets['ada'].id}"
    assert "Now auditor" in administrator.does(f"{member}/role", {"role": "auditor"}, page=member)
    assert "Sign in" in researcher.looks_at("/waves")
    assert "can&#39;t sign in any more" in administrator.does(f"{member}/disable", page=member)
    form = {"name": "ada", "password": PASSWORD, "code": office.staff.code("ada")}
    assert "do not go together" in office.browser().is_refused("/sign-in", form)
    assert "can sign in again" in administrator.does(f"{member}/enable", page=member)
    assert "ada, auditor" in office.signed_in("ada", Role.AUDITOR).looks_at("/waves")
    assert "last administrator" in administrator.does(
        f"/staff/{office.staff.secrets['eva'].id}/disable", page="/staff/new"
    )
    assert "Not a valid choice" in administrator.is_refused(f"{member}/role", {"role": "king"}, page=member)


def test_making_accounts_asks_for_the_password_again(office: Office, administrator: Browser) -> None:
    office.staff.wall_clock.pass_(seconds=PROVED_FOR.total_seconds() + 1)
    assert administrator.client.get("/staff/new").headers["Location"].startswith("/prove?next=")


def test_an_auditor_sees_who_works_here_and_changes_nothing(office: Office, auditor: Browser) -> None:
    office.staff.has("ada", Role.RESEARCHER)
    assert "ada" in auditor.looks_at("/staff")
    page = auditor.looks_at(f"/staff/{office.staff.secrets['ada'].id}")
    assert page.count("<form") == 1  # the one that signs out
    assert "no such account" in auditor.looks_at("/staff/nothing", status=404)


def test_somebody_makes_a_token_of_their_own_and_takes_it_back(
    office: Office, researcher: Browser, administrator: Browser
) -> None:
    form = {"label": "weekly figures", "role": "auditor", "days": "30"}
    made = researcher.is_refused("/account/tokens/new", form)
    (token,) = SECRET.findall(made)
    assert token.startswith("vb_")
    member = f"/staff/{office.staff.secrets['ada'].id}"
    for page in (researcher.looks_at("/account"), administrator.looks_at(member)):
        assert "weekly figures" in page
        assert token not in page
    assert "Taken back: 1" in researcher.does("/account/tokens/take-back", {"label": "weekly figures"}, page="/account")
    researcher.is_refused("/account/tokens/new", form)
    assert "taken back" in administrator.does(f"{member}/tokens/take-back", page=member)
    assert "weekly figures" not in researcher.looks_at("/account")
    assert "Between 1 and 366" in researcher.is_refused("/account/tokens/new", form | {"days": "0"})


def test_a_new_telephone_ends_the_codes_of_the_old_one(office: Office, researcher: Browser) -> None:
    page = researcher.looks_at("/account/renew")
    token = researcher.client.get_cookie("__Host-staff")
    assert token is not None
    assert offered_address(office.staff.registry, token.value).partition("?")[0] not in page  # only in the picture
    form = {"password": OWN, "again": OWN, "code": _code(office, page)}
    assert "Your recovery codes" in researcher.is_refused("/account/renew", form)
    office.staff.wall_clock.pass_(seconds=30)
    old = {"name": "ada", "password": OWN, "code": office.staff.code("ada")}
    assert "do not go together" in office.browser().is_refused("/sign-in", old)
    assert "ada, researcher" in researcher.looks_at("/waves")
    office.staff.wall_clock.pass_(seconds=PROVED_FOR.total_seconds() + 1)
    assert researcher.client.get("/account/renew").headers["Location"].startswith("/prove?next=")
