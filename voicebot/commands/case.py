"""The commands on one case. Who it is comes by standard input: a number or a reference, never as an argument."""

import sys
from collections.abc import Sequence

import click

from voicebot.commands.output import json_option, print_facts, print_json, print_table, staff_option
from voicebot.composition import Parts, put_together
from voicebot.errors import BadInput
from voicebot.fieldwork import finding, withdrawing
from voicebot.fieldwork.why import Why
from voicebot.fieldwork.why import why as explain
from voicebot.settings import read_settings

_case_option = click.option("--case", "case_id", metavar="ID", help="The case's own id, instead of a number.")
_wave_option = click.option("--wave", "wave_name", metavar="WAVE", help="Look in this wave only.")


@click.group()
def case() -> None:
    """Cases: one person drawn for one wave.

    Who it is, a telephone number or a reference, is read from standard input.
    """


@case.command()
@_case_option
@_wave_option
@staff_option
@json_option
def why(case_id: str | None, wave_name: str | None, who: str, as_json: bool) -> None:
    """Say why somebody was called: how they were drawn, who approved it, and each call. Never what was answered.

    \b
    python -m voicebot case why --as j.smith < number.txt
    """
    parts = put_together(read_settings())
    found = [
        explain(parts.engine, parts.clock, case_id=one, who=who) for one in _case_ids(parts, case_id, wave_name, who)
    ]
    if as_json:
        print_json({"cases": found})
        return
    for one in found:
        _print(one)


@case.command()
@_case_option
@_wave_option
@click.option("--reason", metavar="TEXT", required=True, help="Why, for the audit trail.")
@staff_option
@json_option
def withdraw(case_id: str | None, wave_name: str | None, reason: str, who: str, as_json: bool) -> None:
    """Take somebody out of a wave: nobody is called for this case any more.

    Who never wants to be asked again, in any survey, belongs on the exclusion list: see `exclusions add`.

    \b
    python -m voicebot case withdraw --wave autumn-2026 --reason "asked by the police" --as j.smith < reference.txt
    """
    parts = put_together(read_settings())
    found = find_one_case(parts, case_id, wave_name, who)
    withdrawing.withdraw(parts.engine, parts.clock, case_id=found, reason=reason, who=who)
    if as_json:
        print_json({"id": found, "state": "closed"})
    else:
        click.echo("Taken out: nobody is called for this case any more.")


def find_one_case(parts: Parts, case_id: str | None, wave_name: str | None, who: str) -> str:
    """The case of that id, or the only one of the number or reference on standard input.

    Raises:
        BadInput: several cases have it.
        NotFound: none has it.
    """
    ids = _case_ids(parts, case_id, wave_name, who)
    if len(ids) > 1:
        raise BadInput(f"{len(ids)} cases have that: say which wave with --wave, or which case with --case")
    return ids[0]


def _case_ids(parts: Parts, case_id: str | None, wave_name: str | None, who: str) -> Sequence[str]:
    """The case of that id, or those of the number or reference on standard input."""
    if case_id is not None:
        return [case_id]
    return finding.find_case_ids(
        parts.engine,
        parts.clock,
        parts.vault,
        parts.prints,
        number_or_reference=_ask(),
        wave_name=wave_name,
        who=who,
    )


def _ask() -> str:
    if sys.stdin.isatty():
        return str(click.prompt("Number or reference", err=True)).strip()
    typed = sys.stdin.read().strip()
    if not typed or len(typed.splitlines()) != 1:
        raise BadInput("give one number or one reference on standard input, or --case ID")
    return typed


def _print(found: Why) -> None:
    print_facts(
        {
            "case": found.case_id,
            "wave": found.wave,
            "drawn": found.drawn_at,
            "from the frame": found.frame_digest,
            "with the seed": found.seed,
            "rules passed": ", ".join(found.rules_passed),
            "stratum": f"{found.area}, {found.victim_group}",
            "probability": f"{found.probability:.4f}, with {found.multiplicity} incidents on the frame",
            "batch": found.batch_id or "in none yet",
            "made by": found.made_by,
            "approved by": found.approved_by,
            "launched by": found.launched_by,
            "state": f"{found.state}, {found.closed_for}" if found.closed_for else found.state,
            "appointment": found.appointment_at,
            "held": "yes, a complaint is open" if found.held else None,
            "never to be called": "yes, on the exclusion list" if found.on_exclusion_list else None,
        }
    )
    if found.calls:
        click.echo()
        rows = [
            (one.ordinal, one.placed_at, "yes" if one.rang else "no", one.result or "not settled", one.seconds)
            for one in found.calls
        ]
        print_table(("call", "placed", "rang", "ended", "seconds"), rows)
    click.echo()
