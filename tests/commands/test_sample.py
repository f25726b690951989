import stat
from datetime import date
from pathlib import Path

import pytest

from tests.commands.conftest import Terminal
from voicebot.sampling.example import write_example_frame

TODAY = date(2026, 11, 25)


@pytest.fixture
def frame(terminal: Terminal) -> Path:
    """A frame from which fifty people can be drawn."""
    path = terminal.folder / "incidents.csv"
    write_example_frame(path, 50, 1, TODAY)
    return path


def test_people_are_drawn_and_wait_to_be_called(terminal: Terminal, wave: str, frame: Path) -> None:
    drawn = terminal.tells("sample", "draw", wave, "--frame", frame, "--size", 40, "--seed", "abc")
    assert len(drawn["id"]) == 24
    assert (drawn["size"], drawn["seed"], drawn["method"]) == (40, "abc", "proportional")
    assert drawn["reference_date"] == "2026-11-25"
    assert terminal.tells("wave", "show", wave)["cases"] == {"waiting": 40}


def test_a_sample_is_shown_as_it_was_drawn(terminal: Terminal, wave: str, frame: Path) -> None:
    drawn = terminal.tells("sample", "draw", wave, "--frame", frame, "--size", 40)
    shown = terminal.tells("sample", "show", wave)
    assert len(shown["seed"]) == 16
    assert shown | {"notes": drawn["notes"]} == drawn
    printed = terminal.prints("sample", "show", wave)
    assert drawn["frame_digest"] in printed
    assert "reported too recently" in printed


def test_bad_rows_are_told_beside_the_frame_for_its_owner_alone(terminal: Terminal, wave: str, frame: Path) -> None:
    printed = terminal.prints("sample", "draw", wave, "--frame", frame, "--size", 40)
    rejects = frame.with_name("incidents.csv.rejects.csv")
    assert f"bad rows: see {rejects}" in printed
    assert rejects.read_text(encoding="utf-8").startswith("row,column,reason\n")
    assert stat.S_IMODE(rejects.stat().st_mode) == 0o600


def test_bad_rows_are_told_where_one_wants_them(terminal: Terminal, wave: str, frame: Path) -> None:
    rejects = terminal.folder / "bad.csv"
    terminal.prints("sample", "draw", wave, "--frame", frame, "--size", 40, "--rejects", rejects)
    assert rejects.exists()
    assert not frame.with_name("incidents.csv.rejects.csv").exists()


def test_a_draw_is_repeated_by_its_seed(terminal: Terminal, wave: str, frame: Path) -> None:
    options = ("--frame", frame, "--size", 30, "--seed", "abc", "--method", "equal", "--on", "2026-11-20")
    first = terminal.tells("sample", "draw", wave, *options)
    assert terminal.tells("sample", "discard", wave)["state"] == "discarded"
    assert terminal.tells("wave", "show", wave)["cases"] == {}
    second = terminal.tells("sample", "draw", wave, *options)
    differing = {name for name in first if first[name] != second[name]}
    assert differing == {"id"}


def test_columns_are_renamed(terminal: Terminal, wave: str, frame: Path) -> None:
    frame.write_text(frame.read_text(encoding="utf-8").replace("first_name,phone", "forename,mobile"), encoding="utf-8")
    told = terminal.is_refused("sample", "draw", wave, "--frame", frame, "--size", 5)
    assert told.splitlines() == [
        "the column first_name is missing: add it, or match another one to it, theirs=first_name",
        "the column phone is missing: add it, or match another one to it, theirs=phone",
    ]
    renamed = ("--map", "forename=first_name", "--map", "mobile=phone")
    assert terminal.tells("sample", "draw", wave, "--frame", frame, "--size", 5, *renamed)["size"] == 5


@pytest.mark.parametrize("pair", ["forename", "=first_name", "forename="])
def test_a_renaming_has_two_names(terminal: Terminal, wave: str, frame: Path, pair: str) -> None:
    told = terminal.is_misused("sample", "draw", wave, "--frame", frame, "--size", 5, "--map", pair)
    assert "theirs=ours" in told


