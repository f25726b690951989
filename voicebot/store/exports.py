"""What is asked of the requests for files with cases; nothing here decides anything."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from voicebot.store.tables import ExportRequest


def locked(session: Session, request_id: str) -> ExportRequest | None:
    """The request, to be changed by nobody else until the transaction ends."""
    return session.get(ExportRequest, request_id, with_for_update=True, populate_existing=True)


def open_ones(session: Session, wave_id: str, since: datetime) -> Sequence[ExportRequest]:
    """The requests of a wave since then for which no file was given yet, the oldest first."""
    statement = select(ExportRequest).where(ExportRequest.wave_id == wave_id, ExportRequest.given_at.is_(None))
    since_then = statement.where(ExportRequest.asked_at > since)
    return session.scalars(since_then.order_by(ExportRequest.asked_at, ExportRequest.id)).all()


def add(session: Session, request: ExportRequest) -> None:
    """Keep a request."""
    session.add(request)
    session.flush()
