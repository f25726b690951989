import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.errors import BadNumber
from voicebot.phone import parse_cell
from voicebot.sampling.numbers import read_numbers

PREFIXES = st.sampled_from(["", "0", "+44", "+44 ", "0044", "0044 ", "+44 (0)", "00 44", "+353 ", "44", "(0"])
# Openings of every kind of UK number: mobile, landline, internet, pager, personal, premium, freephone, short, islands.
OPENINGS = st.sampled_from(
    (
        *("7700900", "77", "74", "7624", "7797", "7911", "76", "70", "20", "2079460", "1632960", "1", "16977", "1481"),
        *("1534", "56", "55", "3", "8", "808", "8081570", "9", "4000", "112"),
    )
)
SPELLED = st.lists(st.sampled_from("0123456789 -"), min_size=2, max_size=11).map("".join)
CELLS = st.builds("".join, st.tuples(PREFIXES, OPENINGS, SPELLED)) | st.text("0123456789+ -()x;/,.or", max_size=16)


def read_one(cell: str | None) -> object:
    return read_numbers(pl.Series([cell], dtype=pl.String)).to_list()[0]


def read_slowly(cell: str) -> object:
    try:
        return {"numbers": [number.e164 for number in parse_cell(cell)], "reason": None}
    except BadNumber as fault:
        return {"numbers": None, "reason": str(fault)}


@given(st.lists(CELLS, min_size=1, max_size=50))
def test_a_column_is_read_by_the_rules_of_a_single_number(cells: list[str]):
    assert read_numbers(pl.Series(cells, dtype=pl.String)).to_list() == [read_slowly(cell) for cell in cells]


@pytest.mark.parametrize("cell", ["07700 900123", "+44 7700 900123", "00447700900123", "7700900123", "07700-900-123"])
def test_all_spellings_of_a_number_are_one_number(cell: str):
    assert read_one(cell) == {"numbers": ["+447700900123"], "reason": None}


def test_a_cell_may_hold_several_numbers():
    assert read_one("07700 900123 or 020 7946 0018") == {"numbers": ["+447700900123", "+442079460018"], "reason": None}


def test_a_freephone_number_is_refused_with_a_reason_that_does_not_show_it():
    assert read_one("0808 157 0123") == {"numbers": None, "reason": "is a premium, service or other special number"}


def test_an_empty_cell_stays_empty():
    assert read_one(None) is None
