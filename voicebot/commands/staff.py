"""The commands on staff: their accounts, roles and codes, and tokens for programs.

Passwords come from the terminal or standard input, never as arguments: those can be read by everybody on the machine.
"""

import io
import sys
from typing import TextIO

import click
import segno

from voicebot.clock import in_london
from voicebot.commands.output import json_option, print_json, print_table, staff_option
from voicebot.composition import Parts, put_together
from voicebot.office import accounts, programs
from voicebot.office.accounts import AccountSummary
from voicebot.settings import read_settings
from voicebot.staff.accounts import NewSecrets
from voicebot.staff.permissions import Role
from voicebot.store.engine import reading

_role_type = click.Choice([role.value for role in Role])
_name_argument = click.argument("name")


@click.group()
def staff() -> None:
    """Staff: their accounts, roles, and tokens for programs.

    Somebody signs in with name, password and a one-time code. Where a password is asked for, it is read from standard
    input if that is no terminal.
    """


@staff.command()
@_name_argument
@click.option("--role", type=_role_type, required=True, help="What they are to the survey.")
@staff_option
@json_option
def add(name: str, role: str, who: str, as_json: bool) -> None:
    """Make an account. The picture for their telephone and the recovery codes are shown once.

    \b
    python -m voicebot staff add j.smith --role supervisor --as a.jones
    """
    parts = _parts()
    made = accounts.add(parts.registry(), name=name, role=Role(role), password=_ask_password(), who=who)
    _print_secrets(made, as_json=as_json)


@staff.command("list")
@json_option
def list_(as_json: bool) -> None:
    """List the accounts, with the tokens of their programs.

    \b
    python -m voicebot staff list
    """
    with reading(_parts().engine) as session:
        found = accounts.list_accounts(session)
    if as_json:
        print_json({"staff": found})
        return
    print_table(
        ["name", "role", "state", "recovery codes", "tokens"],
        [(one.name, one.role, _state(one), one.recovery_codes_left, _tokens(one)) for one in found],
    )


@staff.command()
@_name_argument
@click.argument("role", type=_role_type)
@staff_option
def role(name: str, role: str, who: str) -> None:
    """Give somebody another role. They are signed out, and the tokens of their programs are taken back.

    \b
    python -m voicebot staff role j.smith researcher --as a.jones
    """
    accounts.change_role(_parts().registry(), name=name, role=Role(role), who=who)
    click.echo(f"{name} is {role} now, and has to sign in again.")


@staff.command()
@_name_argument
@staff_option
def disable(name: str, who: str) -> None:
    """Take an account out of use, at once. The tokens of its programs are taken back.

    \b
    python -m voicebot staff disable j.smith --as a.jones
    """
    accounts.disable(_parts().registry(), name=name, who=who)
    click.echo(f"{name} is signed out, and can't sign in any more.")


@staff.command()
@_name_argument
@staff_option
def enable(name: str, who: str) -> None:
    """Take a disabled account into use again, with the password and codes that it had.

    \b
    python -m voicebot staff enable j.smith --as a.jones
    """
    accounts.enable(_parts().registry(), name=name, who=who)
    click.echo(f"{name} can sign in again.")


@staff.command()
@_name_argument
@staff_option
@json_option
def reset(name: str, who: str, as_json: bool) -> None:
    """Give somebody a new password and new codes. They are signed out, and the tokens of their programs taken back.

    \b
    python -m voicebot staff reset j.smith --as a.jones
    """
    renewed = accounts.reset(_parts().registry(), name=name, password=_ask_password(), who=who)
    _print_secrets(renewed, as_json=as_json)


@staff.command()
@_name_argument
@click.option("--label", metavar="TEXT", required=True, help="Which program it is for.")
@click.option("--role", type=_role_type, help="Allow no more than this role may do; without it, than NAME's.")
@click.option("--days", type=click.IntRange(1, 366), default=90, show_default=True, help="How long it lasts.")
@staff_option
@json_option
def token(name: str, label: str, role: str | None, days: int, who: str, as_json: bool) -> None:  # noqa: PLR0913 - its options
    """Make a token, with which a program does what NAME may do. It is shown once.

    What only a person may do is left out: managing staff, and destroying.

    \b
    python -m voicebot staff token j.smith --label "weekly figures" --role auditor --as j.smith
    """
    limit = None if role is None else Role(role)
    made = programs.make_token(_parts().registry(), name=name, label=label, role=limit, days=days, who=who)
    if as_json:
        print_json({"name": name, "label": label, "token": made})
    else:
        click.echo(made)


@staff.command("revoke-token")
@_name_argument
@click.option("--label", metavar="TEXT", help="Only those with this label; all, unless given.")
@staff_option
def revoke_token(name: str, label: str | None, who: str) -> None:
    """Take back the tokens of somebody's programs.

    \b
    python -m voicebot staff revoke-token j.smith --label "weekly figures" --as a.jones
    """
    count = programs.take_back_tokens(_parts().registry(), name=name, label=label, who=who)
    click.echo(f"Taken back: {count} tokens.")


def _parts() -> Parts:
    return put_together(read_settings())


def _ask_password() -> str:
    if _at_terminal(sys.stdin):
        typed: str = click.prompt("Password", hide_input=True, confirmation_prompt="The same again", err=True)
        return typed
    return sys.stdin.readline().rstrip("\r\n")


def _at_terminal(stream: TextIO) -> bool:
    return stream.isatty()


def _print_secrets(made: NewSecrets, *, as_json: bool) -> None:
    if as_json:
        print_json(made)
        return
    click.echo(f"{made.name} is {made.role}. Read this with the telephone's code app; it is not shown again:\n")
    if _at_terminal(sys.stdout):
        click.echo(_picture(made.code_address))
    click.echo(made.code_address)
    click.echo("\nRecovery codes, each good once instead of a code. Keep them on paper:\n")
    for code in made.recovery_codes:
        click.echo(f"  {code}")


def _picture(address: str) -> str:
    drawn = io.StringIO()
    segno.make_qr(address).terminal(drawn, compact=True)
    return drawn.getvalue()


def _state(account: AccountSummary) -> str:
    if account.disabled:
        return "disabled"
    return "to be renewed" if account.must_renew else "in use"


def _tokens(account: AccountSummary) -> str:
    return ", ".join(f"{token.label} (until {in_london(token.ends_at):%d %b %Y})" for token in account.tokens)
