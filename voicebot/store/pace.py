"""The one row that says when the next call of any dialler may be placed."""

from sqlalchemy.orm import Session

from voicebot.store.locks import FOR_CHANGE
from voicebot.store.tables import Pace

_ONLY = 1


def locked(session: Session) -> Pace:
    """The pace, to be read and changed by no other dialler until the transaction ends."""
    return session.get_one(Pace, _ONLY, with_for_update=FOR_CHANGE, populate_existing=True)


def current(session: Session) -> Pace:
    """The pace as it is."""
    return session.get_one(Pace, _ONLY)
