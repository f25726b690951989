"""Files with cases that somebody asked for in a wave that wants two persons."""

from datetime import datetime

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from voicebot.store.tables.base import Base, Id, Word


class ExportRequest(Base):
    """One file that is wanted, and who let it be had. `given_at`: it was given; it is never given twice."""

    __tablename__ = "export_request"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    wave_id: Mapped[str] = mapped_column(ForeignKey("wave.id"), index=True)
    format: Mapped[str] = mapped_column(Word)
    reason: Mapped[str] = mapped_column(Text)
    asked_by: Mapped[str] = mapped_column(Word)
    asked_at: Mapped[datetime]
    approved_by: Mapped[str | None] = mapped_column(Word)
    approved_at: Mapped[datetime | None]
    given_at: Mapped[datetime | None]
