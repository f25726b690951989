import csv
import io
from pathlib import Path

import polars as pl
import pytest
from sqlalchemy import create_engine

from tests.sampling.incidents import Row, incident
from voicebot.errors import BadFrame
from voicebot.sampling import other_sources
from voicebot.sampling.columns import COLUMNS, NEEDED
from voicebot.sampling.frame import Frame, read_frame

ROWS = [incident(0), incident(1, first_name="Zoë", flags="business"), incident(2, gender="F", phone_2="020 7946 0001")]


def as_csv(rows: list[Row]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def read_text(folder: Path, text: str | bytes, **how: object) -> Frame:
    path = folder / "frame.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_frame(str(path), **how)  # type: ignore[arg-type]


def in_database(folder: Path, rows: list[Row]) -> str:
    url = f"sqlite:///{folder / 'frame.db'}"
    with create_engine(url).begin() as connection:
        connection.exec_driver_sql(f"CREATE TABLE incident ({', '.join(COLUMNS)})")
        marks = ", ".join("?" * len(COLUMNS))
        cells = [tuple(row.get(name) for name in COLUMNS) for row in rows]
        connection.exec_driver_sql(f"INSERT INTO incident VALUES ({marks})", cells)  # noqa: S608 - our own names
    return url


def test_rows_are_numbered_from_one_and_cells_trimmed(tmp_path: Path):
    frame = read_text(tmp_path, as_csv([incident(0, first_name="  Aisha "), incident(1, flags="  ")]))
    assert frame.rows["row"].to_list() == [1, 2]
    assert frame.rows["first_name"].to_list() == ["Aisha", "Aisha"]
    assert frame.rows["flags"].to_list() == [None, None]


def test_the_same_content_has_the_same_digest_in_every_form_and_order(tmp_path: Path):
    frame = read_text(tmp_path, as_csv(ROWS))
    parquet = tmp_path / "frame.parquet"
    frame.rows.drop("row").reverse().with_columns(pl.col("reported_on").str.to_date()).write_parquet(parquet)
    query = "SELECT * FROM incident WHERE first_name LIKE '%' ORDER BY phone DESC"
    others = [read_frame(str(parquet)), read_frame(in_database(tmp_path, ROWS), query=query)]
    assert {other.digest for other in others} == {frame.digest}


def test_another_content_has_another_digest(tmp_path: Path):
    digest = read_text(tmp_path, as_csv(ROWS)).digest
    assert read_text(tmp_path, as_csv([*ROWS[:2], incident(2)])).digest != digest


def test_a_byte_order_mark_is_left_out_and_said(tmp_path: Path):
    frame = read_text(tmp_path, as_csv(ROWS).encode("utf-8-sig"))
    assert frame.rows["reference"].to_list() == ["REF0", "REF1", "REF2"]
    assert "byte order mark" in frame.notes[0]


def test_windows_1252_is_read_and_said(tmp_path: Path):
    frame = read_text(tmp_path, as_csv(ROWS).encode("cp1252"))
    assert frame.rows["first_name"][1] == "Zoë"
    assert "Windows-1252" in frame.notes[0]


def test_utf_16_is_refused_with_what_to_do(tmp_path: Path):
    with pytest.raises(BadFrame, match="UTF-8"):
        read_text(tmp_path, as_csv(ROWS).encode("utf-16"))


def test_a_row_of_too_many_or_too_few_cells_does_not_stop_the_rest(tmp_path: Path):
    header, first, second, third, *_ = as_csv(ROWS).splitlines()
    frame = read_text(tmp_path, "\n".join([header, first, "REF8,too few", second + ",too many", "", third]))
    assert (frame.malformed, frame.rows["row"].to_list(), frame.rows_read) == ((2, 3), [1, 4], 4)


def test_a_file_that_is_no_csv_is_refused_without_showing_it(tmp_path: Path):
    with pytest.raises(BadFrame, match="is no CSV from line"):
        read_text(tmp_path, as_csv(ROWS) + '"' + "x" * 200_000)


def test_a_spreadsheet_program_may_write_years_and_numbers_as_figures(tmp_path: Path):
    path = tmp_path / "frame.parquet"
    row = incident(0) | {"birth_year": 1980.0, "phone": 7700900000, "flags": ""}
    pl.DataFrame([row]).write_parquet(path)
    assert read_frame(str(path)).rows.select("birth_year", "phone").row(0) == ("1980", "7700900000")


def test_a_damaged_parquet_file_is_refused(tmp_path: Path):
    (tmp_path / "frame.parquet").write_text("nothing of the kind")
    with pytest.raises(BadFrame, match=r"frame\.parquet is no Parquet file"):
        read_frame(str(tmp_path / "frame.parquet"))


def test_a_spreadsheet_without_its_library_is_refused_with_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(other_sources, "find_spec", lambda _name: None)
    (tmp_path / "frame.xlsx").touch()
    with pytest.raises(BadFrame, match="install fastexcel"):
        read_frame(str(tmp_path / "frame.xlsx"))


def test_whatever_the_query_does_to_their_database_is_undone(tmp_path: Path):
    url = in_database(tmp_path, ROWS)
    with pytest.raises(BadFrame):
        read_frame(url, query="DELETE FROM incident")
    assert read_frame(url, query="SELECT * FROM incident").rows.height == len(ROWS)


@pytest.mark.parametrize("query", ["SELECT * FROM marker_word", "not SQL marker_word"])
def test_an_error_of_their_database_shows_neither_query_nor_secrets(tmp_path: Path, query: str):
    with pytest.raises(BadFrame) as caught:
        read_frame(f"sqlite:///{tmp_path / 'none.db'}", query=query)
    assert "marker_word" not in repr(caught.value)
    assert caught.value.__suppress_context__


def test_a_database_out_of_reach_is_told_without_its_password():
    with pytest.raises(BadFrame) as caught:
        read_frame("postgresql+psycopg://clerk:marker_word@127.0.0.1:1/incidents", query="SELECT 1")
    assert "marker_word" not in str(caught.value)


@pytest.mark.parametrize(
    ("source", "query"),
    [("frame.ods", None), ("missing.csv", None), ("frame.csv", "SELECT 1"), ("sqlite:///a.db", None)],
)
def test_what_can_not_be_a_frame_is_refused(source: str, query: str | None):
    with pytest.raises(BadFrame):
        read_frame(source, query=query)


def test_a_missing_column_stops_the_reading(tmp_path: Path):
    with pytest.raises(BadFrame, match="flags is missing"):
        read_text(tmp_path, ",".join(NEEDED[:-1]))


def test_a_frame_does_not_show_itself(tmp_path: Path):
    assert "Zoë" not in repr(read_text(tmp_path, as_csv(ROWS)))
