"""XLSForms as files of a spreadsheet program. Only this module of the room touches the disk; it judges nothing."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import fastexcel
import polars as pl
import xlsxwriter  # type: ignore[import-untyped]

from voicebot.errors import BadInput
from voicebot.questionnaire.xlsform.form import CHOICES, OURS, SETTINGS, SURVEY, Form, Row

_NARROW, _WIDE = 24, 60
"""Widths of columns, in characters: names, and what is said."""


def read_workbook(path: Path) -> Form:
    """The sheets of an XLSForm; other sheets are left alone.

    Raises:
        BadInput: it is no workbook, or has no sheet `survey`.
    """
    try:
        book = fastexcel.read_excel(path)
    except (fastexcel.FastExcelError, OSError) as error:
        raise BadInput(f"{path.name}: this is no spreadsheet; save the form as .xlsx") from error
    names = {name.strip().lower(): name for name in book.sheet_names}
    if SURVEY not in names:
        raise BadInput(f"{path.name}: there is no sheet “survey”; the questions stand there, one a row")
    sheets = {sheet: tuple(_rows(book, sheet, names[sheet])) for sheet in (SURVEY, CHOICES, SETTINGS) if sheet in names}
    settings = sheets.get(SETTINGS) or (Row(SETTINGS, 2, {}),)
    return Form(sheets[SURVEY], sheets.get(CHOICES, ()), settings[0])


def write_workbook(form: Form, path: Path) -> None:
    """Write the form as .xlsx, with a line of headings that stays in view."""
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        for sheet, rows in ((SURVEY, form.survey), (CHOICES, form.choices), (SETTINGS, (form.settings,))):
            _write_sheet(book, sheet, rows)


def _rows(book: fastexcel.ExcelReader, sheet: str, name: str) -> Iterator[Row]:
    table = book.load_sheet(name, header_row=None, skip_rows=0, dtypes="string").to_polars()
    columns: Sequence[str] = ()
    for number, cells in enumerate(table.cast(pl.String).iter_rows(), start=1):
        texts = [(cell or "").strip() for cell in cells]
        if not columns:
            columns = [_column(text) for text in texts] if any(texts) else ()
        elif any(texts):
            yield Row(sheet, number, {column: text for column, text in zip(columns, texts, strict=True) if text})


def _column(heading: str) -> str:
    """A heading as the standard spells it; what stands behind `::` is left as it is, and so are our own."""
    if heading.startswith(OURS):
        return heading
    name, colons, rest = heading.partition("::")
    return "_".join(name.split()).lower() + colons + rest.strip()


def _write_sheet(book: xlsxwriter.Workbook, name: str, rows: Sequence[Row]) -> None:
    sheet = book.add_worksheet(name)
    bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    columns = list(dict.fromkeys(column for row in rows for column in row.cells))
    for at, column in enumerate(columns):
        sheet.set_column(at, at, _WIDE if column.startswith("label") else _NARROW, wrapped)
        sheet.write_string(0, at, column, bold)
    for row in rows:
        for column, text in row.cells.items():
            sheet.write_string(row.number - 1, columns.index(column), text)
    sheet.freeze_panes(1, 0)
