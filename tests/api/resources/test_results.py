"""Programs that fetch results: the public tables, and files with cases for a reason."""

import pytest

from tests.api.conftest import Api, Program
from tests.reporting.synthetic import SyntheticWave
from voicebot.fieldwork.rules import WaveRules
from voicebot.store.engine import transaction

WAVE = SyntheticWave(cases=200)
EXPORTS = f"/waves/{WAVE.name}/exports"


@pytest.fixture(scope="module")
def api(lasting_api: Api) -> Api:
    """With a finished wave."""
    with transaction(lasting_api.survey.engine) as session:
        WAVE.keep(session)
    return lasting_api


@pytest.mark.parametrize("form", ["csv", "long", "xlsx", "sav"])
def test_cases_are_given_for_a_reason_and_it_is_in_the_trail(api: Api, researcher: Program, form: str) -> None:
    answer = researcher.sends(f"{EXPORTS}/cases", {"format": form, "reason": "yearly analysis"})
    assert answer.status_code == 200, answer.text
    assert len(answer.data) > 100
    assert answer.headers["Content-Disposition"].startswith("attachment")
    entry = api.staff.trail("exported")[-1]
    assert (entry.who, entry.details["format"], entry.details["reason"]) == ("ada", form, "yearly analysis")


def test_without_a_reason_or_with_a_number_in_it_no_case_is_given(api: Api, researcher: Program) -> None:
    before = api.trail("exported")
    for reason in ("", "  ", "for 07700 900001"):
        assert researcher.sends(f"{EXPORTS}/cases", {"format": "csv", "reason": reason}).status_code == 422
    assert api.trail("exported") == before


@pytest.mark.parametrize("file", ["codebook.html", "codebook.json", "ddi.xml"])
def test_what_the_columns_mean_is_for_whoever_sees_results(auditor: Program, file: str) -> None:
    answer = auditor.sends(f"{EXPORTS}/public", {"file": file})
    assert answer.status_code == 200, answer.text
    assert answer.mimetype.endswith(file.rpartition(".")[2])


def test_an_auditor_gets_no_cases(auditor: Program) -> None:
    assert auditor.sends(f"{EXPORTS}/cases", {"format": "csv", "reason": "curious"}).status_code == 403


def test_before_anything_is_released_there_are_no_results(api: Api, researcher: Program) -> None:
    results = f"/waves/{api.wave()}/results"
    assert researcher.asks(results).status_code == 404
    assert researcher.sends(results).status_code in (404, 409)


def test_results_are_released_once_and_shown_from_then_on(api: Api, researcher: Program, auditor: Program) -> None:
    results = f"/waves/{WAVE.name}/results"
    made = researcher.sends(results)
    assert (made.status_code, made.json["release"]["number"]) == (200, 1), made.text
    assert auditor.asks(results).json == made.json
    assert researcher.sends(results).json["release"]["number"] == 1
    assert auditor.sends(results).status_code == 403
    assert api.trail("tables_released") == ["ada"]
    tables = auditor.sends(f"{EXPORTS}/public", {"file": "tables.csv"})
    assert (tables.status_code, tables.mimetype) == (200, "text/csv")


def test_where_two_persons_are_wanted_the_program_of_another_account_approves(
    api: Api, researcher: Program, supervisor: Program
) -> None:
    with transaction(api.survey.engine) as session:
        SyntheticWave(name="winter", cases=10, rules=WaveRules(second_person=True)).keep(session)
    exports, order = "/waves/winter/exports", {"format": "csv", "reason": "yearly analysis"}
    assert researcher.sends(f"{exports}/cases", order).status_code == 409
    (request,) = researcher.asks(f"{exports}/requests").json["items"]
    assert (request["asked_by"], request["approved_by"]) == ("ada", None)
    approval = f"{exports}/requests/{request['id']}/approve"
    assert researcher.sends(approval).status_code == 403
    assert supervisor.sends(approval).json["approved_by"] == "ben"
    assert researcher.sends(f"{exports}/cases", order).status_code == 200
    assert researcher.asks(f"{exports}/requests").json["items"] == []
