"""A program takes a wave from its frame to its results, as a supervisor could on the pages."""

import io
from datetime import date
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from tests import factories
from tests.api.conftest import Api, Program
from voicebot.fieldwork.rules import WaveRules
from voicebot.sampling.example import write_example_frame
from voicebot.staff.permissions import Role
from voicebot.store.tables import Wave

_BROKEN = b"\nREF9,9,Kim,not a number at all,burglary,CE,2026-10-01,1980,,,,,,,\n"


@pytest.fixture(scope="module")
def incidents(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A frame from which thirty people can be drawn; one of its rows is bad."""
    file: Path = tmp_path_factory.mktemp("frame") / "incidents.csv"
    write_example_frame(file, 30, "1", date(2026, 11, 25))
    return file.read_bytes().rstrip() + _BROKEN


@pytest.fixture
def wave(researcher: Program) -> str:
    made = researcher.sends("/waves", {"name": "autumn", "flow": "user-satisfaction"})
    assert made.status_code == 201, made.text
    return "/waves/autumn"


def _draw(program: Program, wave: str, content: bytes, name: str = "incidents.csv", **fields: object) -> TestResponse:
    return program.sends_form(f"{wave}/sample", {"frame": (io.BytesIO(content), name), "size": 20} | fields)


def test_a_wave_goes_from_its_frame_to_a_launch(
    api: Api, wave: str, incidents: bytes, researcher: Program, supervisor: Program
) -> None:
    drawn = _draw(researcher, wave, incidents, method="equal", seed="7", replicates=4)
    assert (drawn.status_code, drawn.json["seed"], drawn.json["replicates"]) == (201, "7", 4)
    assert researcher.asks(f"{wave}/sample").json["id"] == drawn.json["id"]
    batch = researcher.sends(f"{wave}/batches", {"size": 5}, key="k1")
    assert (batch.status_code, batch.json["cases"]) == (201, {"waiting": 5})
    at = f"/batches/{batch.json['id']}"
    assert researcher.asks(f"{at}/live").json["to_come"]["cases"] == 5
    assert researcher.sends(f"{at}/approve").status_code == 403
    assert supervisor.sends(f"{at}/approve").json["state"] == "approved"
    assert supervisor.sends(f"{at}/launch", {"first": 2}).json["review_after"] == 2
    assert researcher.sends(f"{at}/pause", {"reason": "lunch"}).json["state"] == "paused"
    assert supervisor.sends(f"{at}/resume").json["state"] == "running"
    assert researcher.sends("/stop-all", {"at_once": True}).json == {"batches_paused": 2}
    assert supervisor.sends(f"{at}/stop").json["state"] == "stopped"
    assert [one["id"] for one in researcher.asks(f"{wave}/batches").json["items"]] == [batch.json["id"]]
    assert api.trail("batch_launched") == ["ben"]


def test_bad_rows_are_told_by_place_and_reason_alone(wave: str, incidents: bytes, researcher: Program) -> None:
    _draw(researcher, wave, incidents)
    answer = researcher.asks(f"{wave}/sample/rejects")
    assert (answer.status_code, answer.mimetype) == (200, "text/csv")
    assert "phone" in answer.text
    assert "at all" not in answer.text


def test_columns_may_have_other_names(wave: str, incidents: bytes, researcher: Program) -> None:
    theirs = incidents.replace(b"first_name", b"forename", 1)
    assert _draw(researcher, wave, theirs).status_code == 422
    assert _draw(researcher, wave, theirs, columns="forename = first_name").status_code == 201


def test_a_frame_that_differs_oddly_is_drawn_from_only_if_that_is_accepted(
    wave: str, incidents: bytes, researcher: Program
) -> None:
    _draw(researcher, wave, incidents)
    researcher.sends("/waves", {"name": "winter", "flow": "user-satisfaction"})
    newer = incidents.replace(b",burglary,", b",hate_crime,").replace(b"REF", b"NEW")
    refused = _draw(researcher, "/waves/winter", newer, size=1)
    assert (refused.status_code, "hate_crime are 37%" in refused.json["detail"]) == (409, True)
    assert _draw(researcher, "/waves/winter", newer, size=1, accept_differences="true").status_code == 201


def test_a_fixed_design_comes_as_a_second_file(wave: str, incidents: bytes, researcher: Program) -> None:
    strata = (io.BytesIO(b"area,victim_group,count\nnowhere,burglary,1\n"), "strata.csv")
    answer = _draw(researcher, wave, incidents, method="fixed", strata=strata, size=1)
    assert (answer.status_code, "nowhere" in answer.json["detail"]) == (422, True)


def test_a_newer_frame_is_held_against_those_drawn(wave: str, incidents: bytes, researcher: Program) -> None:
    _draw(researcher, wave, incidents)
    answer = researcher.sends_form(f"{wave}/sample/refresh", {"frame": (io.BytesIO(incidents), "newer.csv")})
    assert (answer.status_code, answer.json["looked_at"]) == (200, 20)


def test_parts_of_a_sample_are_released_one_after_the_other(incidents: bytes, researcher: Program) -> None:
    rules = {"targets": {"interviews": 5}}
    researcher.sends("/waves", {"name": "autumn", "flow": "user-satisfaction", "rules": rules})
    _draw(researcher, "/waves/autumn", incidents, replicates=4)
    assert researcher.asks("/waves/autumn/sample/release").json["released"] == 1
    assert researcher.sends("/waves/autumn/sample/release").json["released"] == 2


def test_a_discarded_sample_is_still_shown(wave: str, incidents: bytes, researcher: Program) -> None:
    _draw(researcher, wave, incidents)
    assert researcher.sends(f"{wave}/sample/discard").json["state"] == "discarded"
    assert researcher.asks(f"{wave}/sample").json["state"] == "discarded"


def test_what_is_no_frame_is_refused_and_makes_nothing(wave: str, researcher: Program) -> None:
    for content, name in ((b"\0\1\2", "frame.xlsx"), (b"a,b\n1,2\n", "frame.csv"), (b"x", "frame.exe")):
        assert _draw(researcher, wave, content, name).status_code == 422
    assert researcher.asks(f"{wave}/sample").status_code == 404


def test_where_two_people_are_wanted_one_program_is_not_both(api: Api, supervisor: Program) -> None:
    api.survey.change(Wave, api.survey.wave_id, rules=WaveRules(second_person=True).to_json())
    api.survey.person(batch_id=None, due_at=None)
    made = supervisor.sends(f"/waves/{api.wave()}/batches").json["id"]
    assert supervisor.sends(f"/batches/{made}/approve").status_code == 409
    assert api.program("cleo", Role.SUPERVISOR).sends(f"/batches/{made}/approve").status_code == 200


def test_a_wave_is_frozen_at_once_and_with_a_reason_that_names_nobody(api: Api, supervisor: Program) -> None:
    freeze = f"/waves/{api.wave()}/freeze"
    assert supervisor.sends(freeze, {"reason": f"{factories.number(1).e164} complained"}).status_code == 422
    assert supervisor.sends(freeze, {"reason": "the wrong file"}).json["state"] == "frozen"
    assert api.survey.batch().state == "paused"


def test_instants_are_in_utc(api: Api, researcher: Program) -> None:
    shown = researcher.asks(f"/batches/{api.survey.batch_id}/live").json
    assert shown["at"] == "2026-11-25T12:00:00Z"
    assert researcher.asks(f"/waves/{api.wave()}").json["created_at"].endswith("Z")
