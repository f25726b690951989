"""What was wrong with the frame that was sent last for a wave."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from voicebot.store.tables.base import Base


class FrameRejects(Base):
    """The bad rows of that frame: row number, column and reason of each, never a value (CSV, zlib)."""

    __tablename__ = "frame_rejects"
    wave_id: Mapped[str] = mapped_column(ForeignKey("wave.id"), primary_key=True)
    at: Mapped[datetime]
    faults: Mapped[int]
    packed: Mapped[bytes]
