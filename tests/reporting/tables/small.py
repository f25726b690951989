"""Public tables made by hand: a headline, one table by area, and whatever else is asked for."""

from datetime import UTC, date, datetime

from voicebot.reporting.tables.values import (
    Cell,
    Column,
    PublicFacts,
    PublicTables,
    Release,
    Row,
    Table,
    TableKind,
    Unit,
)

WHOLE = Column("whole", "Taking everything together", Unit.SHARE)
FACTS = PublicFacts(
    wave="autumn",
    flow="survey",
    reference_date=date(2026, 11, 1),
    since=None,
    until=None,
    first_month="2026-11",
    last_month="2026-11",
    method="simple",
    hard_quotas=False,
    drawn=900,
    released=900,
    interviews=300,
    design_effect=1.1,
    n_effective=273,
    margin_error=0.0,
    weighted_by=("area", "age"),
    not_weighted_by=(),
    headline="whole",
)


def row(group: str, base: int, share: float = 0.5) -> Row:
    return Row(group, group, (Cell(share, base),))


def by_area(
    *rows: Row, name: str = "satisfaction-by-area", variable: str | None = "frame:area", group: str | None = None
) -> Table:
    return Table(name, "Satisfied, by area", TableKind.SATISFACTION, "Codes 1 to 3.", (WHOLE,), rows, variable, group)


def release(*tables: Table) -> PublicTables:
    made = Release(2, datetime(2026, 11, 20, tzinfo=UTC), is_final=False, until_next=30)
    return PublicTables(FACTS, made, by_area(name="headline"), tables)
