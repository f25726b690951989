"""The commands on waves: make, show, list, freeze and destroy them, and tell who was called by mistake."""

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

import click

from voicebot.commands.output import json_option, print_facts, print_json, print_table, staff_option
from voicebot.composition import Parts, put_together, wave_source
from voicebot.errors import Refused
from voicebot.fieldwork import experiments, waves
from voicebot.fieldwork.certificates import Issued, as_page, holds, issued
from voicebot.fieldwork.destroying import destroy_wave, finish_destructions, what_is_left
from voicebot.fieldwork.incident import Called, HowFar, report_incident
from voicebot.fieldwork.retention import destruction_date
from voicebot.fieldwork.rules import WaveRules
from voicebot.fieldwork.rules_file import read_rules
from voicebot.fieldwork.waves import WaveSummary
from voicebot.settings import read_settings
from voicebot.store.engine import reading


def _read_arms(
    _context: click.Context, _parameter: click.Parameter, given: Sequence[str]
) -> Mapping[str, float | None]:
    """Questionnaires with their shares, None where none is given."""
    arms: dict[str, float | None] = {}
    for one in given:
        name, colon, share = one.partition(":")
        try:
            arms[name] = float(share) if colon else None
        except ValueError as fault:
            raise click.BadParameter("write it as FLOW or FLOW:SHARE, such as other-words:0.3") from fault
    return arms


@click.group()
def wave() -> None:
    """Waves: one survey in one period."""


@wave.command()
@click.argument("name")
@click.option("--flow", required=True, metavar="FLOW", help="The questionnaire; see `flow list`.")
@click.option(
    "--rules",
    "rules_file",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="A YAML file with the rules that differ from the defaults.",
)
@click.option(
    "--arm",
    "arms",
    multiple=True,
    metavar="FLOW[:SHARE]",
    callback=_read_arms,
    help="Another questionnaire, tried out on that share of the cases; on as many as the others, unless given.",
)
@staff_option
@json_option
def create(  # noqa: PLR0913 - the options of the command
    name: str, flow: str, rules_file: Path | None, arms: Mapping[str, float | None], who: str, as_json: bool
) -> None:
    """Make a wave.

    Its rules stay as they are now, and its contacts are sealed with a key of its own.

    \b
    python -m voicebot wave create autumn-2026 --flow user-satisfaction --rules autumn.yaml --as j.smith
    python -m voicebot wave create trial --flow user-satisfaction --arm other-words:0.3
    """
    settings = read_settings()
    rules = WaveRules() if rules_file is None else read_rules(rules_file)
    if arms:
        rules = experiments.with_arms(rules, arms)
    experiments.sources(flow, rules, partial(wave_source, settings))
    parts = put_together(settings)
    made = waves.create_wave(parts.engine, parts.clock, parts.keys, name=name, flow=flow, rules=rules, who=who)
    _print(made, as_json=as_json)


@wave.command()
@click.argument("name")
@json_option
def show(name: str, as_json: bool) -> None:
    """Show a wave with its batches.

    \b
    python -m voicebot wave show autumn-2026
    """
    with reading(put_together(read_settings()).engine) as session:
        wave_ = waves.find_wave(session, name)
        found, on = waves.summary(session, wave_), destruction_date(session, wave_)
    _print(found, as_json=as_json)
    if on is not None and not as_json:
        click.echo(f"\nIts contacts are destroyed on {on:%d %b %Y}, unless it is frozen.")


@wave.command("list")
@json_option
def list_all(as_json: bool) -> None:
    """List all waves, the newest first.

    \b
    python -m voicebot wave list
    """
    with reading(put_together(read_settings()).engine) as session:
        found = waves.list_waves(session)
    if as_json:
        print_json({"waves": found})
        return
    print_table(
        ("wave", "questionnaire", "state", "made", "cases", "batches"),
        [(one.name, one.flow, one.state, one.created_at, sum(one.cases.values()), len(one.batches)) for one in found],
    )


@wave.command()
@click.argument("name")
@click.option("--reason", metavar="TEXT", default="frozen by staff", show_default=True, help="Shown with its batches.")
@staff_option
@json_option
def freeze(name: str, reason: str, who: str, as_json: bool) -> None:
    """Stop everything about a wave at once, for the day a wrong file was used.

    Nobody is called for it, ringing calls are cancelled, and nothing of it is destroyed until it is unfrozen.

    \b
    python -m voicebot wave freeze autumn-2026 --reason "the wrong file was used" --as j.smith
    """
    parts = put_together(read_settings())
    frozen = waves.freeze_wave(parts.engine, parts.clock, name=name, reason=reason, who=who)
    _print(frozen, as_json=as_json)


@wave.command()
@click.argument("name")
@staff_option
@json_option
def unfreeze(name: str, who: str, as_json: bool) -> None:
    """Let a frozen wave go on; its batches stay paused until each is resumed.

    \b
    python -m voicebot wave unfreeze autumn-2026 --as j.smith
    """
    parts = put_together(read_settings())
    _print(waves.unfreeze_wave(parts.engine, parts.clock, name=name, who=who), as_json=as_json)


