"""The report as HTML: one file with its style and its pictures in it, that loads nothing."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from jinja2 import Environment, PackageLoader, StrictUndefined

from voicebot.reporting.report_page import figures
from voicebot.reporting.report_page.grid import Grid, grid_of
from voicebot.reporting.report_page.provenance import Provenance
from voicebot.reporting.report_page.words import day, month
from voicebot.reporting.tables.cells import label
from voicebot.reporting.tables.values import PublicTables, Row, Table, TableKind

_LONG = 20
"""A table of more rows is folded until somebody opens it or prints the page."""

_PARTS: Mapping[str, tuple[TableKind, ...]] = {
    "By group": (TableKind.SATISFACTION,),
    "Trend": (TableKind.TREND,),
    "Answers to the questions": (TableKind.DISTRIBUTION,),
    "Response": (TableKind.OUTCOMES, TableKind.RATES),
    "Are those interviewed like all who could have been?": (TableKind.REPRESENTATIVENESS,),
    "Question by question": (TableKind.INSTRUMENT,),
    "When people are reached, and what it takes": (TableKind.CALLS,),
}

_FEWEST = {TableKind.TREND: 2}
"""Rows that a table must have to be shown: one wave is no trend."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A table with its picture, if it has one. `note` is empty where the part has said it already."""

    table: Table
    picture: str | None
    note: str

    @property
    def grid(self) -> Grid:
        """The table as it is printed."""
        return grid_of(self.table)

    @property
    def is_long(self) -> bool:
        """Whether it is folded."""
        return len(self.table.rows) > _LONG


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the report; `id` is its anchor."""

    id: str
    title: str
    shown: tuple[Shown, ...]

    @property
    def is_compact(self) -> bool:
        """Whether two tables stand side by side."""
        return all(one.table.kind is TableKind.DISTRIBUTION for one in self.shown)


@dataclass(frozen=True, slots=True)
class Contents:
    """The figures of a report: the headline with its row of what was asked about everything together, and the parts."""

    headline: Shown
    headline_row: Row | None
    parts: tuple[Part, ...]


def contents(tables: PublicTables, pictures: Mapping[str, str]) -> Contents:
    """What a report shows of public tables, in its order, with their pictures by the id of each table."""
    return Contents(
        headline=Shown(tables.headline, pictures.get(tables.headline.id), tables.headline.note),
        headline_row=next((row for row in tables.headline.rows if row.group == tables.facts.headline), None),
        parts=tuple(_parts(tables, pictures)),
    )


def render_report(tables: PublicTables, made: Provenance, pictures: Mapping[str, str]) -> str:
    """The whole file, with these pictures of the tables."""
    found = contents(tables, pictures)
    return _PAGES.get_template("report.html").render(
        facts=tables.facts,
        release=tables.release,
        headline=found.headline,
        headline_row=found.headline_row,
        parts=found.parts,
        made=made,
    )


def _parts(tables: PublicTables, pictures: Mapping[str, str]) -> Iterator[Part]:
    """The parts that have any table, each in the order of the tables."""
    for title, kinds in _PARTS.items():
        wanted = [
            table for table in tables.tables if table.kind in kinds and len(table.rows) >= _FEWEST.get(table.kind, 1)
        ]
        if wanted:
            yield Part(f"part-{kinds[0]}", title, tuple(_shown(wanted, pictures)))


def _shown(tables: Sequence[Table], pictures: Mapping[str, str]) -> Iterator[Shown]:
    told: set[str] = set()
    for table in tables:
        yield Shown(table, pictures.get(table.id), "" if table.note in told else table.note)
        told.add(table.note)


def _environment() -> Environment:
    pages = Environment(
        loader=PackageLoader(__package__),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    pages.globals |= {"figure": figures.figure, "interval": figures.interval, "basis": figures.basis}
    pages.globals["small"] = figures.SMALL
    pages.filters |= {"in_words": label, "day": day, "month": month}
    return pages


_PAGES = _environment()
