"""A workbook for spreadsheets: the cases, the labels of their values, and the codebook, a sheet each."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, time
from pathlib import Path

import polars as pl
import xlsxwriter  # type: ignore[import-untyped]

from voicebot.errors import Refused
from voicebot.reporting.exports.codebook import NOT_FOR_PUBLICATION, Codebook
from voicebot.reporting.exports.columns import labels_of
from voicebot.reporting.exports.formulas import harmless

_MOST_CASES = 2**20 - 1
"""The rows of a sheet, but for the one with the names of the columns."""
_LABELS = ("column", "value", "label")
_CODEBOOK = ("column", "label", "kind", "question", "section", "asked of")
_Row = Sequence[str | float | None]


def write_xlsx(table: pl.DataFrame, codebook: Codebook, path: Path) -> None:
    """Write the rows of `case_tables.wide`; row by row, so that it takes little memory.

    Raises:
        Refused: there are more cases than a sheet has rows.
    """
    if table.height > _MOST_CASES:
        raise Refused(f"a sheet has room for {_MOST_CASES:,} cases: export csv or sav")
    # What is laid aside while it is written lies beside the file, where nobody else looks either.
    with xlsxwriter.Workbook(str(path), {"constant_memory": True, "tmpdir": str(path.parent)}) as book:
        made_at = datetime.combine(codebook.made_on, time())
        book.set_properties({"title": codebook.title, "comments": NOT_FOR_PUBLICATION, "created": made_at})
        _write_sheet(book, "data", [table.columns], table.iter_rows())
        _write_sheet(book, "labels", [_LABELS], _labels(codebook))
        _write_sheet(book, "codebook", [[NOT_FOR_PUBLICATION], _CODEBOOK], _columns(codebook))


def _labels(codebook: Codebook) -> Iterator[_Row]:
    for column in codebook.columns:
        yield from ((column.name, value, label) for value, label in labels_of(column))


def _columns(codebook: Codebook) -> Iterator[_Row]:
    for column in codebook.columns:
        asked = column.asked
        where = (asked.question, asked.section, asked.of or "everybody") if asked else ()
        yield (column.name, column.label, column.kind, *where)


def _write_sheet(book: xlsxwriter.Workbook, name: str, heads: Sequence[_Row], rows: Iterable[_Row]) -> None:
    """Heads are in bold and stay in sight. Texts are written as texts, whatever they look like."""
    sheet = book.add_worksheet(name)
    sheet.set_footer("&LNot for publication")
    sheet.freeze_panes(len(heads), 0)
    bold = book.add_format({"bold": True})
    for place, row in enumerate(heads):
        _write_row(sheet, place, row, bold)
    for place, row in enumerate(rows, len(heads)):
        _write_row(sheet, place, row)


def _write_row(
    sheet: xlsxwriter.worksheet.Worksheet, place: int, row: _Row, style: xlsxwriter.format.Format | None = None
) -> None:
    for at, value in enumerate(row):
        if isinstance(value, str):
            sheet.write_string(place, at, harmless(value), style)
        elif value is not None:
            sheet.write_number(place, at, value, style)
