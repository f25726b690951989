"""On whose behalf a program asks: by the token that it bears, with every request; cookies count for nothing."""

from flask import g, request

from voicebot.front.desk import desk
from voicebot.office.programs import who_bears
from voicebot.office.proving import NotSignedIn
from voicebot.staff.sessions import StaffMember

_SCHEME = "bearer"


def look_who_asks() -> StaffMember:
    """Whose token it is that came with the request.

    Raises:
        NotSignedIn: there is none, or it is nobody's, has ended, or the account is disabled.
    """
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != _SCHEME or not token.strip():
        raise NotSignedIn("send a token with the request: Authorization: Bearer …")
    found = who_bears(desk().registry, token.strip())
    g.staff = found
    return found


def asking() -> StaffMember:
    """On whose behalf this request asks, once that was looked at."""
    found: StaffMember = g.staff
    return found


def staff_name() -> str:
    """The name of whoever it is, for the audit trail."""
    return asking().name
