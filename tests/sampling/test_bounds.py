"""Files that would take more memory than a frame does are refused before they are read."""

import io
import zipfile
from pathlib import Path

import polars as pl
import pytest

from voicebot.errors import BadFrame
from voicebot.sampling import bounds
from voicebot.sampling.bounds import require_bounded


def _zipped(path: Path, content: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/worksheets/sheet1.xml", content)
    return path


def _says_it_has(path: Path, size: int, lie: int) -> None:
    """Let a spreadsheet tell another size of its part, at both places where it is told."""
    path.write_bytes(path.read_bytes().replace(size.to_bytes(4, "little"), lie.to_bytes(4, "little")))


@pytest.fixture(autouse=True)
def _little_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "MOST_UNPACKED", 3_000_000)


def test_a_spreadsheet_within_the_bounds_may_be_read(tmp_path: Path) -> None:
    require_bounded(_zipped(tmp_path / "frame.xlsx", b"x" * 2_999_999))


@pytest.mark.parametrize("lie", [None, 100], ids=["honest", "says it is small"])
def test_a_spreadsheet_that_unpacks_to_more_is_refused_whatever_it_says_of_itself(
    lie: int | None, tmp_path: Path
) -> None:
    path = _zipped(tmp_path / "frame.xlsx", b"x" * 3_000_123)
    if lie is not None:
        _says_it_has(path, 3_000_123, lie)
    with pytest.raises(BadFrame, match="unpacks to more"):
        require_bounded(path)


def test_many_small_parts_count_together(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as parts:
        for nth in range(4):
            parts.writestr(f"part{nth}", b"x" * 1_000_000)
    (tmp_path / "frame.xlsx").write_bytes(packed.getvalue())
    with pytest.raises(BadFrame, match="unpacks to more"):
        require_bounded(tmp_path / "frame.xlsx")


@pytest.mark.parametrize("kind", ["xlsx", "parquet"])
def test_a_file_that_is_none_of_its_kind_is_refused_in_words(kind: str, tmp_path: Path) -> None:
    (tmp_path / f"frame.{kind}").write_bytes(b"PK\x03\x04 and nothing more")
    with pytest.raises(BadFrame, match=r"is no (XLSX|Parquet) file"):
        require_bounded(tmp_path / f"frame.{kind}")


def test_a_parquet_file_of_too_many_rows_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pl.DataFrame({"area": ["CE"] * 11}).write_parquet(tmp_path / "frame.parquet")
    require_bounded(tmp_path / "frame.parquet")
    monkeypatch.setattr(bounds, "MOST_ROWS", 10)
    with pytest.raises(BadFrame, match="11 rows"):
        require_bounded(tmp_path / "frame.parquet")


def test_a_csv_without_line_ends_is_refused(tmp_path: Path) -> None:
    (tmp_path / "frame.csv").write_bytes(b"reference,first_name\n" + b"1,Kim\n" * 300_000)
    require_bounded(tmp_path / "frame.csv")
    (tmp_path / "frame.csv").write_bytes(b"," * 3_000_000)
    with pytest.raises(BadFrame, match="more than a million"):
        require_bounded(tmp_path / "frame.csv")
