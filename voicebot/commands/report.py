"""The command `report`, and how public tables are printed on a terminal."""

from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from io import StringIO
from pathlib import Path

import click

from voicebot.commands.counts import print_summary
from voicebot.commands.output import print_facts, print_json, print_table, staff_option, working
from voicebot.composition import Parts, put_together
from voicebot.reporting.report_page.drawn import kept_pictures, publish_with_pictures
from voicebot.reporting.report_page.figures import SMALL, figure, interval
from voicebot.reporting.report_page.page import render_report
from voicebot.reporting.report_page.provenance import provenance
from voicebot.reporting.report_page.words import column_title, day
from voicebot.reporting.summary import wave_summary
from voicebot.reporting.tables.values import SMALL_BASE, Cell, PublicTables, Table, TableKind, Unit
from voicebot.settings import read_settings
from voicebot.store.engine import reading

_ON_A_TERMINAL = (TableKind.SATISFACTION, TableKind.OUTCOMES, TableKind.RATES)


@click.command()
@click.argument("wave")
@click.option("--format", "form", type=click.Choice(["text", "json", "html"]), default="text", show_default=True)
@click.option(
    "--out",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where the report is written; standard output, unless given.",
)
@click.option("--counts", is_flag=True, help="Plain counts of this moment instead: for staff, not for publication.")
@staff_option
def report(wave: str, form: str, out: Path | None, counts: bool, who: str) -> None:
    """The results of a wave as they may be published: weighted, small groups hidden.

    text has satisfaction, outcomes and rates; json has all tables; html is one file with everything, its pictures, the
    method and the questionnaire, for a browser or for paper.

    \b
    python -m voicebot report autumn-2026
    python -m voicebot report autumn-2026 --format html --out autumn-2026.html
    """
    if counts and form == "html":
        raise click.UsageError("--counts are printed as text or json")
    parts = put_together(read_settings())
    with _standard_output_in(out):
        if counts:
            _report_counts(parts, wave, form)
        else:
            _report_tables(parts, wave, form, who)


@contextmanager
def _standard_output_in(path: Path | None) -> Iterator[None]:
    """What is printed goes into a file, once all of it is there; where there is none, it is printed."""
    if path is None:
        yield
        return
    with redirect_stdout(StringIO()) as printed:
        yield
    path.write_text(printed.getvalue(), encoding="utf-8")


def _report_counts(parts: Parts, wave: str, form: str) -> None:
    with reading(parts.engine) as session:
        summary = wave_summary(session, wave)
    if form == "json":
        print_json(summary)
    else:
        print_summary(summary)


def _report_tables(parts: Parts, wave: str, form: str, who: str) -> None:
    with working("Working out the results"):
        tables = publish_with_pictures(parts.engine, parts.clock, wave, who)
    if form == "json":
        print_json(tables)
    elif form == "html":
        with reading(parts.engine) as session:
            made = provenance(session, wave)
            pictures = kept_pictures(session, tables)
        click.echo(render_report(tables, made, pictures), nl=False)
    else:
        _print_tables(tables)


def _print_tables(tables: PublicTables) -> None:
    facts, release = tables.facts, tables.release
    print_facts(
        {
            "wave": facts.wave,
            "release": f"{release.number} of {day(release.at)}, {'final' if release.is_final else 'interim'}",
            "interviews": facts.interviews,
            "worth, of equal weight": facts.n_effective,
            "more until the next release": None if release.is_final else release.until_next,
        }
    )
    for table in tables.all_tables:
        if table.kind in _ON_A_TERMINAL and table.rows and not _compares(table):
            _print_table(table)
    click.echo(f"\n{SMALL} fewer than {SMALL_BASE} people. All tables, and what is hidden: --format html")


def _compares(table: Table) -> bool:
    """Whether it is one of differences, which is too wide for a terminal."""
    return all(column.unit is Unit.POINTS for column in table.columns)


def _print_table(table: Table) -> None:
    click.echo()
    print_table(
        ("", *(column_title(table, column) for column in table.columns)),
        [
            (row.label, *(_printed(cell, column.unit) for cell, column in zip(row.cells, table.columns, strict=True)))
            for row in table.rows
        ],
        title=table.title,
    )


def _printed(cell: Cell, unit: Unit) -> str:
    """`61.2% (57.0-65.2)`."""
    between = interval(cell, unit)
    return f"{figure(cell, unit)} ({between})" if between else figure(cell, unit)
