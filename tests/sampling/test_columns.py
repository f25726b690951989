import pytest

from voicebot.errors import BadFrame
from voicebot.sampling.columns import NEEDED, match_columns


def test_columns_are_found_in_any_order_and_case_and_others_are_never_read():
    found = ["Notes", *reversed(NEEDED), " Gender "]
    assert match_columns(found, {}) == {place: found[place].strip().lower() for place in range(1, 10)}


def test_a_column_of_another_name_is_taken_for_ours():
    found = ["forename" if name == "first_name" else name for name in NEEDED]
    assert match_columns(found, {"Forename": "first_name"})[1] == "first_name"


def test_all_that_is_wrong_with_the_columns_is_told_at_once():
    found = [*NEEDED[2:], "area"]
    with pytest.raises(BadFrame) as caught:
        match_columns(found, {"tel": "phone", "area": "borough"})
    told = "\n".join(caught.value.faults)
    for fault in (
        "reference is missing",
        "first_name is missing",
        "area is missing",
        "no column tel",
        "there is no borough",
    ):
        assert fault in told


def test_a_column_that_is_there_twice_is_refused():
    with pytest.raises(BadFrame, match="phone is there 2 times"):
        match_columns([*NEEDED, "tel"], {"tel": "phone"})
