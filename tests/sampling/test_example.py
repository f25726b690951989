from datetime import date
from pathlib import Path

import pytest

from tests.sampling.incidents import DAY, NOBODY, print_of
from voicebot.errors import BadInput
from voicebot.phone import is_nobodys
from voicebot.sampling.checking import check_frame
from voicebot.sampling.eligibility import find_eligible
from voicebot.sampling.example import write_example_frame
from voicebot.sampling.frame import read_frame
from voicebot.sampling.rules import EligibilityRules


@pytest.mark.parametrize("people", [1, 7, 2_500])
def test_a_sample_of_that_many_people_can_be_drawn(tmp_path: Path, people: int):
    path = tmp_path / "frame.csv"
    rows = write_example_frame(path, people, 1, DAY)
    checked = check_frame(read_frame(str(path)), DAY, lambda _: False)
    found = find_eligible(checked, EligibilityRules(), DAY, NOBODY, print_of, "seed")
    assert people <= found.persons.height <= rows <= 1.6 * people + 1


def test_every_rule_of_the_frame_has_work_to_do(tmp_path: Path):
    path = tmp_path / "frame.csv"
    write_example_frame(path, 2_000, 1, DAY)
    checked = check_frame(read_frame(str(path)), DAY, lambda _: False)
    found = find_eligible(checked, EligibilityRules(), DAY, NOBODY, print_of, "seed")
    assert len(found.waterfall) == 14 + 6
    assert {"first_name", "phone", "area"} == set(checked.rejects["column"])


def test_all_numbers_are_nobodys_and_each_person_has_their_own(tmp_path: Path):
    path = tmp_path / "frame.csv"
    write_example_frame(path, 3_000, 1, DAY)
    rows = check_frame(read_frame(str(path)), DAY, lambda _: False).rows
    assert all(map(is_nobodys, rows["numbers"].explode(empty_as_null=True).drop_nulls()))
    assert rows["numbers"].explode(empty_as_null=True).n_unique() > 3_000 * 1.3


def test_the_same_seed_makes_the_same_frame_and_another_seed_another(tmp_path: Path):
    texts = []
    for seed in (1, 1, 2):
        write_example_frame(tmp_path / "frame.csv", 50, seed, date(2026, 11, 25))
        texts.append((tmp_path / "frame.csv").read_text(encoding="utf-8"))
    assert texts[0] == texts[1] != texts[2]


@pytest.mark.parametrize("people", [0, 700_000])
def test_more_people_than_nobodys_numbers_are_refused(tmp_path: Path, people: int):
    with pytest.raises(BadInput, match="1 to"):
        write_example_frame(tmp_path / "frame.csv", people, 1, DAY)
