"""Making one's own password and codes anew: after somebody else made or reset the account, or for a new telephone."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from voicebot.errors import BadInput
from voicebot.office.accounts import end_access, note
from voicebot.office.proving import NotSignedIn
from voicebot.office.registry import Registry
from voicebot.staff import accounts, codes, sessions
from voicebot.store.engine import reading, transaction
from voicebot.store.tables import StaffAccount, StaffSession

_ENDED = "you are not signed in any more: sign in again"


@dataclass(frozen=True, slots=True)
class Renewed:
    """What is handed out once: the session's new token, and the recovery codes. Its text form shows nothing of it."""

    token: str = field(repr=False)
    recovery_codes: Sequence[str] = field(repr=False)


def offered_address(registry: Registry, token: str) -> str:
    """The address (`otpauth:`) of the codes that whoever is signed in may take; nobody else ever sees it.

    Raises:
        NotSignedIn: the session has ended.
    """
    with reading(registry.engine) as session:
        _, account = _live(session, registry, token)
        return codes.address(registry.seal.offered_secret(token), account.name)


def renew(registry: Registry, *, token: str, password: str, code: str) -> Renewed:
    """Take the offered codes and a new password: other sessions end, and tokens of programs are taken back.

    Args:
        registry: what accounts are kept with.
        token: of the session; whoever asks sees to it that the password was given a moment ago.
        password: the new one.
        code: one that the telephone has made from the offered picture.

    Raises:
        BadInput: the password can't be one, or is the one there was; the code is not of the picture.
        NotSignedIn: the session has ended.
    """
    now, secret = registry.wall_clock.now(), registry.seal.offered_secret(token)
    step = codes.matching_step(secret, code, now)
    if step is None:
        raise BadInput("that is not the code of this picture: read it with the code app, and type what it shows now")
    with reading(registry.engine) as session:
        kept = _live(session, registry, token)[1].password_hash
    if registry.passwords.is_right(password, kept):
        raise BadInput("that is the password that the account has already: choose one that only you know")
    with transaction(registry.engine) as session:
        signed_in, account = _live(session, registry, token)
        begun_at, account = signed_in.begun_at, accounts.held(session, account.name)
        made = accounts.renew(account, registry.passwords, registry.seal, password, secret)
        account.last_code_step, account.must_renew = step, False
        end_access(session, account)
        renewed = sessions.begin(session, account, now, begun_at=begun_at)
        note(session, registry, account.name, "staff_renewed", account)
        return Renewed(renewed, made.recovery_codes)


def _live(session: Session, registry: Registry, token: str) -> tuple[StaffSession, StaffAccount]:
    found = sessions.live(session, token, registry.wall_clock.now())
    if found is None:
        raise NotSignedIn(_ENDED)
    return found
