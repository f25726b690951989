"""Who may ask what: nobody without a token, and each role what the table of permissions says."""

import re
from collections.abc import Iterator

import pytest

from tests.api.conftest import Api, Program
from voicebot.api.application import DOCUMENT
from voicebot.api.operation import PREFIX, Operation, operation_of
from voicebot.office import accounts, programs
from voicebot.staff.permissions import NOT_FOR_PROGRAMS, ROLES, Role


@pytest.fixture(scope="module")
def api(lasting_api: Api) -> Api:
    return lasting_api


def _operations(api: Api) -> Iterator[tuple[str, Operation]]:
    """Every operation, with an address of something that isn't there."""
    for rule in api.app.url_map.iter_rules():
        operation = operation_of(api.app.view_functions[rule.endpoint])
        if operation is not None:
            yield re.sub("<.+?>", "nothing", rule.rule), operation


def test_everything_but_the_document_is_an_operation_with_a_permission(api: Api) -> None:
    others = {
        rule.rule
        for rule in api.app.url_map.iter_rules()
        if operation_of(api.app.view_functions[rule.endpoint]) is None
    }
    assert others == {DOCUMENT}


def test_no_operation_needs_what_no_program_may(api: Api) -> None:
    assert {operation.needs for _, operation in _operations(api)} & NOT_FOR_PROGRAMS == set()


@pytest.mark.parametrize("role", list(Role))
def test_each_role_may_ask_what_its_permissions_say_and_nothing_else(api: Api, role: Role) -> None:
    program = api.program(f"some {role}", role)
    for path, operation in _operations(api):
        answer = program.client.open(path, method=operation.method, headers=program.headers)
        assert (answer.status_code == 403) == (operation.needs not in ROLES[role]), (operation.method, path)
        assert answer.status_code < 500, (operation.method, path)


def test_without_a_token_nothing_is_answered(api: Api) -> None:
    client = api.app.test_client()
    for path, operation in _operations(api):
        answer = client.open(path, method=operation.method)
        assert (answer.status_code, answer.mimetype) == (401, "application/problem+json"), path
        assert answer.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic YTpi", "Bearer vb_nobody's", "Bearer \xff"])
def test_what_is_no_token_opens_nothing(api: Api, header: str) -> None:
    answer = api.app.test_client().get(f"{PREFIX}/waves", headers={"Authorization": header})
    assert answer.status_code == 401


def test_a_cookie_counts_for_nothing(api: Api, supervisor: Program) -> None:
    api.staff.wall_clock.pass_(seconds=30)
    session = api.staff.signs_in("ben")
    client = api.app.test_client()
    client.set_cookie("staff", session)
    assert client.get(f"{PREFIX}/waves").status_code == 401
    assert client.get(f"{PREFIX}/waves", headers={"Authorization": f"Bearer {session}"}).status_code == 401


def test_an_unknown_an_ended_and_a_disabled_token_are_told_the_same(api: Api, supervisor: Program) -> None:
    ended = supervisor.token
    api.staff.wall_clock.pass_(days=31)
    api.staff.has("eva")
    disabled = programs.make_token(api.staff.registry, name="eva", label="x", role=None, days=9, who="system")
    accounts.disable(api.staff.registry, name="eva", who="system")
    told = {Program(supervisor.client, token).asks("/waves").text for token in (ended, disabled, "vb_" + "x" * 43)}
    assert len(told) == 1


def test_guessing_tokens_costs_the_same_however_often_and_writes_nothing(api: Api, supervisor: Program) -> None:
    before = api.survey.rows()
    for guess in range(50):
        assert Program(supervisor.client, f"vb_{guess:043}").asks("/waves").status_code == 401
    assert api.survey.rows() == before
    assert supervisor.asks("/waves").status_code == 200


def test_the_trail_says_from_where_a_program_asked(api: Api, supervisor: Program) -> None:
    assert supervisor.sends("/stop-all").status_code == 200
    entry = api.staff.trail("stopped_all")[-1]
    assert (entry.who, entry.details["from"]) == ("ben", "127.0.0.1")


def test_no_other_site_is_let_in_and_nothing_is_stored_on_the_way(supervisor: Program) -> None:
    asked = {**supervisor.headers, "Origin": "https://evil.test"}
    answer = supervisor.client.get(f"{PREFIX}/waves", headers=asked)
    assert answer.headers["Cache-Control"] == "no-store"
    assert not [name for name in answer.headers.keys() if name.startswith("Access-Control")]  # noqa: SIM118
    assert "Set-Cookie" not in answer.headers
    assert supervisor.client.options(f"{PREFIX}/waves", headers=asked).status_code == 405


def test_the_document_is_for_everybody(api: Api) -> None:
    answer = api.app.test_client().get(DOCUMENT)
    assert (answer.status_code, answer.mimetype) == (200, "application/json")
    assert answer.json["openapi"].startswith("3.1")
