"""The staff made up for a rehearsal, so that whoever has just started one can sign in."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from voicebot.errors import Refused
from voicebot.office.accounts import end_access, note
from voicebot.office.registry import Registry
from voicebot.privacy import audit
from voicebot.staff import accounts
from voicebot.staff.accounts import NewSecrets
from voicebot.staff.permissions import Role
from voicebot.store import system
from voicebot.store.engine import transaction

PEOPLE: Mapping[str, Role] = {"ada": Role.RESEARCHER, "ben": Role.SUPERVISOR, "eva": Role.ADMINISTRATOR}
"""One prepares a batch, a second person approves and launches it, a third manages the staff."""


@dataclass(frozen=True, slots=True)
class MadeUp:
    """Somebody who can sign in to a rehearsal, by codes each good once. Its text form shows no secret."""

    name: str
    role: Role
    password: str = field(repr=False)
    codes: Sequence[str] = field(repr=False)


def make_up_staff(registry: Registry) -> Sequence[MadeUp]:
    """Make the accounts of a rehearsal, or give those of an earlier start new passwords and codes.

    Raises:
        Refused: this is no rehearsal.
    """
    with transaction(registry.engine) as session:
        if not system.is_rehearsal(session):
            raise Refused("only a rehearsal has made-up staff: add real ones by `staff add`")
        return [_make_up(session, registry, name, role) for name, role in PEOPLE.items()]


def _make_up(session: Session, registry: Registry, name: str, role: Role) -> MadeUp:
    password = secrets.token_urlsafe(12)
    shown = _renewed(session, registry, name, role, password)
    return MadeUp(name, role, password, shown.recovery_codes)


def _renewed(session: Session, registry: Registry, name: str, role: Role, password: str) -> NewSecrets:
    passwords, seal, now = registry.passwords, registry.seal, registry.clock.now()
    account = accounts.known(session, name, hold=True)
    if account is None:
        made = accounts.add(session, passwords, seal, name=name, role=role, password=password, now=now)
        audit.append(session, at=now, who=audit.SYSTEM, action="staff_added", subject=made.id, name=name, role=role)
        return made
    account.role, account.disabled = role, False
    end_access(session, account)
    note(session, registry, audit.SYSTEM, "staff_reset", account, role=role)
    return accounts.renew(account, passwords, seal, password)
