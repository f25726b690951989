"""The public tables as a workbook: a sheet that says what they are and how to read them, and a sheet a table."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from itertools import count
from pathlib import Path
from typing import NamedTuple

import xlsxwriter  # type: ignore[import-untyped]

from voicebot.clock import in_london
from voicebot.reporting.exports.formulas import harmless
from voicebot.reporting.tables.values import SMALL_BASE, Column, PublicFacts, PublicTables, Row, Table, Unit

HIDDEN = "hidden"
SMALL = f"fewer than {SMALL_BASE}"
"""What stands for a figure that may not be known, and beside one on a small base."""
_STYLES = {Unit.COUNT: "#,##0", Unit.SHARE: "0.0%", Unit.POINTS: "+0.0%;-0.0%;0.0%", Unit.NUMBER: "0.###"}
_HEADS = 4
_LONGEST_SHEET_NAME = 31


class _Beside(NamedTuple):
    """A figure that says what another one rests on; `like`: it is of the other's unit."""

    name: str
    title: str
    like: bool


_BESIDE = (
    _Beside("base", "base", like=False),
    _Beside("n_effective", "effective base", like=False),
    _Beside("low", "from", like=True),
    _Beside("high", "to", like=True),
    _Beside("p", "p", like=False),
)
_Columns = Sequence[tuple[Column, Sequence[_Beside]]]


@dataclass(frozen=True, slots=True)
class _Written:
    """What stands in a cell of a sheet."""

    value: str | int | float | None
    unit: Unit = Unit.NUMBER
    bold: bool = False
    italic: bool = False


def write_workbook(tables: PublicTables, path: Path) -> None:
    """Write all tables. Texts are written as texts, whatever they look like."""
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        pen = _Pen(book)
        pen.write_sheet("about", _facts(tables), heads=0)
        for table in tables.all_tables:
            pen.write_sheet(table.id, _table(table), heads=_HEADS)


def _facts(tables: PublicTables) -> Iterator[Sequence[_Written]]:
    release = tables.release
    said = {field.name.replace("_", " "): _in_words(getattr(tables.facts, field.name)) for field in fields(PublicFacts)}
    said["release"] = f"{release.number}, {'final' if release.is_final else 'interim'}"
    said["released on"] = _in_words(in_london(release.at).date())
    said[HIDDEN] = "rests on too few people, or would tell of some who are too few"
    said["in italics"] = f"rests on {SMALL} people"
    said["figures of"] = "of that earlier release: too few people have come since to show newer ones"
    return ((_Written(name, bold=True), _Written(words)) for name, words in said.items())


def _in_words(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def _table(table: Table) -> Iterator[Sequence[_Written]]:
    columns = [(column, _beside(table, at)) for at, column in enumerate(table.columns)]
    yield (_Written(table.title, bold=True),)
    yield (_Written(table.note),)
    yield _titles(columns)
    yield _subtitles(columns)
    for row in table.rows:
        yield _row(row, columns)


def _beside(table: Table, at: int) -> Sequence[_Beside]:
    """What the figures of a column rest on, as far as any of them says it."""
    return [one for one in _BESIDE if any(getattr(row.cells[at], one.name) is not None for row in table.rows)]


def _titles(columns: _Columns) -> Sequence[_Written]:
    titles = [part for column, beside in columns for part in (column.title, *("" for _ in beside))]
    return [_Written(title, bold=True) for title in ("", *titles)]


def _subtitles(columns: _Columns) -> Sequence[_Written]:
    titles = [part for column, beside in columns for part in (column.unit, *(one.title for one in beside))]
    return [_Written(title, bold=True) for title in ("", *titles, "figures of", "note")]


def _row(row: Row, columns: _Columns) -> Sequence[_Written]:
    written = [_Written(row.label)]
    for (column, beside), cell in zip(columns, row.cells, strict=True):
        written.append(_Written(HIDDEN if cell.hidden else cell.value, column.unit, italic=cell.is_small))
        written += [_Written(getattr(cell, one.name), column.unit if one.like else Unit.NUMBER) for one in beside]
    return [*written, _Written(_in_words(row.as_at)), _Written(row.note)]


class _Pen:
    """Writes the sheets of a workbook, one after the other."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._names: set[str] = set()
        self._styles: dict[tuple[Unit, bool, bool], xlsxwriter.format.Format] = {}

    def write_sheet(self, name: str, rows: Iterable[Sequence[_Written]], *, heads: int) -> None:
        """Write a sheet; its heads and its first column stay in sight."""
        sheet = self._book.add_worksheet(self._name(name))
        sheet.set_column(0, 0, 40)
        if heads:
            sheet.freeze_panes(heads, 1)
        for place, row in enumerate(rows):
            for at, written in enumerate(row):
                self._write(sheet, (place, at), written)

    def _write(self, sheet: xlsxwriter.worksheet.Worksheet, where: tuple[int, int], written: _Written) -> None:
        if isinstance(written.value, str):
            sheet.write_string(*where, harmless(written.value), self._style(written))
        elif written.value is not None:
            sheet.write_number(*where, written.value, self._style(written))

    def _style(self, written: _Written) -> xlsxwriter.format.Format:
        key = (written.unit, written.bold, written.italic)
        if key not in self._styles:
            style = {"num_format": _STYLES[written.unit], "bold": written.bold, "italic": written.italic}
            self._styles[key] = self._book.add_format(style)
        return self._styles[key]

    def _name(self, wanted: str) -> str:
        """A name that a sheet may have, and that no other has; spreadsheets don't tell capitals apart."""
        plain = "".join(letter if letter.isalnum() or letter in "-_" else "-" for letter in wanted.lower())
        ends = ("" if nth == 1 else f"-{nth}" for nth in count(1))
        names = (plain[: _LONGEST_SHEET_NAME - len(end)] + end for end in ends)
        name = next(one for one in names if one not in self._names)
        self._names.add(name)
        return name