def test_a_frame_is_read_only_for_a_wave_that_is_there(terminal: Terminal) -> None:
    told = terminal.is_refused("sample", "draw", "spring", "--frame", "nothing.csv", "--size", 5)
    assert told == "there is no wave called spring: see `wave list`\n"


def test_a_frame_that_is_not_there_is_told(terminal: Terminal, wave: str) -> None:
    assert "nothing.csv" in terminal.is_refused("sample", "draw", wave, "--frame", "nothing.csv", "--size", 5)


def test_a_frame_in_a_database_needs_a_query(terminal: Terminal, wave: str) -> None:
    url = "sqlite:///elsewhere.db"
    assert "--query" in terminal.is_refused("sample", "draw", wave, "--frame", url, "--size", 5)


def test_a_precision_is_turned_into_interviews_and_people(terminal: Terminal) -> None:
    assert terminal.tells("sample", "size", "--margin", 0.04) == {"interviews": 601, "people": 2004}
    assert terminal.prints("sample", "size", "--margin", 0.01, "--response", 1) == (
        "9,604 interviews, from 9,604 people drawn.\n"
    )
    assert "--margin" in terminal.is_misused("sample", "size", "--margin", 0)


def test_an_example_frame_is_written_once_and_can_be_drawn_from(terminal: Terminal, wave: str) -> None:
    file = terminal.folder / "example.csv"
    assert "made-up incidents" in terminal.prints("sample", "example", file, "--people", 20)
    assert terminal.tells("sample", "draw", wave, "--frame", file, "--size", 20)["size"] == 20
    assert "is there already" in terminal.is_refused("sample", "example", file)


def _drawn(terminal: Terminal, wave: str, people: int = 30) -> Path:
    path = terminal.folder / "first.csv"
    write_example_frame(path, people, "1", date(2026, 11, 25))
    terminal.prints("sample", "draw", wave, "--frame", path, "--size", 10)
    return path


def test_the_frame_that_was_drawn_from_last_is_not_drawn_from_again_by_mistake(terminal: Terminal, wave: str) -> None:
    path = _drawn(terminal, wave)
    terminal.prints("wave", "create", "winter", "--flow", "user-satisfaction")

    told = terminal.is_refused("sample", "draw", "winter", "--frame", path, "--size", 5)

    assert "the very frame that was drawn from last time" in told
    assert "--accept-differences" in told
    drawn = terminal.tells("sample", "draw", "winter", "--frame", path, "--size", 5, "--accept-differences")
    assert drawn["accepted_by"] == "system"


def test_a_newer_frame_is_held_against_those_not_called_yet(terminal: Terminal, wave: str) -> None:
    path = _drawn(terminal, wave)
    done = terminal.tells("sample", "refresh", wave, "--frame", path, "--as", "j.smith")
    assert (done["looked_at"], done["taken_out"], done["left"]) == (10, {}, {})
    assert "10 people who were not called yet were looked at, 0 taken out" in terminal.prints(
        "sample", "refresh", wave, "--frame", path
    )
    assert "Refreshed" in terminal.prints("sample", "show", wave)


def test_replicates_are_released_one_by_one_where_there_are_targets(terminal: Terminal) -> None:
    rules = terminal.write("rules.yaml", "targets: {interviews: 5}")
    terminal.prints("wave", "create", "autumn", "--flow", "user-satisfaction", "--rules", rules)
    _drawn(terminal, "autumn")
    assert terminal.tells("sample", "release", "autumn", "--status")["released"] == 1
    assert "2 of 10 replicates" in terminal.prints("sample", "release", "autumn")


def test_strata_are_fixed_by_a_file(terminal: Terminal, wave: str) -> None:
    path = terminal.folder / "incidents.csv"
    write_example_frame(path, 30, "1", date(2026, 11, 25))
    strata = terminal.write("strata.csv", "area,victim_group,count\nnowhere,burglary,3\n")
    told = terminal.is_refused(
        "sample", "draw", wave, "--frame", path, "--size", 3, "--method", "fixed", "--strata", strata
    )
    assert "nowhere / burglary: nobody there may be drawn" in told
