"""Programs that only look: questionnaires, the day sheet, the audit trail, staff."""

import pytest

from tests.api.conftest import Api, Program
from voicebot.staff.permissions import Role


@pytest.fixture(scope="module")
def api(lasting_api: Api) -> Api:
    return lasting_api


def test_questionnaires_come_with_what_their_checks_say(researcher: Program) -> None:
    found = {one["id"]: one for one in researcher.asks("/flows").json["items"]}
    assert found["user-satisfaction"] == researcher.asks("/flows/user-satisfaction").json
    assert (found["user-satisfaction"]["faults"], found["user-satisfaction"]["questions"] > 10) == ([], True)
    assert researcher.asks("/flows/nothing").status_code == 404


def test_a_script_is_text_in_the_language_that_is_asked_for(researcher: Program) -> None:
    script = researcher.asks("/flows/user-satisfaction/script")
    assert (script.status_code, script.mimetype) == (200, "text/plain")
    assert researcher.asks("/flows/user-satisfaction/script", language="en-GB").text == script.text
    assert researcher.asks("/flows/user-satisfaction/script", language="tlh").status_code == 404


def test_the_day_sheet_has_the_notes_of_its_shifts(api: Api, researcher: Program) -> None:
    assert researcher.sends("/day/notes", {"text": "the third batch goes on at ten"}).json["who"] == "ada"
    sheet = researcher.asks("/day").json
    assert (sheet["day"]["date"], [note["text"] for note in sheet["notes"]]) == (
        "2026-11-25",
        ["the third batch goes on at ten"],
    )
    assert researcher.asks("/day", date="2026-11-01").json["notes"] == []


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "yesterday"])
def test_a_day_that_is_none_of_ours_is_refused(researcher: Program, day: str) -> None:
    assert researcher.asks("/day", date=day).status_code == 422


def test_the_trail_is_searched_and_checked(api: Api, auditor: Program, researcher: Program) -> None:
    researcher.sends("/stop-all")
    found = auditor.asks("/audit", who="ada", action="stopped_all", since="2026-11-25T00:00:00Z").json["items"]
    assert [one["details"]["at_once"] for one in found] == [False]
    assert auditor.asks("/audit", until="2026-11-25T00:00:00+00:00").json["items"] == []
    verdict = auditor.asks("/audit/verdict").json
    assert (verdict["ok"], verdict["first_bad"]) == (True, None)
    assert auditor.asks("/audit/verdict", head=verdict["head"]).json["ok"]
    assert not auditor.asks("/audit/verdict", head="1" * 64).json["ok"]


def test_accounts_are_seen_with_their_tokens_but_no_secret(api: Api, auditor: Program) -> None:
    account = next(one for one in auditor.asks("/staff").json["items"] if one["name"] == "max")
    assert (account["name"], account["role"], account["tokens"][0]["label"]) == ("max", Role.AUDITOR, "test")
    assert auditor.asks(f"/staff/{account['id']}").json == account
    assert auditor.asks("/staff/nobody").status_code == 404
    assert not {"password", "password_hash", "digest", "token"} & account.keys()
