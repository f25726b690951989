"""Test calls to a number of our own staff: a row while one lasts and shortly after, then nothing."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from voicebot.store.tables.base import Base, Id, Word


class TrialCall(Base):
    """One test call. It belongs to no case and is in no count.

    `state`: a states.TrialState. `number` is sealed, and gone as soon as the provider has it. `path` has one
    character for each turn: the key, or `-` for silence; the conversation follows from it. `due_at` is when the dialler
    has to look at it next.
    """

    __tablename__ = "trial_call"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    version: Mapped[str] = mapped_column(ForeignKey("questionnaire_version.digest"))
    language: Mapped[str] = mapped_column(Word)
    wanted_at: Mapped[datetime]
    wanted_by: Mapped[str] = mapped_column(Word)
    state: Mapped[str] = mapped_column(Word)
    due_at: Mapped[datetime] = mapped_column(index=True)
    number: Mapped[bytes | None] = mapped_column(LargeBinary)
    sid: Mapped[str | None] = mapped_column(String(64))
    path: Mapped[str | None] = mapped_column(Text)  # none until somebody picks up
    outcome: Mapped[str | None] = mapped_column(Text)  # how it ended, in words
