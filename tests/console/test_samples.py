"""Drawing a sample in a browser: from the file that is sent to the people who are kept, and nothing else."""

import io
import os
import stat
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from werkzeug.datastructures import FileStorage

from tests.console.conftest import Browser, Office
from voicebot.errors import BadFrame
from voicebot.fieldwork.rules import Targets, WaveRules
from voicebot.fieldwork.waves import create_wave
from voicebot.front import files
from voicebot.front.files import held
from voicebot.sampling import bounds
from voicebot.sampling.example import write_example_frame

DRAW = "/waves/autumn/sample/draw"
_BROKEN = b"\nREF9,9,Kim,not a number at all,burglary,CE,2026-10-01,1980,,,,,,,\n"


@pytest.fixture(scope="module")
def incidents(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A frame from which thirty people can be drawn, as CSV; one of its rows is bad."""
    file = tmp_path_factory.mktemp("frame") / "incidents.csv"
    write_example_frame(file, 30, "1", date(2026, 11, 25))
    return file.read_bytes().rstrip() + _BROKEN


@pytest.fixture(autouse=True)
def _nothing_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Whatever a test does, no file that was sent stays."""
    (tmp_path / "sent").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "sent"))
    yield
    assert list((tmp_path / "sent").iterdir()) == []


@pytest.fixture
def wave(office: Office) -> str:
    return _make_wave(office)


def _make_wave(office: Office, rules: WaveRules | None = None, name: str = "autumn") -> str:
    parts = office.survey.parts
    made = create_wave(
        parts.engine,
        parts.clock,
        parts.keys,
        name=name,
        flow="user-satisfaction",
        rules=rules or WaveRules(),
        who="ada",
    )
    return made.name


def _form(content: bytes, name: str = "incidents.csv", **fields: object) -> dict[str, object]:
    return {"frame": (io.BytesIO(content), name), "size": 20, "method": "proportional", "replicates": 4} | fields


def test_a_sample_is_drawn_from_a_file_and_told_with_all_that_it_takes_to_draw_it_again(
    wave: str, incidents: bytes, researcher: Browser, office: Office
) -> None:
    page = researcher.does(DRAW, _form(incidents, seed="apples"))
    assert "20 people are drawn" in page
    assert "apples" in page
    assert "Reason" in page
    assert "4 of 4 parts are released" in page
    assert office.survey.rows()["survey_case"] == 20
    assert office.trail("sample_drawn") == ["ada"]
    assert "has a sample already" in researcher.looks_at(DRAW, status=409)


def test_bad_rows_can_be_fetched_by_row_column_and_reason_and_never_by_value(
    wave: str, incidents: bytes, researcher: Browser
) -> None:
    assert "/waves/autumn/sample/rejects.csv" in researcher.does(DRAW, _form(incidents))
    told = researcher.client.get("/waves/autumn/sample/rejects.csv")
    assert told.headers["Content-Disposition"].startswith("attachment")
    header, *rows = told.text.splitlines()
    assert header == "row,column,reason"
    assert any(",phone," in row for row in rows)
    assert "Kim" not in told.text
    assert "not a number at all" not in told.text


def test_bad_rows_are_told_of_a_file_that_was_refused_too(wave: str, incidents: bytes, researcher: Browser) -> None:
    page = researcher.is_refused(DRAW, _form(incidents, size=2_000))
    assert "persons may be drawn" in page
    assert "/waves/autumn/sample/rejects.csv" in page


@pytest.mark.parametrize("kind", ["xlsx", "parquet"])
def test_a_file_may_be_a_spreadsheet_or_parquet(
    kind: str, wave: str, incidents: bytes, researcher: Browser, tmp_path: Path
) -> None:
    rows, file = pl.read_csv(incidents, infer_schema=False), tmp_path / f"incidents.{kind}"
    (rows.write_excel if kind == "xlsx" else rows.write_parquet)(file)
    assert "20 people are drawn" in researcher.does(DRAW, _form(file.read_bytes(), file.name))


def test_columns_may_have_other_names(wave: str, incidents: bytes, researcher: Browser) -> None:
    theirs = incidents.replace(b"first_name", b"forename", 1)
    assert "first_name is missing" in researcher.is_refused(DRAW, _form(theirs))
    assert "as theirs = ours" in researcher.is_refused(DRAW, _form(theirs, columns="forename"))
    assert "20 people are drawn" in researcher.does(DRAW, _form(theirs, columns="forename = first_name\n"))


def test_numbers_by_stratum_come_in_a_file(wave: str, incidents: bytes, researcher: Browser) -> None:
    strata = io.BytesIO(b"area,victim_group,count\nNowhere,burglary,20\n")
    page = researcher.is_refused(DRAW, _form(incidents, method="fixed", strata=(strata, "strata.csv")))
    assert "Nowhere / burglary: nobody there may be drawn" in page


def test_a_file_that_differs_from_the_last_one_takes_a_typed_yes_to_just_these_differences(
    office: Office, wave: str, incidents: bytes, researcher: Browser
) -> None:
    researcher.does(DRAW, _form(incidents, size=5))
    draw = f"/waves/{_make_wave(office, name='winter')}/sample/draw"

    page = researcher.is_refused(draw, _form(incidents, size=5, accepted="yes"))
    assert "This file differs from the last one" in page
    assert "very frame" in page
    digest = page.split('name="differences" type="hidden" value="')[1].split('"')[0]
    assert "very frame" in researcher.is_refused(draw, _form(incidents, size=5, accepted="no", differences=digest))
    accepted = researcher.does(draw, _form(incidents, size=5, accepted=" Yes ", differences=digest))
    assert "Unusual file accepted by" in accepted


