"""What an administrator does to accounts: add, disable, change the role, reset. Each is one transaction, audited."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from voicebot.errors import BadInput, NotFound, Refused
from voicebot.office.registry import Registry
from voicebot.privacy import audit
from voicebot.staff import accounts
from voicebot.staff.accounts import NewSecrets
from voicebot.staff.names import folded
from voicebot.staff.permissions import Role
from voicebot.store import staff as rows
from voicebot.store.engine import transaction
from voicebot.store.tables import StaffAccount


@dataclass(frozen=True, slots=True)
class TokenSummary:
    """A program's token as it is shown."""

    label: str
    role: Role
    made_at: datetime
    ends_at: datetime
    used_on: date | None


@dataclass(frozen=True, slots=True)
class AccountSummary:
    """An account as it is shown."""

    id: str
    name: str
    role: Role
    disabled: bool
    must_renew: bool
    signs_in_elsewhere: bool
    created_at: datetime
    recovery_codes_left: int
    tokens: Sequence[TokenSummary]


def list_accounts(session: Session) -> Sequence[AccountSummary]:
    """Every account by name."""
    return [_summary(session, account) for account in rows.accounts(session)]


def find_account(session: Session, account_id: str) -> AccountSummary:
    """The account of that id.

    Raises:
        NotFound: there is none.
    """
    account = session.get(StaffAccount, account_id)
    if account is None:
        raise NotFound("there is no such account")
    return _summary(session, account)


def add(registry: Registry, *, name: str, role: Role, password: str, who: str) -> NewSecrets:
    """Make an account. If somebody else made it, it has to be renewed by whom it is for before it is good for anything.

    Raises:
        BadInput: the name or the password can't be one.
        Refused: there is an account of that name.
    """
    if folded(name) == audit.SYSTEM:
        raise BadInput(f"{audit.SYSTEM} stands in the audit trail for what nobody did: choose another name")
    passwords, seal, now = registry.passwords, registry.seal, registry.clock.now()
    with transaction(registry.engine) as session:
        made = accounts.add(session, passwords, seal, name=name, role=role, password=password, now=now)
        accounts.held(session, made.name).must_renew = _is_for_another(who)
        audit.append(session, at=now, who=who, action="staff_added", subject=made.id, name=made.name, role=role)
        return made


def disable(registry: Registry, *, name: str, who: str) -> None:
    """Take an account out of use: its sessions end, and its programs' tokens are taken back.

    Raises:
        NotFound: there is no such account.
        Refused: nobody would be left to manage the staff.
    """
    with transaction(registry.engine) as session:
        account = _held_beside_another_administrator(session, name)
        account.disabled = True
        end_access(session, account)
        note(session, registry, who, "staff_disabled", account)


def enable(registry: Registry, *, name: str, who: str) -> None:
    """Take a disabled account into use again, with the password and codes that it had.

    Raises:
        NotFound: there is no such account.
    """
    with transaction(registry.engine) as session:
        account = accounts.held(session, name)
        account.disabled = False
        note(session, registry, who, "staff_enabled", account)


def change_role(registry: Registry, *, name: str, role: Role, who: str) -> None:
    """Give an account another role: its sessions end, and its programs' tokens are taken back.

    Raises:
        NotFound: there is no such account.
        Refused: nobody would be left to manage the staff.
    """
    with transaction(registry.engine) as session:
        is_to_manage = role is Role.ADMINISTRATOR
        account = accounts.held(session, name) if is_to_manage else _held_beside_another_administrator(session, name)
        before, account.role = account.role, role
        end_access(session, account)
        note(session, registry, who, "staff_role_changed", account, role=role, before=before)


def reset(registry: Registry, *, name: str, password: str, who: str) -> NewSecrets:
    """Give an account a new password and new codes: its sessions end, and its programs' tokens are taken back.

    It has to be renewed by whom it is for, since whoever resets it knows them.

    Raises:
        NotFound: there is no such account.
        BadInput: the password can't be one.
        Refused: it is one's own.
    """
    if folded(name) == folded(who):
        raise Refused("nobody resets their own account: change your password, or ask another administrator")
    with transaction(registry.engine) as session:
        account = accounts.held(session, name)
        account.must_renew = _is_for_another(who)
        renewed = accounts.renew(account, registry.passwords, registry.seal, password)
        end_access(session, account)
        note(session, registry, who, "staff_reset", account)
        return renewed


def tie(registry: Registry, *, name: str, subject: str | None, who: str) -> None:
    """Let whoever another service vouches for under that subject sign in as this account; nobody, with None.

    Raises:
        NotFound: there is no such account.
        BadInput: nobody can be vouched for under that.
        Refused: another account is tied to it.
    """
    with transaction(registry.engine) as session:
        account = accounts.held(session, name)
        accounts.tie(session, account, subject)
        note(session, registry, who, "staff_untied" if subject is None else "staff_tied", account)


def end_access(session: Session, account: StaffAccount) -> None:
    """Sign an account out everywhere, and take back its programs' tokens."""
    rows.end_sessions(session, account.id)
    rows.end_tokens(session, account.id)


def note(session: Session, registry: Registry, who: str, action: str, account: StaffAccount, **details: object) -> None:
    """Write to the audit trail what was done to an account, by its name as well."""
    at = registry.clock.now()
    audit.append(session, at=at, who=who, action=action, subject=account.id, name=account.name, **details)


def _is_for_another(who: str) -> bool:
    """Whether somebody but its owner knows the secrets of an account now.

    At a terminal, as nobody, accounts are made by those whom they are for.
    """
    return who != audit.SYSTEM


def _held_beside_another_administrator(session: Session, name: str) -> StaffAccount:
    """The account, with no other changed meanwhile: two who disable each other must not both get through."""
    rows.hold_accounts(session)
    account = accounts.held(session, name)
    able = [one.id for one in rows.accounts(session) if one.role == Role.ADMINISTRATOR and not one.disabled]
    if able == [account.id]:
        raise Refused("this is the last administrator: make another one first")
    return account


def _summary(session: Session, account: StaffAccount) -> AccountSummary:
    return AccountSummary(
        id=account.id,
        name=account.name,
        role=Role(account.role),
        disabled=account.disabled,
        must_renew=account.must_renew,
        signs_in_elsewhere=account.sso_subject is not None,
        created_at=account.created_at,
        recovery_codes_left=accounts.recovery_codes_left(account),
        tokens=[
            TokenSummary(token.label, Role(token.role), token.made_at, token.ends_at, token.used_on)
            for token in rows.tokens_of(session, account.id)
        ],
    )
