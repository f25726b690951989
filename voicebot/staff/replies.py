"""Replies kept under a key that the one who asks has chosen, so that a request sent twice makes nothing twice."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from voicebot.errors import BadInput, Refused
from voicebot.store import replies as rows

KEPT_FOR = timedelta(hours=24)
LONGEST_KEY = 64


@dataclass(frozen=True, slots=True)
class Reply:
    """What was answered: an HTTP status and a body, which holds nothing personal."""

    status: int
    body: str


def claim(session: Session, account_id: str, key: str, request: str, now: datetime) -> Reply | None:
    """Take the key for a request, by the digest of what it asks; the reply that was kept if it was done before.

    Raises:
        BadInput: the key can't be one.
        Refused: the key was taken for another request, or this one is being done or was cut off.
    """
    if not (0 < len(key) <= LONGEST_KEY and key.isascii() and key.isprintable()):
        raise BadInput(f"an idempotency key has 1 to {LONGEST_KEY} printable ASCII characters")
    rows.forget_before(session, now - KEPT_FOR)
    if rows.claim(session, account_id, key, request, now):
        return None
    kept = rows.find(session, account_id, key)
    if kept is None or kept.request != request:
        raise Refused("this idempotency key was used for another request: take a new one")
    if kept.status is None or kept.body is None:
        raise Refused("this request is being done, or was cut off: look whether it was done, then take a new key")
    return Reply(kept.status, kept.body)


def keep(session: Session, account_id: str, key: str, reply: Reply) -> None:
    """Keep the reply to the request that took the key."""
    rows.keep(session, account_id, key, reply.status, reply.body)


def release(session: Session, account_id: str, key: str) -> None:
    """Nothing was made: the key may be taken again."""
    rows.release(session, account_id, key)
