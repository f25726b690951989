"""The commands for one person's own data. The number comes by standard input, never as an argument."""

import sys

import click

from voicebot.commands.output import json_option, print_facts, print_json, print_table, staff_option
from voicebot.composition import put_together
from voicebot.errors import BadInput
from voicebot.fieldwork import subject_access
from voicebot.fieldwork.subject_access import Held
from voicebot.phone import PhoneNumber, parse_number
from voicebot.settings import read_settings


@click.group()
def person() -> None:
    """One person's own data: what is held, and erasing it.

    The person's number is read from standard input.
    """


@person.command()
@staff_option
@json_option
def held(who: str, as_json: bool) -> None:
    """Show everything that is held of a person, for the person: a subject access request.

    \b
    python -m voicebot person held --as j.smith < number.txt
    """
    parts = put_together(read_settings())
    found = subject_access.what_is_held(parts.engine, parts.clock, parts.vault, parts.prints, number=_ask(), who=who)
    if as_json:
        print_json(found)
    else:
        _print(found)


@person.command()
@click.option("--yes", is_flag=True, help="Do not ask again.")
@staff_option
@json_option
def erase(yes: bool, who: str, as_json: bool) -> None:
    """Erase who a person is and what they answered, in every wave; it can't be undone.

    The exclusion list and the note that they were drawn lately stay: both keep them from being called.

    \b
    python -m voicebot person erase --yes --as j.smith < number.txt
    """
    parts = put_together(read_settings())
    number = _ask()
    if not yes:
        raise BadInput("this can't be undone: say --yes")
    done = subject_access.erase(parts.engine, parts.clock, parts.prints, number=number, who=who)
    if as_json:
        print_json(done)
    else:
        click.echo(f"Erased: {done.cases} cases, {done.answers} answers.")


def _ask() -> PhoneNumber:
    if sys.stdin.isatty():
        return parse_number(str(click.prompt("Number", err=True)))
    typed = sys.stdin.read().strip()
    if not typed:
        raise BadInput("give the number on standard input")
    return parse_number(typed)


def _print(found: Held) -> None:
    print_facts(
        {
            "on the exclusion list": "yes" if found.on_exclusion_list else "no",
            "drawn in the last months": "yes" if found.drawn_lately else "no",
            "waves": len(found.cases),
        }
    )
    for one in found.cases:
        click.echo()
        print_facts(
            {
                "wave": one.wave,
                "first name": one.first_name,
                "numbers": ", ".join(one.numbers),
                "reference": one.reference,
                "area": one.area,
                "victim group": one.victim_group,
                **one.values,
            }
        )
        if one.calls:
            print_table(("called", "ended"), one.calls)
        if one.answers:
            print_table(("question", "answer"), [(row.question, row.code or row.status) for row in one.answers])
        if one.complaints:
            print_table(
                ("complained", "about", "note"), [(it.opened_at, it.category, it.note) for it in one.complaints]
            )
