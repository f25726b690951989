"""The replies that are kept under the keys of requests, so that a repeated request makes nothing twice."""

from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from voicebot.store.tables import KeptReply
from voicebot.store.upserting import insert_of


def claim(session: Session, account_id: str, key: str, request: str, at: datetime) -> bool:
    """Take a key for a request; False if it was taken before. Of several at once, one takes it."""
    insert = insert_of(session)
    values = {"account_id": account_id, "key": key, "request": request, "at": at}
    taken = session.execute(insert(KeptReply).values(values).on_conflict_do_nothing().returning(KeptReply.key))
    return taken.first() is not None


def find(session: Session, account_id: str, key: str) -> KeptReply | None:
    """What is kept under a key."""
    return session.get(KeptReply, (account_id, key))


def keep(session: Session, account_id: str, key: str, status: int, body: str) -> None:
    """Keep the reply to the request that took the key."""
    of = (KeptReply.account_id == account_id, KeptReply.key == key)
    session.execute(update(KeptReply).where(*of).values(status=status, body=body))


def release(session: Session, account_id: str, key: str) -> None:
    """Let the key be taken again."""
    session.execute(delete(KeptReply).where(KeptReply.account_id == account_id, KeptReply.key == key))


def forget_before(session: Session, at: datetime) -> None:
    """Forget what was asked before that instant."""
    session.execute(delete(KeptReply).where(KeptReply.at < at))
