"""Calling: batches, attempts, the turns of calls in progress, the outbox to the provider, and the shared pace."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from voicebot.store.tables.base import NO_ORDER, Base, Id, Word


class Batch(Base):
    """Cases of a wave that are called together. `state`: draft, approved, running, paused, finished, stopped."""

    __tablename__ = "batch"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    wave_id: Mapped[str] = mapped_column(ForeignKey("wave.id"), index=True)
    state: Mapped[str] = mapped_column(Word)
    reason: Mapped[str | None] = mapped_column(Text)  # why it is paused or stopped, in words
    review_after: Mapped[int | None]  # pause for review after so many attempts
    watched_from: Mapped[datetime | None]  # the brakes count attempts from here: the launch or the last resumption
    created_at: Mapped[datetime]
    created_by: Mapped[str] = mapped_column(Word)
    approved_by: Mapped[str | None] = mapped_column(Word)
    launched_at: Mapped[datetime | None]
    launched_by: Mapped[str | None] = mapped_column(Word)


class Attempt(Base):
    """One call to a case, committed before the provider is asked to place it.

    `state`: placing (the provider may have been asked), placed (it said yes), uncertain (nobody knows), ended (the
    call is over), settled (its result and answers are kept). `status` is the provider's last word by rank, `result`
    an outcomes.Result.
    """

    __tablename__ = "attempt"
    __table_args__ = (
        UniqueConstraint("case_id", "ordinal", name="attempt_ordinal"),
        Index("attempt_open", "state", "claimed_at"),
        Index("attempt_batch", "batch_id", "claimed_at", "result", "inbound"),
        Index(
            "attempt_error",
            "batch_id",
            "claimed_at",
            sqlite_where=text("error IS NOT NULL"),
            postgresql_where=text("error IS NOT NULL"),
        ),
        Index("attempt_claimed", "claimed_at"),
        Index("attempt_price", "batch_id", "price"),
        NO_ORDER,
    )
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("survey_case.id"))
    batch_id: Mapped[str] = mapped_column(ForeignKey("batch.id"))
    ordinal: Mapped[int]
    position: Mapped[int]  # which of the contact's numbers
    version: Mapped[str] = mapped_column(ForeignKey("questionnaire_version.digest"))
    state: Mapped[str] = mapped_column(Word)
    claimed_at: Mapped[datetime]
    day_part: Mapped[str] = mapped_column(Word)  # weekday_day, weekday_evening, weekend
    sid: Mapped[str | None] = mapped_column(String(64), unique=True)
    heard_at: Mapped[datetime | None]  # when the provider last told of it, or was last asked
    status: Mapped[str | None] = mapped_column(Word)
    rang: Mapped[bool] = mapped_column(default=False)
    answered_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    sip_code: Mapped[int | None]
    answered_by: Mapped[str | None] = mapped_column(Word)
    cut_off: Mapped[bool] = mapped_column(default=False)  # we had to say goodbye: something failed at our end
    seconds: Mapped[int | None]
    price: Mapped[str | None] = mapped_column(String(16))  # as the provider says it, once the call is over
    currency: Mapped[str | None] = mapped_column(String(3))
    inbound: Mapped[bool] = mapped_column(default=False)  # the person rang us: no attempt by the calling rules
    result: Mapped[str | None] = mapped_column(Word)
    stage: Mapped[int | None]  # how far the interview came (interview.Stage)
    step: Mapped[str | None] = mapped_column(String(80))  # the prompt it ended at
    language: Mapped[str | None] = mapped_column(Word)  # that it ended in
    error: Mapped[str | None] = mapped_column(Text)


class Turn(Base):
    """The conversation after one turn of a call; kept until the call is settled. `state` is interview's JSON."""

    __tablename__ = "turn"
    attempt_id: Mapped[str] = mapped_column(ForeignKey("attempt.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]


class Errand(Base):
    """Something the dialler has to tell the provider about a call; the table is the outbox.

    `kind`: a states.ErrandKind. It is about an attempt; or, to delete the record of a call to us of which none came,
    about the provider's `sid` alone, that rang at `rang_at`.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("attempt_id", "kind", name="outbox_once"),
        UniqueConstraint("sid", "kind", name="outbox_once_for_caller"),
        CheckConstraint("(attempt_id IS NULL) <> (sid IS NULL)", name="outbox_about_one_call"),
        Index("outbox_due", "done_at", "due_at"),
    )
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    kind: Mapped[str] = mapped_column(Word)
    attempt_id: Mapped[str | None] = mapped_column(ForeignKey("attempt.id"))
    sid: Mapped[str | None] = mapped_column(String(64))
    rang_at: Mapped[datetime | None]
    due_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None]
    error: Mapped[str | None] = mapped_column(Text)


class Pace(Base):
    """One row: when the next call of any dialler may be placed."""

    __tablename__ = "pace"
    id: Mapped[int] = mapped_column(primary_key=True)
    next_at: Mapped[datetime | None]
    slowed_until: Mapped[datetime | None]  # the provider asked us to slow down
