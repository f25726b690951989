"""What a wave is made of: its questionnaire version, its sample, and the margins of the frame."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from voicebot.store.tables.base import Base, Id, Word


class QuestionnaireVersion(Base):
    """Everything that a questionnaire can say and ask, under the hash of it."""

    __tablename__ = "questionnaire_version"
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    flow: Mapped[str] = mapped_column(Word)
    source: Mapped[str] = mapped_column(Text)


class Wave(Base):
    """One survey in one period. `state`: open, frozen, destroyed."""

    __tablename__ = "wave"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(Word, unique=True)
    flow: Mapped[str] = mapped_column(Word)
    version: Mapped[str | None] = mapped_column(ForeignKey("questionnaire_version.digest"))  # fixed at first launch
    rules: Mapped[str] = mapped_column(Text)  # JSON of fieldwork's rules
    state: Mapped[str] = mapped_column(Word)
    key_id: Mapped[str] = mapped_column(Id)
    created_at: Mapped[datetime]
    destroyed_at: Mapped[datetime | None]


class WaveArm(Base):
    """The questionnaire version of one arm of a wave's experiment; fixed at the first launch."""

    __tablename__ = "wave_arm"
    wave_id: Mapped[str] = mapped_column(ForeignKey("wave.id"), primary_key=True)
    arm: Mapped[str] = mapped_column(Word, primary_key=True)
    version: Mapped[str] = mapped_column(ForeignKey("questionnaire_version.digest"))


class Sample(Base):
    """One draw of a wave, with all that is needed to repeat it. `state`: drawn, discarded."""

    __tablename__ = "sample"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    wave_id: Mapped[str] = mapped_column(ForeignKey("wave.id"), index=True)
    state: Mapped[str] = mapped_column(Word)
    drawn_at: Mapped[datetime]
    reference_date: Mapped[date]
    seed: Mapped[str] = mapped_column(String(64))
    method: Mapped[str] = mapped_column(Word)  # simple, proportional, equal, fixed
    size: Mapped[int]
    frame_digest: Mapped[str] = mapped_column(String(64))
    rules_digest: Mapped[str] = mapped_column(String(64))
    lists_digest: Mapped[str] = mapped_column(String(64))  # exclusion list and those drawn before, as they stood
    rows_read: Mapped[int]
    rows_rejected: Mapped[int]
    waterfall: Mapped[str] = mapped_column(Text)  # JSON: reason -> rows it took out, in the order of the rules
    replicates: Mapped[int] = mapped_column(default=1)
    released: Mapped[int] = mapped_column(default=1)  # replicates up to this one may be called
    profile: Mapped[str] = mapped_column(Text, default="{}")  # JSON: what the next frame is compared with
    accepted_by: Mapped[str | None] = mapped_column(Word)  # who said yes to a frame that differed oddly


class Stratum(Base):
    """Area by victim group: how many eligible persons the frame had, how many were drawn."""

    __tablename__ = "stratum"
    sample_id: Mapped[str] = mapped_column(ForeignKey("sample.id"), primary_key=True)
    area: Mapped[str] = mapped_column(Word, primary_key=True)
    victim_group: Mapped[str] = mapped_column(Word, primary_key=True)
    eligible: Mapped[int]
    drawn: Mapped[int]


class Margin(Base):
    """How many eligible persons of the frame had this value; all that is kept of those not drawn."""

    __tablename__ = "margin"
    sample_id: Mapped[str] = mapped_column(ForeignKey("sample.id"), primary_key=True)
    variable: Mapped[str] = mapped_column(Word, primary_key=True)
    category: Mapped[str] = mapped_column(Word, primary_key=True)
    persons: Mapped[int]


class Refresh(Base):
    """A newer frame held against the cases of a sample that were not dialled yet."""

    __tablename__ = "refresh"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    sample_id: Mapped[str] = mapped_column(ForeignKey("sample.id"), index=True)
    at: Mapped[datetime]
    frame_digest: Mapped[str] = mapped_column(String(64))
    looked_at: Mapped[int]  # cases that were not dialled yet
    withdrawn: Mapped[str] = mapped_column(Text)  # JSON: reason -> cases it took out
