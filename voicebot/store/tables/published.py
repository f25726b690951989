"""What was released of a wave's results."""

from datetime import datetime

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from voicebot.store.tables.base import Base


class PublishedTables(Base):
    """One release of a wave's public tables, never changed. `tables` is what everybody may see, as JSON.

    `bases` is not to be seen: what stood behind the groups then, shown or hidden, by which later releases are judged.
    """

    __tablename__ = "published_tables"
    wave_id: Mapped[str] = mapped_column(ForeignKey("wave.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    released_at: Mapped[datetime]
    tables: Mapped[str] = mapped_column(Text)
    bases: Mapped[str] = mapped_column(Text)
