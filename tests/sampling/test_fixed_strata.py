"""Numbers by stratum, read from a file."""

from pathlib import Path

import pytest

from voicebot.errors import BadInput
from voicebot.sampling.fixed_strata import read_strata


def _file(folder: Path, text: str) -> Path:
    path = folder / "strata.csv"
    path.write_text(text, encoding="utf-8-sig")
    return path


def test_the_numbers_are_read_by_area_and_victim_group(tmp_path: Path) -> None:
    path = _file(tmp_path, "area,victim_group,count\nCE,burglary,20\nNW, hate_crime ,5\n")
    assert read_strata(path) == {("CE", "burglary"): 20, ("NW", "hate_crime"): 5}


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    path = _file(tmp_path, "area,victim_group,count\nCE,burglary,some\nCE,burglary,-1\n")
    with pytest.raises(BadInput) as refused:
        read_strata(path)
    assert list(refused.value.faults) == [
        "strata.csv row 1: the count is no whole number",
        "strata.csv row 2: the count is no whole number",
        "strata.csv row 2: is there twice",
    ]


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="has no column area, victim_group, count"):
        read_strata(_file(tmp_path, "area;count\n"))
