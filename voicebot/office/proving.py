"""What somebody may do who knows the password of an account, with every wrong guess counted and slowed down.

Whatever is wrong, the answer is the same, takes as long, and tells nothing of any account.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy.orm import Session

from voicebot.errors import Refused
from voicebot.office.accounts import note
from voicebot.office.registry import Registry
from voicebot.privacy import audit
from voicebot.staff import accounts, throttle
from voicebot.staff.throttle import Origin
from voicebot.store import staff as rows
from voicebot.store.engine import reading, transaction
from voicebot.store.tables import StaffAccount

NOT_RIGHT = (
    "Name, password and code do not go together, or there were too many tries. "
    "Wait for the next code and try again; after several tries, wait a few minutes."
)
_NOTED_AGAIN_AFTER = timedelta(minutes=1)
_Done = TypeVar("_Done")
_Act = Callable[[Session, StaffAccount], _Done | None]


class NotSignedIn(Refused):
    """Nobody is signed in by that."""


@dataclass(frozen=True, slots=True)
class _Guess:
    """A password that was given: under which name, from where, and the hash that it was right for, if any."""

    name: str
    origin: Origin
    at: datetime
    right_for: str | None


def with_password(registry: Registry, *, name: str, password: str, address: str, act: _Act[_Done]) -> _Done:
    """Do something for whoever knows the password of that account; an act that brings None counts as a failure too.

    The password is verified in no transaction, since that takes long on purpose and calls would wait for it; what it
    was right for has to stand still when the act is done.

    Raises:
        NotSignedIn: something is wrong; it is not said what.
    """
    origin, now = Origin.of(name, address), registry.wall_clock.now()
    with reading(registry.engine) as session:
        claimed, waits = accounts.known(session, name), throttle.has_to_wait(session, origin, now)
    if waits:
        raise NotSignedIn(NOT_RIGHT)
    kept = None if claimed is None else claimed.password_hash
    is_right = registry.passwords.is_right(password, kept)
    with transaction(registry.engine) as session:
        done = _act_once(session, registry, _Guess(name, origin, now, kept if is_right else None), act)
    if done is None:
        raise NotSignedIn(NOT_RIGHT)
    if kept is not None and registry.passwords.is_outdated(kept):
        _hash_anew(registry, kept, password)
    return done


def _act_once(session: Session, registry: Registry, guess: _Guess, act: _Act[_Done]) -> _Done | None:
    """Do it if the guess was right and comes in time, one guess of that origin after the other; count it if not."""
    throttle.hold(session, guess.origin, guess.at)
    if throttle.has_to_wait(session, guess.origin, guess.at):
        return None
    account = accounts.known(session, guess.name, hold=True)
    is_theirs = account is not None and account.password_hash == guess.right_for and not account.disabled
    done = act(session, account) if account is not None and is_theirs else None
    if done is None:
        _note_failure(session, registry, guess, account)
    else:
        throttle.note_success(session, guess.origin)
    return done


def _note_failure(session: Session, registry: Registry, guess: _Guess, account: StaffAccount | None) -> None:
    """Count it; the trail gets at most one entry a minute for an account, and one when guesses are slowed down."""
    latest = throttle.latest_failure(session, guess.origin)
    in_a_row = throttle.note_failure(session, guess.origin, guess.at)
    if account is None:
        return
    if in_a_row == throttle.FREE_TRIES:
        note(session, registry, audit.SYSTEM, "sign_ins_slowed_down", account, failures=in_a_row)
    elif latest is None or guess.at - latest > _NOTED_AGAIN_AFTER:
        note(session, registry, audit.SYSTEM, "sign_in_failed", account, failures=in_a_row)


def _hash_anew(registry: Registry, kept: str, password: str) -> None:
    """Put a hash by today's parameters in the place of an older one, unless it was changed meanwhile."""
    made = registry.passwords.hash(password)
    with transaction(registry.engine) as session:
        rows.replace_hash(session, kept, made)
