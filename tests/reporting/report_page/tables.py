"""Public tables by hand: small ones, one of each kind, with hidden rows in them."""

from collections.abc import Sequence

from voicebot.reporting.tables.values import ALL, HIDDEN, Cell, Column, Row, Table, TableKind, Unit

WHOLE = Cell(0.612, base=467, n_effective=402, low=0.564, high=0.658)
FEW = Cell(0.5, base=40, n_effective=38, low=0.35, high=0.65)
DIFFERENCE = Cell(-0.052, low=-0.091, high=0.013, p=0.0121)
SATISFIED = Column("whole", "Taking everything together, how satisfied are you?", Unit.SHARE)


def table(
    kind: TableKind,
    columns: Sequence[Column],
    *rows: Row,
    name: str = "a-table",
    title: str = "A table",
    note: str = "",
) -> Table:
    """A table of that kind."""
    return Table(name, title, kind, note, tuple(columns), rows)


def by_group() -> Table:
    """Satisfaction of everybody, of a group, of a small and of a hidden one."""
    return table(
        TableKind.SATISFACTION,
        [SATISFIED],
        Row(ALL, "everybody", (WHOLE,)),
        Row("burglary", "burglary", (WHOLE,)),
        Row("hate_crime", "hate crime", (FEW,)),
        Row("collision", "collision", (HIDDEN,), note="fewer than 30 people"),
        name="satisfaction-by-victim_group",
        title="Satisfied, by victim group",
    )


def profile() -> Table:
    """A variable of the frame with one hidden category."""
    columns = [
        Column("frame_share", "frame, share", Unit.SHARE),
        Column("interviewed_share", "interviewed, share", Unit.SHARE),
        Column("difference", "difference", Unit.POINTS),
    ]
    rows = [Row("18-24", "18-24", (Cell(0.1), Cell(0.048), DIFFERENCE)), Row("75+", "75+", (HIDDEN,) * 3)]
    return table(TableKind.REPRESENTATIVENESS, columns, *rows, name="profile-age", title="Age")


def trend(*waves: str, broken: str = "") -> Table:
    """A share for each wave; the last was made in another way if that is said."""
    columns = [Column("satisfied", "satisfied", Unit.SHARE), Column("change", "change", Unit.POINTS)]
    rows = [Row(wave, wave, (WHOLE, Cell()), note=broken if wave == waves[-1] else "") for wave in waves]
    return table(TableKind.TREND, columns, *rows, name="trend-whole", title="Trend: whole")


def answers(question: str, shares: Sequence[float], *, hidden: bool = False) -> Table:
    """The answers to a question, of the codes from 1 on."""
    columns = [Column("share", "share", Unit.SHARE), Column("people", "people", Unit.COUNT)]
    rows = [
        Row(str(code), f"code {code}", (HIDDEN if hidden else Cell(share, base=467), Cell()))
        for code, share in enumerate(shares, 1)
    ]
    return table(TableKind.DISTRIBUTION, columns, *rows, name=f"answers-{question}", title=question)


def headline(*questions: str) -> Table:
    """A row a core question."""
    rows = (Row(question, f"Satisfied with {question}?", (WHOLE,)) for question in questions)
    return table(TableKind.SATISFACTION, [Column("satisfied", "satisfied", Unit.SHARE)], *rows, name="headline")
