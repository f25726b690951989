"""Programs that act on behalf of somebody: their tokens, who one of them acts for, and requests that come twice."""

from collections.abc import Callable
from datetime import timedelta

from voicebot.errors import Busy, Refused, VoicebotError
from voicebot.office.accounts import note
from voicebot.office.proving import NotSignedIn
from voicebot.office.registry import Registry
from voicebot.staff import accounts, replies, tokens
from voicebot.staff.permissions import Role
from voicebot.staff.replies import Reply
from voicebot.staff.sessions import StaffMember
from voicebot.store import staff as rows
from voicebot.store.engine import reading, transaction


def make_token(  # noqa: PLR0913 - what a token is made of
    registry: Registry, *, name: str, label: str, role: Role | None, days: int, who: str
) -> str:
    """Make a token for a program; it is shown once. It allows what that role may do, at most what the account may.

    Raises:
        NotFound: there is no such account.
        Refused: the account is disabled.
        BadInput: it would last no time or too long, or its label can't be one.
    """
    now = registry.wall_clock.now()
    with transaction(registry.engine) as session:
        account = accounts.held(session, name)
        if account.disabled:
            raise Refused("this account is disabled: enable it first")
        limit = role or Role(account.role)
        token = tokens.make(session, account, label=label, role=limit, lasts=timedelta(days=days), now=now)
        note(session, registry, who, "staff_token_made", account, label=label, role=limit, days=days)
        return token


def take_back_tokens(registry: Registry, *, name: str, label: str | None, who: str) -> int:
    """Take back the tokens of an account, all or those with that label; how many.

    Raises:
        NotFound: there is no such account.
    """
    with transaction(registry.engine) as session:
        account = accounts.held(session, name)
        count = rows.end_tokens(session, account.id, label)
        note(session, registry, who, "staff_tokens_taken_back", account, tokens=count)
        return count


def who_bears(registry: Registry, token: str) -> StaffMember:
    """On whose behalf a program acts that bears this token.

    Raises:
        NotSignedIn: it is nobody's, has ended, or the account is disabled.
    """
    now = registry.wall_clock.now()
    with reading(registry.engine) as session:
        found = tokens.live(session, token, now)
    if found is None:
        raise NotSignedIn("this token is not known, or has ended: ask for a new one")
    kept, account = found
    if kept.used_on != now.date():
        with transaction(registry.engine) as session:
            rows.note_token_used(session, kept.digest, now.date())
    return tokens.member(kept, account, now)


def do_once(registry: Registry, *, account_id: str, key: str, request: str, do: Callable[[], Reply]) -> Reply:
    """Do what a request asks and keep the reply for a day: the same request under the same key gets it again.

    `request` is a digest of what is asked. If what was asked is refused, nothing was made, and the key is free again.
    Cut off in between, the key stays taken, since nobody knows whether it was done.

    Raises:
        BadInput: the key can't be one.
        Refused: the key was taken for another request, or this one is being done or was cut off.
    """
    with transaction(registry.engine) as session:
        kept = replies.claim(session, account_id, key, request, registry.wall_clock.now())
    if kept is not None:
        return kept
    try:
        reply = do()
    except Busy:  # a commit whose answer was lost may have been kept: the key stays taken
        raise
    except VoicebotError:
        with transaction(registry.engine) as session:
            replies.release(session, account_id, key)
        raise
    with transaction(registry.engine) as session:
        replies.keep(session, account_id, key, reply)
    return reply
