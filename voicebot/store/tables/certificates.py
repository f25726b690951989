"""What is left of a wave that was destroyed: the certificate, and when its calls were, in counts."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from voicebot.store.tables.base import Base


class Certificate(Base):
    """That the contacts of a wave were destroyed. `document` is canonical JSON, `signature` is over it (Ed25519).

    Drafted when the destruction begins, and signed once everything here is gone.
    """

    __tablename__ = "certificate"
    wave_id: Mapped[str] = mapped_column(ForeignKey("wave.id"), primary_key=True)
    document: Mapped[str] = mapped_column(Text)
    signature: Mapped[str | None] = mapped_column(String(128))
    issued_at: Mapped[datetime | None]
    final: Mapped[bool] = mapped_column(default=False)  # nothing waits at the provider any more


class CallHour(Base):
    """How many calls of a destroyed wave were made in one hour of the week in London (Monday is 0)."""

    __tablename__ = "call_hour"
    wave_id: Mapped[str] = mapped_column(ForeignKey("wave.id"), primary_key=True)
    weekday: Mapped[int] = mapped_column(primary_key=True)
    hour: Mapped[int] = mapped_column(primary_key=True)
    placed: Mapped[int]
    answered: Mapped[int]
    interviewed: Mapped[int]
