"""Numbers by stratum as a file gives them, for a sample whose strata are fixed by hand."""

import csv
from collections.abc import Mapping
from pathlib import Path

from voicebot.errors import BadInput

_COLUMNS = ("area", "victim_group", "count")


def read_strata(path: Path) -> Mapping[tuple[str, str], int]:
    """The persons to be drawn by (area, victim group), from a CSV with a header line.

    Raises:
        BadInput: a column is missing, a count is no number, or a stratum is there twice; all faults at once.
    """
    with path.open(newline="", encoding="utf-8-sig") as file:
        rows = csv.DictReader(file)
        if missing := [name for name in _COLUMNS if name not in (rows.fieldnames or ())]:
            raise BadInput(f"{path.name}: has no column {', '.join(missing)}; it should have {','.join(_COLUMNS)}")
        given = [tuple(str(row[name] or "").strip() for name in _COLUMNS) for row in rows]
    faults = [
        f"{path.name} row {at}: the count is no whole number"
        for at, row in enumerate(given, 1)
        if not row[2].isdecimal()
    ]
    strata = [row[:2] for row in given]
    faults += [f"{path.name} row {at}: is there twice" for at, one in enumerate(strata, 1) if one in strata[: at - 1]]
    if faults:
        raise BadInput(*faults)
    return {(area, group): int(count) for area, group, count in given}
