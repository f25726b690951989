"""Tokens with which programs sign in on behalf of somebody. Only their digests are kept. Times are real ones."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from voicebot.errors import BadInput
from voicebot.staff.permissions import NOT_FOR_PROGRAMS, ROLES, Role
from voicebot.staff.sessions import StaffMember, digest
from voicebot.store import staff as rows
from voicebot.store.tables import StaffAccount, StaffToken

PREFIX = "vb_"
"""So that a token that leaked is found by programs that look for such things."""
LONGEST = timedelta(days=366)
_LONGEST_LABEL = 40


def make(  # noqa: PLR0913 - what a token is made of
    session: Session, account: StaffAccount, *, label: str, role: Role, lasts: timedelta, now: datetime
) -> str:
    """Make a token for somebody; it is shown once, and allows what both that role and the account's may do.

    Raises:
        BadInput: it would last no time or too long, or its label can't be one.
    """
    if not timedelta(0) < lasts <= LONGEST:
        raise BadInput(f"a token lasts between a day and {LONGEST.days} days")
    if not (0 < len(label) <= _LONGEST_LABEL and label.isprintable()):
        raise BadInput(f"the label of a token has 1 to {_LONGEST_LABEL} letters: say which program it is for")
    token = PREFIX + secrets.token_urlsafe(32)
    session.add(
        StaffToken(
            digest=digest(token), account_id=account.id, label=label, role=role, made_at=now, ends_at=now + lasts
        )
    )
    return token


def live(session: Session, token: str, now: datetime) -> tuple[StaffToken, StaffAccount] | None:
    """The token and whose it is; None if it is nobody's, has ended, or the account is not in use."""
    found = rows.token_of(session, digest(token))
    if found is None:
        return None
    kept, account = found
    return None if now >= kept.ends_at or account.disabled or account.must_renew else found


def member(kept: StaffToken, account: StaffAccount, now: datetime) -> StaffMember:
    """On whose behalf the program acts, with what it may do."""
    role = Role(account.role)
    permissions = (ROLES[role] & ROLES[Role(kept.role)]) - NOT_FOR_PROGRAMS
    return StaffMember(account.id, account.name, role, permissions, proved_at=now)
