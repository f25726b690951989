"""Nothing in a file starts a computation or a program when a spreadsheet opens it."""

import polars as pl
import pytest

from voicebot.reporting.exports.formulas import harmless, harmless_texts

FORMULAS = (
    *("=1+1", "+1", "-1", "@SUM(A1)", "\t=1+1", "\r=1+1", "\n=1+1", "  =1+1", "＝1+1"),
    *("=cmd|' /C calc'!A0", "+cmd|' /C calc'!A0", '=HYPERLINK("http://x.example","x")'),
)
TEXTS = ("", "Camden", "a=b", "1-2", "'quoted'", "São Paulo", "$1 \\1 ${1}")


@pytest.mark.parametrize("text", FORMULAS)
def test_what_begins_like_a_formula_is_text_for_a_spreadsheet(text: str) -> None:
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", TEXTS)
def test_other_text_stays_as_it_is(text: str) -> None:
    assert harmless(text) == text


def test_columns_of_text_are_treated_alike_and_numbers_stay_numbers() -> None:
    table = pl.DataFrame({"text": [*FORMULAS, *TEXTS, None], "code": range(-9, len(FORMULAS) + len(TEXTS) - 8)})
    found = harmless_texts(table)
    assert found["text"].to_list() == [*map(harmless, [*FORMULAS, *TEXTS]), None]
    assert found["code"].equals(table["code"])
