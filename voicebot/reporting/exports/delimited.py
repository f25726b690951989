"""CSV files: UTF-8, commas, one header line, nothing but data, so that any program reads them."""

from pathlib import Path

import polars as pl

from voicebot.reporting.exports.formulas import harmless_texts


def write_csv(table: pl.DataFrame, path: Path) -> None:
    """Write a table; what is null is an empty field."""
    harmless_texts(table).write_csv(path)
