"""Which picture a public table has, and its rows: nothing that the table hides is in it."""

from collections.abc import Iterator, Mapping, Sequence

from voicebot.reporting.charts.break_off import QuestionLeft, break_off
from voicebot.reporting.charts.funnel import FunnelStep, funnel
from voicebot.reporting.charts.hours import HourCell, hours
from voicebot.reporting.charts.intervals import IntervalRow, intervals
from voicebot.reporting.charts.profile_dots import ProfileRow, profile_dots
from voicebot.reporting.charts.scale_bars import ScaleRow, scale_bars
from voicebot.reporting.tables.cells import label
from voicebot.reporting.tables.values import ALL, Cell, PublicTables, Row, Table, TableKind

_CODES = tuple(str(code) for code in range(1, 8))
_BREAK = " (made in another way than the wave before)"


def pictures_of(tables: PublicTables) -> Mapping[str, str]:
    """All pictures of public tables as SVG, each by the id of its table; they take most of a second."""
    return dict(_pictures(tables))


def _pictures(tables: PublicTables) -> Iterator[tuple[str, str]]:
    if scale := scale_picture(tables.headline, tables.tables):
        yield tables.headline.id, scale
    for table in tables.tables:
        if table.rows and (picture := picture_of(table, tables.facts.headline)):
            yield table.id, picture


def picture_of(table: Table, headline: str | None) -> str | None:
    """The picture of a table as SVG; None where figures alone say it better.

    Of a table with a column a question, it is that of `headline`.
    """
    columns = {column.id for column in table.columns}
    if table.kind is TableKind.SATISFACTION and headline in columns and table.rows[0].group == ALL:
        return _groups(table, headline)
    if table.kind is TableKind.TREND:
        return _trend(table)
    if table.kind is TableKind.REPRESENTATIVENESS and "frame_share" in columns:
        return _profile(table)
    if table.kind is TableKind.INSTRUMENT:
        return _instrument(table)
    if table.id == "funnel":
        return _funnel(table)
    return _hours(table) if table.id == "calls-by-hour" else None


def scale_picture(headline: Table, tables: Sequence[Table]) -> str | None:
    """The whole scale of every core question, from the tables of the answers to them."""
    answers = {table.id: table for table in tables}
    rows = [
        ScaleRow(label(row.group), _scale(answers[name]))
        for row in headline.rows
        if (name := f"answers-{row.group}") in answers
    ]
    return scale_bars("picture-scale", "Answers to the core questions", rows) if rows else None


def _scale(table: Table) -> tuple[float, ...] | None:
    """The shares of the codes 1-7; a code that nobody gave has no row."""
    cells = {row.group: cell for row, cell in _column(table, "share") if row.group in _CODES}
    if not cells or any(cell.hidden for cell in cells.values()):
        return None
    return tuple(_value(cells.get(code, Cell())) or 0.0 for code in _CODES)


def _groups(table: Table, headline: str) -> str | None:
    (_, everybody), *groups = _column(table, headline)
    if all(cell.hidden for _, cell in groups):
        return None
    title = f"{table.title}: {label(headline)}"
    return intervals(_name(table), title, [_interval(row.label, cell) for row, cell in groups], _value(everybody))


def _trend(table: Table) -> str | None:
    rows = [_interval(row.label + (_BREAK if row.note else ""), cell) for row, cell in _column(table, "satisfied")]
    return intervals(_name(table), table.title, rows) if len(rows) > 1 else None


def _interval(label: str, cell: Cell) -> IntervalRow:
    return IntervalRow(label, _value(cell), cell.low, cell.high, cell.is_small)


def _profile(table: Table) -> str:
    shares = (_column(table, name) for name in ("frame_share", "interviewed_share", "difference"))
    rows = [
        ProfileRow(row.label, _value(frame), _value(interviewed), _value(difference))
        for (row, frame), (_, interviewed), (_, difference) in zip(*shares, strict=True)
    ]
    return profile_dots(_name(table), table.title, rows)


def _instrument(table: Table) -> str | None:
    """From the first question on, each once: after the last of its steps."""
    by_question = {
        row.label: cell for row, cell in _column(table, "remaining") if cell.hidden or cell.value is not None
    }
    left = [QuestionLeft(label(question), _value(cell)) for question, cell in by_question.items()]
    return break_off(_name(table), "Calls that were not broken off, by question", left) if left else None


def _funnel(table: Table) -> str:
    steps = [FunnelStep(row.label, _whole(cell)) for row, cell in _column(table, "number")]
    return funnel(_name(table), table.title, steps)


def _hours(table: Table) -> str | None:
    cells = [
        HourCell(int(weekday), int(hour), _value(cell))
        for row, cell in _column(table, "answered")
        for weekday, _, hour in (row.group.partition("-"),)
    ]
    return hours(_name(table), "Calls answered by hour of the week, in per cent", cells) if cells else None


def _column(table: Table, name: str) -> list[tuple[Row, Cell]]:
    place = [column.id for column in table.columns].index(name)
    return [(row, row.cells[place]) for row in table.rows]


def _value(cell: Cell) -> float | None:
    return None if cell.hidden else cell.value


def _whole(cell: Cell) -> int | None:
    value = _value(cell)
    return None if value is None else int(value)


def _name(table: Table) -> str:
    return f"picture-{table.id}"
