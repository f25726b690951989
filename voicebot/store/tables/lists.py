"""What outlives every wave: the exclusion list, those drawn before, the audit trail, and the one row of the system."""

from datetime import datetime

from sqlalchemy import LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from voicebot.store.tables.base import NO_ORDER, Base, Id, Word


class Exclusion(Base):
    """A number that is never called again, as a keyed print; `month` is all that is kept of when.

    `attempt_id` is set while the call that added it can still take it back.
    """

    __tablename__ = "exclusion"
    __table_args__ = NO_ORDER
    print: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    month: Mapped[str] = mapped_column(String(7))
    origin: Mapped[str] = mapped_column(Word)  # keypress, called_back, staff, import
    attempt_id: Mapped[str | None] = mapped_column(Id, index=True)


class DrawnBefore(Base):
    """The keyed print of a number that was drawn, so that nobody is drawn twice in twelve months."""

    __tablename__ = "drawn_before"
    __table_args__ = NO_ORDER
    print: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    month: Mapped[str] = mapped_column(String(7))
    sample_id: Mapped[str | None] = mapped_column(Id, index=True)  # while the draw can still be discarded


class AuditEntry(Base):
    """One link of the audit trail's hash chain; never changed, never deleted."""

    __tablename__ = "audit_entry"
    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(index=True)
    who: Mapped[str] = mapped_column(Word)
    action: Mapped[str] = mapped_column(Word)
    subject: Mapped[str | None] = mapped_column(String(80))  # our own id of what it was done to
    details: Mapped[str] = mapped_column(Text)  # canonical JSON
    previous: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))


class System(Base):
    """One row: what every process on this database must agree on."""

    __tablename__ = "system"
    id: Mapped[int] = mapped_column(primary_key=True)
    key_fingerprint: Mapped[str | None] = mapped_column(String(64))
    rehearsal: Mapped[bool] = mapped_column(default=False)  # once rehearsed here, never with the real provider
    clock_instant: Mapped[datetime | None]
    clock_anchor: Mapped[float | None]
    clock_speed: Mapped[float | None]