@pytest.mark.parametrize(
    ("name", "said"), [("incidents.pdf", "CSV, XLSX or Parquet"), ("incidents.xlsx", "is no XLSX file"), ("", "choose")]
)
def test_a_file_of_another_kind_is_refused_in_words(name: str, said: str, wave: str, researcher: Browser) -> None:
    assert said in researcher.is_refused(DRAW, _form(b"%PDF-1.7 nothing", name))


def test_a_spreadsheet_that_unpacks_to_too_much_is_refused_before_it_is_in_memory(
    wave: str, incidents: bytes, researcher: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounds, "MOST_UNPACKED", 1_000)
    monkeypatch.setattr(files, "read_frame", _must_not_be_asked)
    pl.read_csv(incidents, infer_schema=False).write_excel(tmp_path / "bomb.xlsx")
    page = researcher.is_refused(DRAW, _form((tmp_path / "bomb.xlsx").read_bytes(), "bomb.xlsx"))
    assert "unpacks to more than" in page


def _must_not_be_asked(*_: object, **__: object) -> None:
    raise AssertionError("the file was read")


def test_a_file_of_five_gigabytes_is_refused_before_any_of_it_is_read(wave: str, researcher: Browser) -> None:
    huge = {"CONTENT_LENGTH": str(5 * 10**9), "CONTENT_TYPE": "multipart/form-data; boundary=x"}
    answer = researcher.client.post(DRAW, environ_overrides=huge)
    assert answer.status_code == 413
    assert "larger than this page takes" in answer.text


def test_who_may_not_draw_may_not_send_a_large_file_either(wave: str, auditor: Browser) -> None:
    large = {"CONTENT_LENGTH": str(2 * 10**6), "CONTENT_TYPE": "multipart/form-data; boundary=x"}
    assert auditor.client.post(DRAW, environ_overrides=large).status_code == 413


def test_a_file_is_its_owners_alone_while_it_is_read_and_gone_when_reading_fails() -> None:
    seen: list[Path] = []

    def read() -> None:
        with held(FileStorage(io.BytesIO(b"x"), "Names Of People.CSV")) as path:
            modes = stat.S_IMODE(path.stat().st_mode), stat.S_IMODE(path.parent.stat().st_mode)
            assert (path.name, modes) == ("file.csv", (0o600, 0o700))
            seen.append(path)
            raise BadFrame("no good")

    with pytest.raises(BadFrame):
        read()
    assert not seen[0].parent.exists()


def test_what_a_killed_process_left_is_deleted_with_the_next_file(tmp_path: Path) -> None:
    left, read_now = (tmp_path / "sent" / f"voicebot-files-{name}" for name in ("left", "read-now"))
    for folder in (left, read_now):
        folder.mkdir()
    os.utime(left, (0, 0))
    with held(FileStorage(io.BytesIO(b"x"), "a.csv")):
        assert read_now.exists()
        assert not left.exists()
    read_now.rmdir()


def test_a_newer_file_takes_out_whom_it_leaves_out(wave: str, incidents: bytes, researcher: Browser) -> None:
    researcher.does(DRAW, _form(incidents))
    flagged = b"\n".join(_flagged(row) for row in incidents.splitlines())
    page = researcher.does("/waves/autumn/sample/refresh", {"frame": (io.BytesIO(flagged), "newer.csv")})
    assert "20 people were looked at, 20 of them taken out" in page
    assert "do not contact" in page


def _flagged(row: bytes) -> bytes:
    cells = row.split(b",")
    return b",".join([*cells[:8], cells[8] if cells[8] == b"flags" else b"do_not_contact", *cells[9:]])


def test_parts_are_released_one_by_one_while_targets_are_open(
    office: Office, incidents: bytes, researcher: Browser
) -> None:
    _make_wave(office, WaveRules(targets=Targets(interviews=50)))
    assert "1 of 4 parts are released" in researcher.does(DRAW, _form(incidents))
    page = researcher.does("/waves/autumn/sample/release", page="/waves/autumn/sample")
    assert "2 of 4 parts are released" in page
    assert office.trail("replicate_released") == ["ada"]


def test_a_sample_is_discarded_by_the_typed_name_of_its_wave(
    wave: str, incidents: bytes, researcher: Browser, office: Office
) -> None:
    sample, discard = "/waves/autumn/sample", "/waves/autumn/sample/discard"
    researcher.does(DRAW, _form(incidents))
    assert "nothing is discarded" in researcher.does(discard, {"name": "winter"}, page=sample)
    assert "The sample is discarded" in researcher.does(discard, {"name": "autumn"}, page=sample)
    assert office.survey.rows()["contact"] == 0
    assert "What it was drawn by is kept" in researcher.looks_at(sample)


def test_an_auditor_sees_the_sample_and_can_change_nothing(
    wave: str, incidents: bytes, researcher: Browser, auditor: Browser
) -> None:
    assert "No sample is drawn yet" in auditor.looks_at("/waves/autumn/sample")
    researcher.does(DRAW, _form(incidents))
    page = auditor.looks_at("/waves/autumn/sample")
    assert "Strata" in page
    assert "Discard" not in page
    assert "Refresh with" not in page
