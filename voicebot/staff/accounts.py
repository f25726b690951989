"""Accounts: making one, finding it, using up its codes, and what a reset gives anew. The session is handed in."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from voicebot.errors import BadInput, NotFound, Refused
from voicebot.staff import codes
from voicebot.staff.codes import CodeSeal
from voicebot.staff.names import folded, good_name, is_subject
from voicebot.staff.passwords import Passwords, check_password
from voicebot.staff.permissions import Role
from voicebot.store import staff as rows
from voicebot.store.tables import StaffAccount, new_id


class Proof(StrEnum):
    """What somebody has proved to be themselves by, beside the password."""

    CODE = "code"
    RECOVERY_CODE = "recovery code"


@dataclass(frozen=True, slots=True)
class NewSecrets:
    """What is shown once, when an account is made or reset. Its text form shows nothing of it."""

    id: str
    name: str
    role: Role
    code_address: str = field(repr=False)
    recovery_codes: Sequence[str] = field(repr=False)


def add(  # noqa: PLR0913 - what an account is made of
    session: Session, passwords: Passwords, seal: CodeSeal, *, name: str, role: Role, password: str, now: datetime
) -> NewSecrets:
    """Make an account.

    Raises:
        BadInput: the name or the password can't be one.
        Refused: there is an account of that name.
    """
    shown = good_name(name)
    account = StaffAccount(id=new_id(), name=shown, folded_name=folded(shown), role=role, created_at=now)
    made = renew(account, passwords, seal, password)
    session.add(account)
    _flush(session, f"there is an account called {shown} already: choose another name")
    return made


def renew(
    account: StaffAccount, passwords: Passwords, seal: CodeSeal, password: str, secret: str | None = None
) -> NewSecrets:
    """Give an account a new password, new recovery codes and new one-time codes, of that secret if there is one.

    Raises:
        BadInput: the password can't be one.
    """
    set_password(account, passwords, password)
    secret, recovery = secret or codes.new_secret(), codes.new_recovery_codes()
    account.code_secret, account.last_code_step = seal.seal(account.id, secret), None
    account.recovery = json.dumps([seal.recovery_digest(account.id, code) for code in recovery])
    return NewSecrets(account.id, account.name, Role(account.role), codes.address(secret, account.name), recovery)


def set_password(account: StaffAccount, passwords: Passwords, password: str) -> None:
    """Give an account a new password.

    Raises:
        BadInput: it can't be one.
    """
    check_password(password, account.name)
    account.password_hash = passwords.hash(password)


def tie(session: Session, account: StaffAccount, subject: str | None) -> None:
    """Let whoever another service vouches for under that subject sign in as this account; nobody, with None.

    Raises:
        BadInput: nobody can be vouched for under that.
        Refused: another account is tied to it.
    """
    if subject is not None and not is_subject(subject):
        raise BadInput("a subject has 1 to 255 printable characters: copy it from the other service")
    account.sso_subject = subject
    _flush(session, "another account is tied to that subject: untie it first")


def known(session: Session, name: str, *, hold: bool = False) -> StaffAccount | None:
    """The account of that name if there is one; with `hold`, nobody else changes it until the transaction ends."""
    if not name.isprintable():
        return None
    return rows.account_held(session, folded(name)) if hold else rows.account_called(session, folded(name))


def held(session: Session, name: str) -> StaffAccount:
    """The account of that name, held likewise.

    Raises:
        NotFound: there is none.
    """
    account = known(session, name, hold=True)
    if account is None:
        raise NotFound("there is no account of that name: see `staff list`")
    return account


def use_code(account: StaffAccount, seal: CodeSeal, typed: str, now: datetime) -> Proof | None:
    """Use up a one-time code or a recovery code of the account; None if it is none, or was used before."""
    step = codes.matching_step(seal.open(account.id, account.code_secret), typed, now)
    if step is not None and (account.last_code_step is None or step > account.last_code_step):
        account.last_code_step = step
        return Proof.CODE
    left, digest = _recovery(account), seal.recovery_digest(account.id, typed)
    if digest not in left:
        return None
    account.recovery = json.dumps([one for one in left if one != digest])
    return Proof.RECOVERY_CODE


def recovery_codes_left(account: StaffAccount) -> int:
    """How many recovery codes were not used yet."""
    return len(_recovery(account))


def _recovery(account: StaffAccount) -> Sequence[str]:
    digests: Sequence[str] = json.loads(account.recovery)
    return digests


def _flush(session: Session, taken: str) -> None:
    """Write what must be there once; others may have written it at the same time."""
    try:
        session.flush()
    except IntegrityError:
        raise Refused(taken) from None
