"""A person drawn: the case, who it is (sealed), and what was answered.

Answers hang on the case by its random id alone.
"""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from voicebot.store.tables.base import NO_ORDER, Base, Id, Word


class Case(Base):
    """A person drawn, under a random id. Nothing here tells who it is.

    `state`: waiting (for `due_at`), calling (an attempt is open), closed (for good, `closed_for` says why).
    `codes` are reporting codes of frame variables (JSON), coarse enough to be published by.
    """

    __tablename__ = "survey_case"
    __table_args__ = (
        Index("case_due", "batch_id", "state", "due_at"),
        Index("case_appointment", "batch_id", "state", "appointment_at"),
    )
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    wave_id: Mapped[str] = mapped_column(ForeignKey("wave.id"), index=True)
    sample_id: Mapped[str] = mapped_column(ForeignKey("sample.id"), index=True)
    batch_id: Mapped[str | None] = mapped_column(ForeignKey("batch.id"))
    area: Mapped[str] = mapped_column(Word)
    victim_group: Mapped[str] = mapped_column(Word)
    codes: Mapped[str] = mapped_column(Text)
    language: Mapped[str | None] = mapped_column(Word)
    replicate: Mapped[int]
    probability: Mapped[float]
    multiplicity: Mapped[int] = mapped_column(default=1)  # incidents of this person on the frame
    state: Mapped[str] = mapped_column(Word)
    due_at: Mapped[datetime | None]
    closed_for: Mapped[str | None] = mapped_column(Word)
    arm: Mapped[str | None] = mapped_column(Word)  # of the wave's experiment, drawn by seed
    appointment_at: Mapped[datetime | None]  # the person chose this time to be rung
    resumes: Mapped[bool] = mapped_column(default=False)  # the person agreed to go on with a broken-off interview
    held: Mapped[bool] = mapped_column(default=False)  # a complaint is open: nobody is called until it is closed


class Contact(Base):
    """Who a case is, sealed with the wave's key: first name, numbers, reference, exact frame values (JSON)."""

    __tablename__ = "contact"
    __table_args__ = NO_ORDER
    case_id: Mapped[str] = mapped_column(ForeignKey("survey_case.id"), primary_key=True)
    sealed: Mapped[bytes]


class ContactNumber(Base):
    """The keyed print of one number of a live case, so that it can be matched without being opened."""

    __tablename__ = "contact_number"
    __table_args__ = (Index("contact_number_print", "print"), NO_ORDER)
    case_id: Mapped[str] = mapped_column(ForeignKey("survey_case.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    print: Mapped[bytes] = mapped_column(LargeBinary(32))


class Answer(Base):
    """What a case answered to a question (or to the offer of a section).

    `second` counts from the start of the call: no time of day is kept with an answer.
    """

    __tablename__ = "answer"
    __table_args__ = (
        CheckConstraint("status IN ('answered', 'dont_know', 'refused', 'silent')", name="answer_status"),
        NO_ORDER,
    )
    case_id: Mapped[str] = mapped_column(ForeignKey("survey_case.id"), primary_key=True)
    question: Mapped[str] = mapped_column(String(80), primary_key=True)
    status: Mapped[str] = mapped_column(Word)
    code: Mapped[int | None]
    first: Mapped[int | None]
    second: Mapped[int | None]
