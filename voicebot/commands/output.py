"""How commands print: sentences and tables for people, one JSON object for programs; and the options that many have."""

import dataclasses
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any, TypeVar

import click
from rich.console import Console
from rich.table import Table

from voicebot.clock import in_london

Function = TypeVar("Function", bound=Callable[..., Any])

_LONGEST_NAME = 40
_PLAIN = {"markup": False, "emoji": False, "highlight": False}
"""Printed as it is: a reason that somebody typed is no markup."""


class StaffName(click.ParamType[str]):
    """The name under which somebody stands in the audit trail."""

    name = "name"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:  # noqa: ANN401 - click's form
        """The name without spaces around it."""
        name = str(value).strip()
        if not (0 < len(name) <= _LONGEST_NAME and name.isprintable()):
            self.fail(f"a name has 1 to {_LONGEST_NAME} letters", param, ctx)
        return name


def json_option(command: Function) -> Function:
    """The option `--json`, as `as_json`."""
    return click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")(command)


def staff_option(command: Function) -> Function:
    """The option `--as`, as `who`: on whose behalf this is done, for the audit trail."""
    return click.option(
        "--as",
        "who",
        type=StaffName(),
        metavar="NAME",
        default="system",
        show_default=True,
        help="Who does this, for the audit trail.",
    )(command)


def print_json(value: object) -> None:
    """Print a dataclass or mapping as one JSON object."""
    click.echo(json.dumps(value, default=_plain, ensure_ascii=False, indent=2))


def print_facts(facts: Mapping[str, object]) -> None:
    """Print names and what they are, a line each; those without a value are left out."""
    grid = Table.grid(padding=(0, 2))
    grid.add_column()
    grid.add_column(overflow="fold")
    for name, value in facts.items():
        if value is not None:
            grid.add_row(name, shown(value))
    Console(**_PLAIN).print(grid)  # type: ignore[arg-type]  # names and types are rich's own


def print_table(columns: Sequence[str], rows: Iterable[Sequence[object]], *, title: str | None = None) -> None:
    """Print rows as a table; numbers stand to the right."""
    table = Table(title=title, title_justify="left", box=None, pad_edge=False, header_style="bold")
    rows = [list(row) for row in rows]
    for at, column in enumerate(columns):
        numeric = all(isinstance(row[at], int | float) for row in rows)
        table.add_column(column, justify="right" if rows and numeric else "left", overflow="fold")
    for row in rows:
        table.add_row(*(shown(cell) for cell in row))
    Console(**_PLAIN).print(table)  # type: ignore[arg-type]  # names and types are rich's own


def shown(value: object) -> str:
    """A value for people: instants as clocks in London show them, counts by what is counted, nothing for None."""
    if isinstance(value, datetime):
        return f"{in_london(value):%d %b %Y %H:%M}"
    if isinstance(value, Mapping):
        return ", ".join(f"{count} {name}" for name, count in value.items())
    return "" if value is None else str(value)


@contextmanager
def working(on: str) -> Iterator[None]:
    """Show on a terminal, on standard error, that work goes on."""
    with Console(stderr=True).status(f"{on} …"):
        yield


def _plain(value: object) -> object:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value)
