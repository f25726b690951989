"""How large a frame may be once it is unpacked: asked of a file that somebody sent before any of it is in memory.

Reading it is `frame.py`'s.
"""

import zipfile
import zlib
from pathlib import Path

import polars as pl
from polars.exceptions import PolarsError

from voicebot.errors import BadFrame

MOST_UNPACKED = 1_000_000_000
"""Bytes of all parts of a spreadsheet together; a million incidents take some 700 million."""
MOST_ROWS = 5_000_000
_AT_ONCE = 1 << 20
_NOT_DEFLATED = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError)


def require_bounded(path: Path) -> None:
    """Go on only with a file that takes no more memory than a frame does.

    Raises:
        BadFrame: it unpacks to more, or is none of the kind that its name says.
    """
    match path.suffix.lower():
        case ".csv":
            _require_lines(path)
        case ".xlsx":
            _require_small_parts(path)
        case ".parquet":
            _require_few_rows(path)


def _require_lines(path: Path) -> None:
    with path.open("rb") as file:
        while block := file.read(_AT_ONCE):
            if b"\n" not in block and len(block) == _AT_ONCE:
                raise BadFrame(f"{path.name} is no CSV: it has a line of more than a million characters")


def _require_small_parts(path: Path) -> None:
    left = MOST_UNPACKED
    try:
        with zipfile.ZipFile(path) as parts:
            for part in parts.infolist():
                left -= _unpacked(parts, part, left)
    except _NOT_DEFLATED:
        raise BadFrame(f"{path.name} is no XLSX file, or is damaged") from None


def _unpacked(parts: zipfile.ZipFile, part: zipfile.ZipInfo, at_most: int) -> int:
    """How many bytes a part really unpacks to: what it says of itself may be a lie."""
    part.file_size, size = at_most + 2 * _AT_ONCE, 0  # what it is read up to
    with parts.open(part) as opened:
        while some := opened.read(_AT_ONCE):
            size += len(some)
            if size > at_most:
                raise BadFrame(
                    f"this spreadsheet unpacks to more than {MOST_UNPACKED // 10**9} GB: save it as CSV, or send less"
                )
    return size


def _require_few_rows(path: Path) -> None:
    try:
        rows = pl.scan_parquet(path).select(pl.len()).collect().item()
    except PolarsError:
        raise BadFrame(f"{path.name} is no Parquet file, or is damaged") from None
    if rows > MOST_ROWS:
        raise BadFrame(f"this file has {rows:,} rows, more than the {MOST_ROWS:,} that can be read at once")
