"""The public tables as files, read back."""

import csv
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from tests.reporting.tables.small import by_area, release, row
from voicebot.errors import BadInput
from voicebot.reporting.table_files import write_tables
from voicebot.reporting.tables.values import HIDDEN, Cell, PublicTables, Row

TABLES = release(
    by_area(
        Row("CE", "CE", (Cell(0.5, 60, 55, 0.38, 0.62),)),
        Row("NW", "NW", (HIDDEN,)),
        replace(row("SE", 240), as_at=date(2026, 11, 12)),
        Row("=1+2", "=1+2", (Cell(0.25, 120),)),
    )
)


def _lines(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_a_csv_file_has_a_line_a_figure_with_all_that_it_rests_on(tmp_path: Path) -> None:
    write_tables(TABLES, tmp_path / "tables.csv")
    first, hidden, held, _ = _lines(tmp_path / "tables.csv")
    assert (first["table"], first["row"], first["column"], first["unit"]) == (
        "satisfaction-by-area",
        "CE",
        "whole",
        "share",
    )
    assert [first[name] for name in ("value", "base", "n_effective", "low", "high", "flag")] == [
        *("0.5", "60", "55", "0.38", "0.62", "fewer than 100")
    ]
    assert [hidden[name] for name in ("value", "base", "flag")] == ["", "", "hidden"]
    assert (held["figures_of"], held["flag"]) == ("2026-11-12", "")
    assert {(line["wave"], line["release"], line["released_on"]) for line in _lines(tmp_path / "tables.csv")} == {
        ("autumn", "2", "2026-11-20")
    }


def test_a_workbook_has_a_sheet_a_table_and_one_about_them(tmp_path: Path) -> None:
    write_tables(TABLES, tmp_path / "tables.xlsx")
    book = openpyxl.load_workbook(tmp_path / "tables.xlsx")
    assert book.sheetnames == ["about", "headline", "satisfaction-by-area"]
    about = dict(book["about"].iter_rows(values_only=True))
    assert (about["wave"], about["release"], about["weighted by"]) == ("autumn", "2, interim", "area, age")
    title, note, heads, units, *rows = book["satisfaction-by-area"].iter_rows(values_only=True)
    assert (title[0], note[0], heads[1]) == ("Satisfied, by area", "Codes 1 to 3.", "Taking everything together")
    assert units[1:] == ("share", "base", "effective base", "from", "to", "figures of", "note")
    assert rows[0][:6] == ("CE", 0.5, 60, 55, 0.38, 0.62)
    assert rows[1][:3] == ("NW", "hidden", None)
    assert rows[2][6] == "2026-11-12"
    assert book["satisfaction-by-area"]["B5"].font.italic
    assert not book["satisfaction-by-area"]["B7"].font.italic


@pytest.mark.parametrize("extension", ["csv", "xlsx"])
def test_nothing_in_a_file_is_taken_for_a_formula(tmp_path: Path, extension: str) -> None:
    path = tmp_path / f"tables.{extension}"
    write_tables(TABLES, path)
    if extension == "csv":
        assert _lines(path)[3]["label"] == "'=1+2"
    else:
        cell = openpyxl.load_workbook(path)["satisfaction-by-area"]["A8"]
        assert (cell.value, cell.data_type) == ("'=1+2", "s")


def test_sheets_of_long_names_have_names_of_their_own(tmp_path: Path) -> None:
    long = "answers-contact_problem_hard_to_explain"
    tables = release(by_area(name=long), by_area(name=long + "-2"), by_area(name="About"))
    write_tables(tables, tmp_path / "tables.xlsx")
    names = openpyxl.load_workbook(tmp_path / "tables.xlsx").sheetnames
    assert names == ["about", "headline", long[:31], long[:29] + "-2", "about-2"]


def test_another_kind_of_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"\.xlsx or \.csv"):
        write_tables(TABLES, tmp_path / "tables.pdf")


def test_a_file_is_the_same_for_tables_that_were_kept(tmp_path: Path) -> None:
    write_tables(TABLES, tmp_path / "now.csv")
    write_tables(PublicTables.from_json(TABLES.to_json()), tmp_path / "kept.csv")
    assert (tmp_path / "now.csv").read_bytes() == (tmp_path / "kept.csv").read_bytes()
