"""How the questionnaire fares as an instrument, in counts that are linked to no case."""

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from voicebot.store.tables.base import Base


class QuestionTally(Base):
    """What happened at one prompt of a questionnaire version in all settled calls of a wave.

    The counts are those of `calls.tallying.PromptCounts`, added up.
    """

    __tablename__ = "question_tally"
    wave_id: Mapped[str] = mapped_column(ForeignKey("wave.id"), primary_key=True)
    version: Mapped[str] = mapped_column(ForeignKey("questionnaire_version.digest"), primary_key=True)
    step: Mapped[str] = mapped_column(String(80), primary_key=True)
    shown: Mapped[int]
    answered: Mapped[int]
    refused: Mapped[int]
    unanswered: Mapped[int]
    silences: Mapped[int]
    invalid: Mapped[int]
    repeats: Mapped[int]
    broke_off: Mapped[int]
    left: Mapped[int]
    seconds: Mapped[int]
