"""Programs that ask about people: the exclusion list, why somebody was called, and complaints."""

import pytest

from tests import factories
from tests.api.conftest import Api, Program
from voicebot.store.states import BatchState

NUMBER = factories.number(1)


@pytest.fixture
def case(api: Api) -> str:
    """The case of somebody with that number."""
    return api.survey.person(NUMBER)


def test_a_number_is_put_on_the_list_looked_up_and_taken_off(api: Api, supervisor: Program) -> None:
    national = "0" + NUMBER.e164.removeprefix("+44")
    assert supervisor.sends("/exclusions", {"numbers": [national]}).json["added"] == 1
    assert supervisor.sends("/exclusions/check", {"number": NUMBER.e164}).json == {"excluded": True}
    taken_off = {"number": NUMBER.e164, "reason": "asks to be called again"}
    assert supervisor.sends("/exclusions/remove", taken_off).json == {"numbers": 0}
    assert supervisor.sends("/exclusions/remove", taken_off).status_code == 404
    assert supervisor.sends("/exclusions/check", {"number": NUMBER.e164}).json == {"excluded": False}
    assert api.trail("numbers_excluded") == api.trail("number_readmitted") == ["ben"]


def test_a_bad_number_is_no_reason_to_call_the_others(api: Api, case: str, supervisor: Program) -> None:
    answer = supervisor.sends("/exclusions", {"numbers": ["not one", NUMBER.e164], "origin": "import"})
    assert (answer.json["added"], answer.json["cases_closed"], len(answer.json["faults"])) == (1, 1, 1)
    assert supervisor.asks("/exclusions").json == {"numbers": 1}


def test_what_is_no_number_is_told_without_it(supervisor: Program) -> None:
    answer = supervisor.sends("/exclusions/check", {"number": "not one"})
    assert answer.status_code == 422
    assert "not one" not in answer.text


@pytest.mark.parametrize("person", [NUMBER.e164, "reference", "case"])
def test_why_somebody_was_called_is_told_by_number_reference_or_case(
    api: Api, case: str, supervisor: Program, person: str
) -> None:
    answer = supervisor.sends("/cases/why", {"person": case if person == "case" else person})
    assert [one["case_id"] for one in answer.json["cases"]] == [case]
    assert api.trail("case_explained") == ["ben"]


def test_nobody_is_found_who_is_not_there(supervisor: Program) -> None:
    assert supervisor.sends("/cases/why", {"person": "nobody"}).status_code == 404


def test_somebody_is_taken_out_of_a_wave(api: Api, case: str, supervisor: Program) -> None:
    withdrawal = {"person": NUMBER.e164, "wave": api.wave(), "reason": "asked by the police"}
    assert supervisor.sends("/cases/withdraw", withdrawal).json == {"id": case, "state": "closed"}
    assert supervisor.sends("/cases/withdraw", withdrawal).status_code == 409


def test_of_several_cases_it_has_to_be_said_which(api: Api, case: str, supervisor: Program) -> None:
    api.survey.person(NUMBER)
    withdrawal = {"person": NUMBER.e164, "reason": "asked by the police"}
    assert "say which wave" in supervisor.sends("/cases/withdraw", withdrawal).json["detail"]


def test_a_complaint_holds_the_case_until_it_is_closed(api: Api, case: str, researcher: Program) -> None:
    given = {"person": NUMBER.e164, "category": "out_of_hours", "note": "ring the duty officer"}
    made = researcher.sends("/complaints", given, key="k1")
    assert (made.status_code, made.json["case_id"], made.json["serious"]) == (201, case, True)
    assert researcher.sends("/complaints", given, key="k1").json["id"] == made.json["id"]
    assert (api.survey.case(case).held, api.survey.batch().state) == (True, BatchState.PAUSED)
    assert [one["id"] for one in researcher.asks("/complaints").json["items"]] == [made.json["id"]]
    closing = {"action": "apologised", "ending": "released"}
    assert researcher.sends(f"/complaints/{made.json['id']}/close", closing).json["closed_by"] == "ada"
    assert not api.survey.case(case).held
    assert researcher.asks("/complaints").json["items"] == []
    assert len(researcher.asks("/complaints", closed="true").json["items"]) == 1


def test_what_was_noted_is_for_those_who_work_on_it_and_that_they_read_it_is_kept(
    api: Api, case: str, researcher: Program, auditor: Program
) -> None:
    given = {"person": NUMBER.e164, "category": "distress", "note": "ring the duty officer"}
    made = researcher.sends("/complaints", given)
    at = f"/complaints/{made.json['id']}"
    assert auditor.asks(at).status_code == 200
    assert auditor.sends(f"{at}/note").status_code == 403
    assert "duty officer" not in made.text + auditor.asks(at).text
    assert researcher.sends(f"{at}/note").json["note"] == "ring the duty officer"
    assert api.trail("complaint_read") == ["ada"]
