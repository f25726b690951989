"""Tables with groups hidden. What an earlier release has shown of these is shown again, with its date."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from voicebot.clock import in_london
from voicebot.reporting.tables.values import ALL, HIDDEN, PublicTables, Row, Table
from voicebot.reporting.tables.variables import EVERYBODY

Hidden = Mapping[str, frozenset[str]]
"""By variable the groups that are hidden; groups of a variable that is not there are hidden, too."""
_TOO_FEW = "fewer than 30 people, or fewer than 30 more since the release before"


def protect(table: Table, hidden: Hidden, last: PublicTables | None) -> Table:
    """The table as it may be shown; `last` is the release before."""
    before = _Before(table, last)
    if table.variable is None:
        return table
    if table.group is not None:
        return _as_a_whole(table, before) if is_hidden(hidden, table.variable, table.group) else table
    return replace(table, rows=tuple(_rows(table, hidden, before)))


def is_hidden(hidden: Hidden, variable: str, group: str) -> bool:
    """Whether a group of a variable is hidden."""
    return variable not in hidden or group in hidden[variable]


def _rows(table: Table, hidden: Hidden, before: "_Before") -> Iterator[Row]:
    for row in table.rows:
        variable = EVERYBODY[0] if row.group == ALL else str(table.variable)
        if not any(is_hidden(hidden, variable, group) for group in row.groups):
            yield row
        elif len(row.groups) == 1:
            yield before.row(row.group) or _without_figures(row)


def _without_figures(row: Row) -> Row:
    return replace(row, cells=tuple(HIDDEN for _ in row.cells))


def _as_a_whole(table: Table, before: "_Before") -> Table:
    rows = before.rows() or (Row(ALL, _TOO_FEW, tuple(HIDDEN for _ in table.columns)),)
    return replace(table, rows=rows)


class _Before:
    """A table as the release before has it."""

    def __init__(self, table: Table, last: PublicTables | None) -> None:
        found = next((one for one in last.all_tables if one.id == table.id), None) if last else None
        same = found if found and found.columns == table.columns else None
        self._rows = {row.group: row for row in same.rows} if same else {}
        self._day = in_london(last.release.at).date() if last else None

    def row(self, group: str) -> Row | None:
        """The row of a group with its date; None if it was hidden."""
        found = self._rows.get(group)
        return None if found is None or found.is_hidden else replace(found, as_at=found.as_at or self._day)

    def rows(self) -> tuple[Row, ...]:
        """All rows that were shown."""
        return tuple(row for row in map(self.row, self._rows) if row)
