"""Signing in and out, and what whoever is signed in does to their own account."""

from sqlalchemy.orm import Session

from voicebot.office.accounts import end_access, note
from voicebot.office.proving import NotSignedIn, with_password
from voicebot.office.registry import Registry
from voicebot.staff import accounts, sessions
from voicebot.staff.names import is_subject
from voicebot.staff.sessions import StaffMember
from voicebot.store import staff as rows
from voicebot.store.engine import reading, transaction
from voicebot.store.tables import StaffAccount

_ENDED = "you are not signed in any more: sign in again"


def sign_in(registry: Registry, *, name: str, password: str, code: str, address: str) -> str:
    """Sign somebody in; the token of the new session.

    Args:
        registry: what accounts are kept with.
        name: of the account, however its letters are cased.
        password: as typed.
        code: a one-time code or a recovery code, as typed.
        address: where the request came from.

    Raises:
        NotSignedIn: something is wrong; it is not said what.
    """
    now = registry.wall_clock.now()

    def begin(session: Session, account: StaffAccount) -> str | None:
        proof = accounts.use_code(account, registry.seal, code, now)
        return None if proof is None else _begin(session, registry, account, by=proof)

    return with_password(registry, name=name, password=password, address=address, act=begin)


def sign_in_from_elsewhere(registry: Registry, *, subject: str) -> str:
    """Sign in whomever another service has vouched for; the token of the new session.

    Raises:
        NotSignedIn: no account is tied to that subject, or it is disabled.
    """
    with transaction(registry.engine) as session:
        account = rows.account_of_subject(session, subject) if is_subject(subject) else None
        if account is None or account.disabled:
            raise NotSignedIn("no account here belongs to that sign-in: ask an administrator")
        return _begin(session, registry, account, by="single sign-on")


def who_is(registry: Registry, token: str, *, at_work: bool = True) -> StaffMember | None:
    """Who is signed in by that token; None once the session has ended.

    Args:
        registry: what accounts are kept with.
        token: of the session.
        at_work: whether somebody did something. What a page asks by itself keeps no session from idling out.
    """
    now = registry.wall_clock.now()
    with reading(registry.engine) as session:
        found = sessions.live(session, token, now)
    if found is None:
        return None
    signed_in, account = found
    if at_work and sessions.is_to_be_noted(signed_in, now):
        with transaction(registry.engine) as session:
            rows.note_session_seen(session, signed_in.digest, now)
    return sessions.member(signed_in, account)


def prove_again(registry: Registry, *, token: str, password: str, address: str) -> str:
    """Give the password once more, as launches, exports and destruction ask for; the session's new token.

    Raises:
        NotSignedIn: the session has ended, or something is wrong; it is not said what.
    """
    now = registry.wall_clock.now()

    def renew(session: Session, account: StaffAccount) -> str | None:
        renewed = sessions.renew(session, token, now)
        if renewed is not None:
            note(session, registry, account.name, "password_given_again", account)
        return renewed

    return with_password(registry, name=_name(registry, token), password=password, address=address, act=renew)


def change_password(registry: Registry, *, token: str, password: str, new_password: str, address: str) -> str:
    """Give one's own account a new password: other sessions end, tokens of programs are taken back; the new token.

    Raises:
        BadInput: the new password can't be one.
        NotSignedIn: the session has ended, or something is wrong; it is not said what.
    """
    now = registry.wall_clock.now()

    def change(session: Session, account: StaffAccount) -> str | None:
        found = sessions.live(session, token, now)
        if found is None:
            return None
        begun_at = found[0].begun_at
        accounts.set_password(account, registry.passwords, new_password)
        end_access(session, account)
        renewed = sessions.begin(session, account, now, begun_at=begun_at)
        note(session, registry, account.name, "password_changed", account)
        return renewed

    return with_password(registry, name=_name(registry, token), password=password, address=address, act=change)


def sign_out(registry: Registry, token: str) -> None:
    """End the session."""
    with transaction(registry.engine) as session:
        found = rows.session_of(session, sessions.digest(token))
        if found is not None and rows.end_session(session, sessions.digest(token)):
            note(session, registry, found[1].name, "signed_out", found[1])


def _begin(session: Session, registry: Registry, account: StaffAccount, by: str) -> str:
    token = sessions.begin(session, account, registry.wall_clock.now())
    note(session, registry, account.name, "signed_in", account, by=by)
    return token


def _name(registry: Registry, token: str) -> str:
    """Whose session that is.

    Raises:
        NotSignedIn: it has ended.
    """
    with reading(registry.engine) as session:
        found = sessions.live(session, token, registry.wall_clock.now())
    if found is None:
        raise NotSignedIn(_ENDED)
    return found[1].name
