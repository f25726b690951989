"""The tables. What may be asked of them stands in the module of the same theme beside this one.

Ids are random and say nothing; times are aware UTC. What is personal is sealed (`Contact`) or a keyed print;
answers hang on a case by its random id alone.
"""

import base64
import secrets
from datetime import UTC, date, datetime
from typing import Any, ClassVar

from sqlalchemy import (
    CheckConstraint,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Instant(TypeDecorator[datetime]):
    """An aware instant, kept in UTC; SQLite, which knows no zones, keeps it without one."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To the database; a naive time is refused."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone can't be stored")
        return value.astimezone(UTC) if dialect.name != "sqlite" else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ANN401, ARG002 - its form
        """From the database, always aware UTC."""
        if value is None:
            return None
        aware: datetime = value if value.tzinfo else value.replace(tzinfo=UTC)
        return aware.astimezone(UTC)


def new_id() -> str:
    """A random id: 24 letters and digits, 120 bits."""
    return base64.b32encode(secrets.token_bytes(15)).decode().lower()


Id = String(24)
Word = String(40)


class Base(DeclarativeBase):
    """All tables."""

    type_annotation_map: ClassVar[dict[type, Any]] = {datetime: Instant, date: Date, bytes: LargeBinary}


class System(Base):
    """One row: what every process on this database must agree on."""

    __tablename__ = "system"
    id: Mapped[int] = mapped_column(primary_key=True)
    key_fingerprint: Mapped[str | None] = mapped_column(String(64))
    rehearsal: Mapped[bool] = mapped_column(default=False)  # once rehearsed here, never with the real provider
    clock_instant: Mapped[datetime | None]
    clock_anchor: Mapped[float | None]
    clock_speed: Mapped[float | None]


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


class Case(Base):
    """A person drawn, under a random id. Nothing here tells who it is.

    `state`: waiting (for `due_at`), calling (an attempt is open), closed (for good, `closed_for` says why).
    `codes` are reporting codes of frame variables (JSON), coarse enough to be published by.
    """

    __tablename__ = "survey_case"
    __table_args__ = (Index("case_due", "batch_id", "state", "due_at"),)
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


class Contact(Base):
    """Who a case is, sealed with the wave's key: first name, numbers, reference, exact frame values (JSON)."""

    __tablename__ = "contact"
    case_id: Mapped[str] = mapped_column(ForeignKey("survey_case.id"), primary_key=True)
    sealed: Mapped[bytes]


class ContactNumber(Base):
    """The keyed print of one number of a live case, so that it can be matched without being opened."""

    __tablename__ = "contact_number"
    __table_args__ = (Index("contact_number_print", "print"),)
    case_id: Mapped[str] = mapped_column(ForeignKey("survey_case.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    print: Mapped[bytes] = mapped_column(LargeBinary(32))


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
        Index("attempt_batch", "batch_id", "claimed_at", "result"),
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
    result: Mapped[str | None] = mapped_column(Word)
    stage: Mapped[int | None]  # how far the interview came (interview.Stage)
    step: Mapped[str | None] = mapped_column(String(80))  # the prompt it ended at
    error: Mapped[str | None] = mapped_column(Text)


class Turn(Base):
    """The conversation after one turn of a call; kept until the call is settled. `state` is interview's JSON."""

    __tablename__ = "turn"
    attempt_id: Mapped[str] = mapped_column(ForeignKey("attempt.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]


class Answer(Base):
    """What a case answered to a question (or to the offer of a section).

    `second` counts from the start of the call: no time of day is kept with an answer.
    """

    __tablename__ = "answer"
    __table_args__ = (
        CheckConstraint("status IN ('answered', 'dont_know', 'refused', 'silent')", name="answer_status"),
    )
    case_id: Mapped[str] = mapped_column(ForeignKey("survey_case.id"), primary_key=True)
    question: Mapped[str] = mapped_column(String(80), primary_key=True)
    status: Mapped[str] = mapped_column(Word)
    code: Mapped[int | None]
    first: Mapped[int | None]
    second: Mapped[int | None]


class Errand(Base):
    """Something the dialler has to tell the provider about a call; the table is the outbox.

    `kind`: a states.ErrandKind.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("attempt_id", "kind", name="outbox_once"),
        Index("outbox_due", "done_at", "due_at"),
    )
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    kind: Mapped[str] = mapped_column(Word)
    attempt_id: Mapped[str] = mapped_column(ForeignKey("attempt.id"))
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


class Exclusion(Base):
    """A number that is never called again, as a keyed print; `month` is all that is kept of when.

    `attempt_id` is set while the call that added it can still take it back.
    """

    __tablename__ = "exclusion"
    print: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    month: Mapped[str] = mapped_column(String(7))
    origin: Mapped[str] = mapped_column(Word)  # keypress, called_back, staff, import
    attempt_id: Mapped[str | None] = mapped_column(Id, index=True)


class DrawnBefore(Base):
    """The keyed print of a number that was drawn, so that nobody is drawn twice in twelve months."""

    __tablename__ = "drawn_before"
    print: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    month: Mapped[str] = mapped_column(String(7))
    sample_id: Mapped[str | None] = mapped_column(Id, index=True)  # while the draw can still be discarded


class AuditEntry(Base):
    """One link of the audit trail's hash chain; never changed, never deleted."""

    __tablename__ = "audit_entry"
    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    who: Mapped[str] = mapped_column(Word)
    action: Mapped[str] = mapped_column(Word)
    subject: Mapped[str | None] = mapped_column(String(80))  # our own id of what it was done to
    details: Mapped[str] = mapped_column(Text)  # canonical JSON
    previous: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))
