"""The command `doctor`: look over a deployment and say how to mend what is wrong. It changes nothing."""

from collections.abc import Iterator

import click

from voicebot.clock import SystemClock
from voicebot.commands.output import json_option, print_json, print_table
from voicebot.errors import BadSettings, Refused
from voicebot.operations.doctor import examine, of_fault
from voicebot.operations.findings import Deployment, Finding, Verdict
from voicebot.settings import Settings, read_settings
from voicebot.telephony.account import Account, account_of


@click.command()
@json_option
def doctor(as_json: bool) -> None:
    """Check settings, database, keys, clocks, backups, and the way from the provider to us and back.

    Run it where the web server runs, with the same settings; it fails if anything is broken, and changes nothing.

    \b
    python -m voicebot doctor
    """
    found = list(_findings())
    broken = sum(finding.verdict is Verdict.FAIL for _, finding in found)
    if as_json:
        print_json({"ok": not broken, "findings": [_named(check, finding) for check, finding in found]})
    else:
        rows = [(check, finding.verdict.value, finding.says, finding.mend) for check, finding in found]
        print_table(("check", "verdict", "what was found", "how to mend it"), rows)
    if broken:
        raise Refused(f"{broken} of {len(found)} checks failed: mend what is wrong, then run this again")


def _findings() -> Iterator[tuple[str, Finding]]:
    try:
        settings = read_settings()
    except BadSettings as bad:
        yield from (("settings", of_fault(fault)) for fault in bad.faults)
        return
    yield from examine(Deployment(settings, SystemClock(), _account(settings)))


def _account(settings: Settings) -> Account | None:
    """None in a rehearsal, nor without a caller number, of which the settings tell."""
    return None if settings.rehearsal or settings.caller_id is None else account_of(settings)


def _named(check: str, finding: Finding) -> dict[str, str]:
    return {"check": check, "verdict": finding.verdict, "says": finding.says, "mend": finding.mend}