@wave.command()
@click.argument("name")
@click.option("--contacts", is_flag=True, help="First names and numbers too; that is kept in the audit trail.")
@staff_option
@json_option
def incident(name: str, contacts: bool, who: str, as_json: bool) -> None:
    """List who was rung for a wave, and how far each call got.

    \b
    python -m voicebot wave incident autumn-2026 --as j.smith
    """
    parts = put_together(read_settings())
    vault = parts.vault if contacts else None
    found = report_incident(parts.engine, parts.clock, wave_name=name, who=who, vault=vault)
    if as_json:
        print_json(found)
        return
    print_table(("how far calls got", "people"), [(how_far, found.counts.get(how_far, 0)) for how_far in HowFar])
    if not found.called:
        return
    click.echo()
    columns = ("case", "how far", "calls", "last call", "opted out", *(("name", "numbers") if contacts else ()))
    print_table(columns, [_called(one, contacts=contacts) for one in found.called])


@wave.command()
@click.argument("name")
@click.option("--yes", is_flag=True, help="Do not ask again.")
@click.option("--verify", is_flag=True, help="Destroy nothing: read everything again, and fail if anything is left.")
@staff_option
@json_option
def destroy(name: str, yes: bool, verify: bool, who: str, as_json: bool) -> None:
    """Destroy what tells who the people of a wave are; it can't be undone.

    Its key, contacts, exact times and the provider's records of its calls go; answers, outcomes and the exclusion list
    stay. Cut off, it is finished by doing it again.

    \b
    python -m voicebot wave destroy autumn-2026 --as j.smith
    python -m voicebot wave destroy autumn-2026 --verify
    """
    parts = put_together(read_settings())
    if verify:
        _verify(parts, name, as_json=as_json)
        return
    if not yes:
        click.confirm(f"Destroy the contacts of {name} for good?", abort=True, err=True)
    _print_certificate(destroy_wave(parts.engine, parts.clock, parts.keys, name=name, who=who), as_json=as_json)


@wave.command()
@click.argument("name")
@click.option(
    "--html", "page", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path), help="Write it as a page."
)
@click.option("--public-key", metavar="HEX", help="Check it by this key, which was kept elsewhere.")
@json_option
def certificate(name: str, page: Path | None, public_key: str | None, as_json: bool) -> None:
    """Show the certificate of a wave that was destroyed, and check its signature.

    \b
    python -m voicebot wave certificate autumn-2026 --html certificate.html
    """
    parts = put_together(read_settings())
    with reading(parts.engine) as session:
        kept = issued(session, parts.keys, waves.find_wave(session, name).id)
    if not holds(kept, public_key or kept.public_key):
        raise Refused("this certificate is not what was signed with that key: it was changed, or the key is another")
    if page is not None:
        page.write_text(as_page(kept), encoding="utf-8")
    _print_certificate(kept, as_json=as_json)


def _verify(parts: Parts, name: str, *, as_json: bool) -> None:
    finish_destructions(parts.engine, parts.clock, parts.keys)
    left = what_is_left(parts.engine, parts.keys, name=name)
    if as_json:
        print_json({"wave": name, "left": left})
    elif not left:
        click.echo("Nothing that tells who these people are is left.")
    if left:
        raise Refused("this is left: " + "; ".join(left))


def _print_certificate(certificate_: Issued, *, as_json: bool) -> None:
    said = certificate_.document
    if as_json:
        print_json(certificate_)
        return
    print_facts(
        {
            "certificate": "final" if said.is_final else "provisional: the provider still has records of calls",
            "wave": said.wave,
            "destroyed": said.destroyed_at,
            "by": said.begun_by,
            "contacts": said.contacts,
            "prints of numbers": said.numbers,
            "calls": said.calls,
            "records at the provider": said.records,
            "of these not deleted yet": said.records_waiting,
            "calls never confirmed": said.unconfirmed_calls,
            "signature": certificate_.signature,
            "public key": certificate_.public_key,
        }
    )


def _called(one: Called, *, contacts: bool) -> tuple[object, ...]:
    person = (one.first_name, " ".join(one.numbers)) if contacts else ()
    return one.case_id, one.how_far, len(one.calls), one.calls[-1][0], "yes" if one.opted_out else "", *person


def _print(found: WaveSummary, *, as_json: bool) -> None:
    if as_json:
        print_json(found)
        return
    print_facts(
        {
            "wave": found.name,
            "id": found.id,
            "state": found.state,
            "questionnaire": found.flow,
            "version": found.version or "fixed by the first launch",
            "made": found.created_at,
            "last day": found.last_day,
            "cases": found.cases or "none yet",
        }
    )
    if found.arms:
        click.echo()
        print_table(
            ("arm", "share", "cases", "version"),
            [(arm.name, f"{arm.share:.0%}", arm.cases, arm.version or "") for arm in found.arms],
        )
    if found.batches:
        click.echo()
        print_table(("batch", "state"), list(found.batches.items()))
