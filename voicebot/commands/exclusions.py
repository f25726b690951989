"""The commands on the exclusion list. Numbers come by standard input or a file, never as arguments.

A command's arguments can be read by everybody on the machine, and stay in the shell's history.
"""

import sys
from collections.abc import Sequence
from typing import TextIO

import click

from voicebot.commands.output import StaffName, json_option, print_json, staff_option, working
from voicebot.composition import Parts, put_together
from voicebot.errors import BadInput
from voicebot.fieldwork import exclusions as list_of_exclusions
from voicebot.fieldwork.exclusions import Origin
from voicebot.fieldwork.number_list import NumberList, read_numbers
from voicebot.phone import PhoneNumber
from voicebot.privacy import exclusion
from voicebot.settings import read_settings
from voicebot.store.engine import reading

_ENCODING = "utf-8-sig"
"""UTF-8 with or without a byte order mark; other bytes than digits don't matter, a line with any is no number."""


@click.group()
def exclusions() -> None:
    """The list of numbers that are never called again.

    It holds for every survey. Numbers are read from standard input, one a line.
    """


@exclusions.command()
@staff_option
@json_option
def add(who: str, as_json: bool) -> None:
    """Put the numbers of a person who asked for it on the list.

    Whoever is still to be called on one of them is not, and all numbers of theirs are put on the list.

    \b
    python -m voicebot exclusions add --as j.smith < numbers.txt
    """
    _exclude(_ask(), Origin.STAFF, who, as_json=as_json)


@exclusions.command("import")
@click.argument("file", type=click.File(encoding=_ENCODING, errors="replace"))
@staff_option
@json_option
def import_file(file: TextIO, who: str, as_json: bool) -> None:
    """Put all numbers of a file on the list.

    It has one a line; empty lines and those that begin with # are passed over.

    \b
    python -m voicebot exclusions import do-not-call.txt --as j.smith
    """
    _exclude(read_numbers(file), Origin.IMPORT, who, as_json=as_json)


@exclusions.command()
@json_option
def check(as_json: bool) -> None:
    """Tell whether a number is on the list.

    The exit code is 0 if it is, 1 if it is not. Of several numbers, all have to be.

    \b
    python -m voicebot exclusions check < number.txt
    """
    parts = put_together(read_settings())
    numbers = _all_good(_ask())
    listed = list_of_exclusions.count_excluded(parts.engine, _prints(parts, numbers))
    if as_json:
        print_json({"given": len(numbers), "listed": listed})
    else:
        click.echo(f"{listed} of {len(numbers)} on the list")
    sys.exit(0 if listed == len(numbers) else 1)


@exclusions.command()
@click.option("--as", "who", type=StaffName(), metavar="NAME", required=True, help="Who does this.")
@click.option("--reason", metavar="TEXT", required=True, help="Why; it stays in the audit trail, so give no number.")
def remove(who: str, reason: str) -> None:
    """Take one number off the list, at the person's own request.

    \b
    python -m voicebot exclusions remove --as j.smith --reason "asked to be called again" < number.txt
    """
    parts = put_together(read_settings())
    numbers = _all_good(_ask())
    if len(numbers) > 1:
        raise BadInput("numbers are taken off one at a time: give a single one")
    (print_,) = _prints(parts, numbers)
    list_of_exclusions.readmit(parts.engine, parts.clock, print_=print_, reason=reason, who=who)
    click.echo("The number is off the list.")


@exclusions.command()
@json_option
def count(as_json: bool) -> None:
    """Count the numbers on the list.

    \b
    python -m voicebot exclusions count
    """
    with reading(put_together(read_settings()).engine) as session:
        listed = exclusion.count(session)
    if as_json:
        print_json({"count": listed})
    else:
        click.echo(listed)


def _exclude(numbers: NumberList, origin: Origin, who: str, *, as_json: bool) -> None:
    """Put all that can be read on the list, then tell what can't: a bad line is no reason to call the others."""
    if not numbers.found:
        raise BadInput(*numbers.faults)
    parts = put_together(read_settings())
    with working("Putting them on the list"):
        prints = _prints(parts, numbers.found)
        done = list_of_exclusions.exclude(parts.engine, parts.clock, prints=prints, origin=origin, who=who)
    if as_json:
        print_json({"given": len(prints), "added": done.added, "cases_closed": done.cases_closed})
    else:
        click.echo(f"New on the list: {done.added} numbers. Closed: {done.cases_closed} cases.")
    if numbers.faults:
        raise BadInput("the other numbers are on the list; mend these lines and give them again:", *numbers.faults)


def _ask() -> NumberList:
    if sys.stdin.isatty():
        click.echo("Type the number, Enter, then Ctrl-D:", err=True)
    with click.open_file("-", encoding=_ENCODING, errors="replace") as given:
        return read_numbers(given)


def _all_good(numbers: NumberList) -> Sequence[PhoneNumber]:
    if numbers.faults:
        raise BadInput(*numbers.faults)
    return numbers.found


def _prints(parts: Parts, numbers: Sequence[PhoneNumber]) -> list[bytes]:
    return [parts.prints.of(number) for number in numbers]
