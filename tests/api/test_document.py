"""The OpenAPI document says all that can be asked and answered, and nothing else: tried with what it allows.

`SCHEMATHESIS_EXAMPLES=200` tries longer.
"""

import os

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from tests.api.conftest import Api
from voicebot.api.application import DOCUMENT
from voicebot.staff.permissions import Role

_EXAMPLES = int(os.environ.get("SCHEMATHESIS_EXAMPLES", "2"))
_TOO_STRICT = [positive_data_acceptance]
"""A schema can not say what a telephone number, a rule or a reason is: those are refused with 422."""
_AS = {"see_staff": Role.ADMINISTRATOR, "read_audit": Role.AUDITOR}
"""Who asks; a supervisor for everything else."""


@pytest.fixture(scope="module")
def api(lasting_api: Api) -> Api:
    return lasting_api


@pytest.fixture(scope="module")
def known(api: Api) -> dict[str, str]:
    """What there is of everything that an address names."""
    supervisor, survey = api.program("a.supervisor", Role.SUPERVISOR), api.survey
    complaint = {"person": survey.person(), "category": "distress"}
    return {
        "flow": "user-satisfaction",
        "wave": api.wave(),
        "batch": survey.batch_id,
        "account": api.staff.secrets["a.supervisor"].id,
        "complaint": supervisor.sends("/complaints", complaint).json["id"],
    }


@pytest.fixture(scope="module")
def headers(api: Api) -> dict[Role, dict[str, str]]:
    """What each of them sends along."""
    return {role: api.program(f"a.{role}", role).headers for role in Role}


def test_nothing_breaks_and_nothing_is_answered_that_is_not_documented(
    api: Api, headers: dict[Role, dict[str, str]], known: dict[str, str]
) -> None:
    document = schemathesis.openapi.from_wsgi(DOCUMENT, api.app)
    operations = [found.ok() for found in document.get_all_operations()]
    assert len(operations) > 40
    for operation in operations:
        role = _AS.get(operation.definition.raw["x-permission"], Role.SUPERVISOR)
        _try(operation, GenerationMode.POSITIVE, headers[role], known)
        _try(operation, GenerationMode.NEGATIVE, headers[role], {})


def _try(
    operation: schemathesis.APIOperation, mode: GenerationMode, headers: dict[str, str], known: dict[str, str]
) -> None:
    """Send requests that the document allows, about what is known, or some that it does not allow."""

    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(
        max_examples=_EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def send(case: schemathesis.Case) -> None:
        case.path_parameters.update({name: known[name] for name in case.path_parameters if name in known})
        case.call_and_validate(headers=headers, excluded_checks=_TOO_STRICT)

    send()


def test_every_operation_says_what_it_does(api: Api) -> None:
    document = api.app.test_client().get(DOCUMENT).json
    operations = [one for path in document["paths"].values() for one in path.values()]
    assert all(one["summary"].endswith((".", ";")) and one["x-permission"] for one in operations)
    assert len({one["operationId"] for one in operations}) == len(operations)


def test_no_number_and_no_reference_stands_in_an_address(api: Api) -> None:
    document = api.app.test_client().get(DOCUMENT).json
    in_addresses = {
        parameter["name"]
        for path in document["paths"].values()
        for operation in path.values()
        for parameter in operation["parameters"]
    }
    assert not in_addresses & {"number", "numbers", "person", "reference", "phone", "reason", "note"}
