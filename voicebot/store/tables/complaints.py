"""Complaints about calls, and what one shift writes down for the next."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from voicebot.store.tables.base import Base, Id, Word


class Complaint(Base):
    """A complaint about the calls of a case; open until `closed_at`.

    `category`, `action` and `ending` are words of office's lists; `note` is sealed with the key of the case's wave.
    """

    __tablename__ = "complaint"
    __table_args__ = (Index("complaint_open", "closed_at", "opened_at"),)
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("survey_case.id"), index=True)
    category: Mapped[str] = mapped_column(Word)
    serious: Mapped[bool]
    note: Mapped[bytes | None]
    opened_at: Mapped[datetime]
    opened_by: Mapped[str] = mapped_column(Word)
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[str | None] = mapped_column(Word)
    action: Mapped[str | None] = mapped_column(Word)  # what was done about it
    ending: Mapped[str | None] = mapped_column(Word)  # what became of the case


class ShiftNote(Base):
    """What somebody wrote for the next shift; nothing about a person."""

    __tablename__ = "shift_note"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    who: Mapped[str] = mapped_column(Word)
    text: Mapped[str] = mapped_column(Text)
