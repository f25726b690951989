"""Who is signed in: sessions that live in the database, so that they end when an account is disabled.

Only the digest of a token is kept. Times are real ones, also in a rehearsal.
"""

import hashlib
import secrets
from collections.abc import Set
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from voicebot.staff.permissions import ROLES, Permission, Role
from voicebot.store import staff as rows
from voicebot.store.tables import StaffAccount, StaffSession

IDLE_AT_MOST = timedelta(minutes=20)
LASTS_AT_MOST = timedelta(hours=10)
PROVED_FOR = timedelta(minutes=10)
"""How long a password counts as just given: launches, exports and destruction ask for it again after that."""
_NOTED_AGAIN_AFTER = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class StaffMember:
    """Somebody who is signed in, or a program on their behalf, for the length of a request."""

    account_id: str
    name: str
    role: Role
    permissions: Set[Permission]
    proved_at: datetime
    """When they last gave their password; a program gives its token with every request."""
    must_renew: bool = False
    """Whether somebody else has seen their password and codes: until they have made new ones they may do nothing."""

    def may(self, permission: Permission) -> bool:
        """Whether they may do it."""
        return permission in self.permissions

    def has_just_proved_it(self, now: datetime) -> bool:
        """Whether they have proved who they are within the last minutes."""
        return now - self.proved_at <= PROVED_FOR


def begin(session: Session, account: StaffAccount, now: datetime, *, begun_at: datetime | None = None) -> str:
    """Sign somebody in; the token of the session, for the browser alone. One that goes on keeps when it was begun."""
    rows.end_sessions_before(session, now - LASTS_AT_MOST)
    return _keep(session, account.id, begun_at=begun_at or now, now=now)


def renew(session: Session, token: str, now: datetime) -> str | None:
    """Go on under a new token, after the password was given again; None if the session has ended."""
    found = live(session, token, now)
    if found is None or not rows.end_session(session, digest(token)):
        return None
    signed_in, account = found
    return _keep(session, account.id, begun_at=signed_in.begun_at, now=now)


def live(session: Session, token: str, now: datetime) -> tuple[StaffSession, StaffAccount] | None:
    """The session of that token and whose it is; None once it has ended, or the account is disabled."""
    found = rows.session_of(session, digest(token))
    if found is None:
        return None
    signed_in, account = found
    is_over = now - signed_in.seen_at > IDLE_AT_MOST or now - signed_in.begun_at > LASTS_AT_MOST
    return None if is_over or account.disabled else found


def member(signed_in: StaffSession, account: StaffAccount) -> StaffMember:
    """Who is signed in by that session, with all that their role may do."""
    role = Role(account.role)
    permissions = frozenset() if account.must_renew else ROLES[role]
    return StaffMember(account.id, account.name, role, permissions, signed_in.proved_at, account.must_renew)


def is_to_be_noted(signed_in: StaffSession, now: datetime) -> bool:
    """Whether it is time to note that the session is in use: not at every request, since that is a write."""
    return now - signed_in.seen_at > _NOTED_AGAIN_AFTER


def digest(token: str) -> str:
    """What is kept of a token; it is random enough to need no slow hash."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def _keep(session: Session, account_id: str, *, begun_at: datetime, now: datetime) -> str:
    token = secrets.token_urlsafe(32)
    session.add(
        StaffSession(digest=digest(token), account_id=account_id, begun_at=begun_at, seen_at=now, proved_at=now)
    )
    return token
