"""Text that a spreadsheet might take for a formula, made harmless (OWASP, CSV injection).

Some of what an export holds was typed by others: areas come from the frame, labels from questionnaires. A program that
opens a CSV file would compute what begins like a formula, or start another program by it (DDE).
"""

import re

import polars as pl

_BEGINS_A_FORMULA = r"^([\s=+\-@＝＋－＠])"


def harmless(text: str) -> str:
    """The text, with an apostrophe before it if it begins like a formula."""
    return re.sub(_BEGINS_A_FORMULA, r"'\1", text)


def harmless_texts(table: pl.DataFrame) -> pl.DataFrame:
    """The same for every column of texts; numbers stay as they are."""
    return table.with_columns(pl.col(pl.String).str.replace(_BEGINS_A_FORMULA, "'${1}"))
