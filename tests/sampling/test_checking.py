import stat
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from tests.sampling.incidents import DAY, checked, frame, incident
from voicebot.errors import BadInput
from voicebot.sampling.checking import check_frame, write_rejects


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("reference", None),
        ("first_name", None),
        ("first_name", "Victim 1"),
        ("phone", None),
        ("phone", "12345"),
        ("phone", "0808 157 0000"),
        ("phone", "020 7946 0001 ext 5"),
        ("victim_group", None),
        ("area", None),
        ("area", "A" * 41),
        ("reported_on", None),
        ("reported_on", "2026-13-01"),
        ("reported_on", "soon"),
        ("birth_year", "eighty"),
        ("birth_year", "1880"),
        ("birth_year", "2027"),
    ],
)
def test_a_bad_cell_rejects_its_row_alone(column: str, cell: str | None):
    found = checked(incident(0), incident(1, **{column: cell}), incident(2))
    assert found.rows["good"].to_list() == [True, False, True]
    assert found.rejects.select("row", "column").rows() == [(2, column)]


def test_a_reason_never_shows_the_value():
    found = checked(incident(0, phone="0906 marker", first_name="marker 9", reported_on="marker", birth_year="marker"))
    assert found.rejects.height == 4
    assert not found.rejects["reason"].str.contains("marker").any()


def test_a_row_with_two_faults_has_two_lines_and_counts_once():
    found = checked(incident(0, phone=None, area=None))
    assert (found.rejects.height, found.rows_rejected) == (2, 1)


def test_a_row_that_does_not_fit_the_header_is_rejected():
    found = check_frame(replace(frame(incident(0)), malformed=(2,)), DAY, lambda _: False)
    assert found.rejects.rows() == [(2, "", "has too many or too few cells")]


def test_an_unknown_year_of_birth_is_no_fault_of_the_row():
    assert checked(incident(0, birth_year=None)).rejects.is_empty()


@pytest.mark.parametrize(
    "day", ["2026-09-30", "30/09/2026", "2026-09-30T22:15:00", "2026-09-30 22:15", "30/09/2026 22:15"]
)
def test_days_are_read_in_the_usual_forms(day: str):
    assert checked(incident(0, reported_on=day)).rows["reported"].to_list() == [date(2026, 9, 30)]


def test_both_cells_of_numbers_are_put_together_without_doubles():
    found = checked(incident(0, phone="07700 900000; 020 7946 0001", phone_2="+44 7700 900000"))
    assert found.rows["numbers"].to_list() == [["+447700900000", "+442079460001"]]


def test_a_bad_second_number_is_left_out_and_told():
    found = checked(incident(0, phone_2="12345"))
    assert found.rows["good"].all()
    assert found.notes == ("second numbers that can't be called and are left out: 1",)


def test_a_forbidden_word_in_a_name_rejects_the_row():
    found = check_frame(frame(incident(0, first_name="Victoria")), DAY, lambda name: name.startswith("Vict"))
    assert found.rejects["column"].to_list() == ["first_name"]


def test_the_rejects_are_for_their_owner_alone_even_where_a_file_was(tmp_path: Path):
    path = tmp_path / "rejects.csv"
    path.write_text("an older and longer list of rejects\n" * 9)
    path.chmod(0o644)
    write_rejects(checked(incident(0, area=None)).rejects, path)
    assert pl.read_csv(path).rows() == [(1, "area", "is empty")]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_rejects_that_can_not_be_written_are_a_fault_of_the_path(tmp_path: Path):
    with pytest.raises(BadInput, match="can't be written"):
        write_rejects(checked(incident(0)).rejects, tmp_path / "none" / "rejects.csv")
