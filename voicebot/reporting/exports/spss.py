"""SPSS files: every value with its label, and the codes from -9 to -1 as user-missing."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from textwrap import wrap

import polars as pl
import pyreadstat
from pyreadstat.pyclasses import MissingRange

from voicebot.reporting.exports.codebook import NOT_FOR_PUBLICATION, Codebook
from voicebot.reporting.exports.columns import MISSING, Column, Kind, labels_of

_MISSING_RANGE: MissingRange = {"lo": min(MISSING), "hi": max(MISSING)}
_LONGEST_TITLE, _LONGEST_LABEL, _LONGEST_VALUE_LABEL, _LONGEST_NOTE = 64, 256, 120, 80  # bytes
_FORMATS = {Kind.INTEGER: "F8.0", Kind.DECIMAL: "F12.6"}


def write_sav(table: pl.DataFrame, codebook: Codebook, path: Path) -> None:
    """Write the rows of `case_tables.wide`; labels that are too long for SPSS end in an ellipsis."""
    columns = codebook.columns
    pyreadstat.write_sav(
        table,
        path,
        file_label=_fitting(codebook.title, _LONGEST_TITLE),
        note=wrap(NOT_FOR_PUBLICATION, _LONGEST_NOTE),
        column_labels={column.name: _fitting(column.label, _LONGEST_LABEL) for column in columns},
        variable_value_labels=_value_labels(columns),  # type: ignore[arg-type]  # texts have labels, too
        missing_ranges={column.name: [_MISSING_RANGE] for column in columns if column.asked},
        variable_format={column.name: _FORMATS[column.kind] for column in columns if column.kind in _FORMATS},
        variable_measure={column.name: "nominal" if labels_of(column) else "unknown" for column in columns},
        row_compress=True,
    )


def _value_labels(columns: Sequence[Column]) -> Mapping[str, Mapping[str | int, str]]:
    return {
        column.name: {value: _fitting(label, _LONGEST_VALUE_LABEL) for value, label in labels_of(column)}
        for column in columns
        if labels_of(column)
    }


def _fitting(label: str, longest: int) -> str:
    """The label in at most so many bytes of UTF-8, cut between letters."""
    if len(label.encode()) <= longest:
        return label
    ellipsis = "…"
    return label.encode()[: longest - len(ellipsis.encode())].decode(errors="ignore") + ellipsis
