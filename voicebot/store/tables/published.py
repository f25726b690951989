"""What was released of a wave's results."""

from datetime import datetime

from sqlalchemy import ForeignKey, ForeignKeyConstraint, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from voicebot.store.tables.base import Base, Id


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


class PublishedPicture(Base):
    """The picture of one table of a release, as SVG. It is drawn of the public table, so everybody may see it."""

    __tablename__ = "published_picture"
    __table_args__ = (
        ForeignKeyConstraint(["wave_id", "number"], ["published_tables.wave_id", "published_tables.number"]),
    )
    wave_id: Mapped[str] = mapped_column(Id, primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    table_id: Mapped[str] = mapped_column(String(100), primary_key=True)
    svg: Mapped[str] = mapped_column(Text)
