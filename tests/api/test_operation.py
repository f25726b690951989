"""What all operations have in common: bodies, requests that come twice, and answers that are errors."""

import io
from datetime import date
from itertools import count
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.api.conftest import Api, Program
from voicebot.api.operation import LARGEST_BODY, PREFIX
from voicebot.errors import Busy
from voicebot.fieldwork import waves
from voicebot.sampling.example import write_example_frame

_NUMBERS = count(1)


@pytest.fixture(scope="module")
def api(lasting_api: Api) -> Api:
    return lasting_api


@pytest.fixture
def wave() -> dict[str, str]:
    """What a wave may be made of that is not there yet."""
    return {"name": f"spring {next(_NUMBERS)}", "flow": "user-satisfaction"}


@pytest.fixture
def key() -> str:
    """One that nobody used."""
    return f"key {next(_NUMBERS)}"


@pytest.fixture(scope="module")
def incidents(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A frame from which thirty people can be drawn."""
    file: Path = tmp_path_factory.mktemp("frame") / "incidents.csv"
    write_example_frame(file, 30, "1", date(2026, 11, 25))
    return file.read_bytes()


def test_what_is_made_is_told_with_where_it_is_found(api: Api, researcher: Program, wave: dict[str, str]) -> None:
    answer = researcher.sends("/waves", wave)
    assert (answer.status_code, answer.json["name"]) == (201, wave["name"])
    assert answer.headers["Location"] == f"{PREFIX}/waves/{quote(wave['name'])}"
    assert researcher.client.get(answer.headers["Location"], headers=researcher.headers).json == answer.json


def test_a_request_that_comes_twice_is_done_once_and_answered_alike(
    api: Api, researcher: Program, wave: dict[str, str], key: str
) -> None:
    first, second = (researcher.sends("/waves", wave, key=key) for _ in range(2))
    assert (first.status_code, first.text, first.headers["Location"]) == (201, second.text, second.headers["Location"])
    assert second.status_code == 201
    assert [entry.details["name"] for entry in api.staff.trail("wave_created")].count(wave["name"]) == 1


def test_without_a_key_the_second_request_is_judged_by_itself(
    api: Api, researcher: Program, wave: dict[str, str]
) -> None:
    assert [researcher.sends("/waves", wave).status_code for _ in range(2)] == [201, 409]


def test_a_key_is_for_one_request(researcher: Program, wave: dict[str, str], key: str) -> None:
    researcher.sends("/waves", wave, key=key)
    assert researcher.sends("/waves", wave | {"name": f"{wave['name']} again"}, key=key).status_code == 409


def test_a_refused_request_leaves_its_key_free(researcher: Program, wave: dict[str, str], key: str) -> None:
    assert researcher.sends("/waves", wave | {"name": "?"}, key=key).status_code == 422
    assert researcher.sends("/waves", wave, key=key).status_code == 201


def test_a_key_has_to_be_one(researcher: Program, wave: dict[str, str]) -> None:
    assert researcher.sends("/waves", wave, key="x" * 65).status_code == 422


def test_a_form_that_comes_twice_is_known_by_its_fields_and_files(
    api: Api, researcher: Program, incidents: bytes, wave: dict[str, str], key: str
) -> None:
    researcher.sends("/waves", wave)
    answers = [
        researcher.sends_form(
            f"/waves/{wave['name']}/sample", {"frame": (io.BytesIO(content), "incidents.csv"), "size": size}, key=key
        )
        for content, size in ((incidents, 20), (incidents, 20), (incidents, 21), (incidents + b"\n", 20))
    ]
    assert [answer.status_code for answer in answers] == [201, 201, 409, 409]
    assert answers[0].json == answers[1].json
    assert api.trail("sample_drawn") == ["ada"]


def test_every_fault_of_a_body_is_told_at_once(researcher: Program) -> None:
    answer = researcher.sends("/waves", {"name": 7, "rulez": {}})
    assert (answer.status_code, answer.mimetype) == (422, "application/problem+json")
    assert answer.json["title"] == "Unprocessable Entity"
    assert sorted(fault.split(":")[0] for fault in answer.json["faults"]) == ["flow", "name", "rulez"]


def test_faults_of_rules_are_those_of_a_file_of_rules(researcher: Program, wave: dict[str, str]) -> None:
    answer = researcher.sends("/waves", wave | {"rules": {"calling": {"atempts": 9}}})
    assert "did you mean attempts?" in answer.json["detail"]


def test_no_answer_holds_what_was_sent(supervisor: Program) -> None:
    sent = {"number": "07700 900001", "reason": 7, "07700 900002": ""}
    assert "900001" not in supervisor.sends("/exclusions/remove", sent).text


@pytest.mark.parametrize(
    ("body", "media_type", "status"),
    [
        (b"{", "application/json", 400),
        (b"[]", "application/json", 422),
        (b'"\xff"', "application/json", 400),
        (b'{"name": "a\\u0000", "flow": "b"}', "application/json", 422),
        (b'{"name": "\\ud800", "flow": "b"}', "application/json", 400),
        (b"[" * 5_000, "application/json", 400),
        (b"name=a", "application/x-www-form-urlencoded", 415),
        (b" " * (LARGEST_BODY + 1), "application/json", 413),
    ],
)
def test_a_body_that_can_not_be_taken_is_refused(
    researcher: Program, body: bytes, media_type: str, status: int
) -> None:
    answer = researcher.client.post(f"{PREFIX}/waves", data=body, content_type=media_type, headers=researcher.headers)
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")


def test_nobody_unknown_gets_a_body_read(api: Api) -> None:
    answer = api.app.test_client().post(f"{PREFIX}/waves", data=b" " * (LARGEST_BODY + 1))
    assert answer.status_code == 401


@pytest.mark.parametrize("path", ["/waves/%00", "/waves?after=%00", "/audit?%00=1"])
def test_an_address_with_a_null_character_is_refused(researcher: Program, path: str) -> None:
    answer = researcher.client.get(f"{PREFIX}{path}", headers=researcher.headers)
    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")


@pytest.mark.parametrize(("path", "status"), [("/nothing", 404), ("/waves/", 404), ("//waves", 404)])
def test_an_address_that_is_not_there_says_so(researcher: Program, path: str, status: int) -> None:
    answer = researcher.client.get(f"{PREFIX}{path}", headers=researcher.headers)
    assert (answer.status_code, answer.json["status"]) == (status, status)


def test_a_wrong_method_is_told_the_right_ones(researcher: Program) -> None:
    answer = researcher.client.delete(f"{PREFIX}/waves", headers=researcher.headers)
    assert answer.status_code == 405
    assert {"GET", "POST"} <= set(answer.headers["Allow"].split(", "))


def test_a_busy_database_says_when_to_come_back(researcher: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(_session: object) -> None:
        raise Busy("the database is busy")

    monkeypatch.setattr(waves, "list_waves", busy)
    answer = researcher.asks("/waves")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")


def test_a_fault_of_ours_tells_nothing_of_the_inside(researcher: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_session: object) -> None:
        raise RuntimeError("a secret")

    monkeypatch.setattr(waves, "list_waves", fail)
    answer = researcher.asks("/waves")
    assert (answer.status_code, answer.mimetype) == (500, "application/problem+json")
    assert "secret" not in answer.text
