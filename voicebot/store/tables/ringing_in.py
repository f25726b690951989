"""People who ring us: their calls while they last, and what was said after each turn. Both are soon deleted."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from voicebot.store.tables.base import NO_ORDER, Base, Id


class InboundCall(Base):
    """One call to our number. Nothing here tells who rings.

    `print` is of the number that we were shown, `keyed_in` a sealed number of whoever withholds theirs; `attempt_id` is
    the interview that has come of it.
    """

    __tablename__ = "inbound_call"
    __table_args__ = NO_ORDER
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    sid: Mapped[str] = mapped_column(String(64), unique=True)
    at: Mapped[datetime] = mapped_column(index=True)
    print: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    keyed_in: Mapped[bytes | None]
    attempt_id: Mapped[str | None] = mapped_column(ForeignKey("attempt.id"))


class InboundTurn(Base):
    """The conversation after one turn of such a call. `state` is interview's JSON."""

    __tablename__ = "inbound_turn"
    call_id: Mapped[str] = mapped_column(ForeignKey("inbound_call.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(Text)
