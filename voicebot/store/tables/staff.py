"""Staff: accounts, their sessions, tokens of programs, failed sign-ins, and replies kept for repeated requests."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from voicebot.store.tables.base import Base, Id, Word

_Digest = String(64)


class StaffAccount(Base):
    """Somebody who works here. Secrets are hashes, or sealed with a key from the key store."""

    __tablename__ = "staff_account"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(Word)
    folded_name: Mapped[str] = mapped_column(String(120), unique=True)  # the same however its letters are cased
    role: Mapped[str] = mapped_column(Word)
    password_hash: Mapped[str] = mapped_column(Text)
    code_secret: Mapped[bytes]
    last_code_step: Mapped[int | None]  # no code of this time step or an earlier one is taken again
    recovery: Mapped[str] = mapped_column(Text)  # JSON: keyed digests of the recovery codes that are left
    sso_subject: Mapped[str | None] = mapped_column(String(255), unique=True)
    disabled: Mapped[bool] = mapped_column(default=False)
    must_renew: Mapped[bool] = mapped_column(default=False)  # somebody else knows the password and the codes
    created_at: Mapped[datetime]


class StaffSession(Base):
    """Somebody who is signed in. The token itself is in the browser only."""

    __tablename__ = "staff_session"
    digest: Mapped[str] = mapped_column(_Digest, primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("staff_account.id"), index=True)
    begun_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    proved_at: Mapped[datetime]  # when the password was last given


class StaffToken(Base):
    """What a program signs in with, on behalf of somebody, for no more than a role may do."""

    __tablename__ = "staff_token"
    digest: Mapped[str] = mapped_column(_Digest, primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("staff_account.id"), index=True)
    label: Mapped[str] = mapped_column(Word)
    role: Mapped[str] = mapped_column(Word)
    made_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    used_on: Mapped[date | None]


class FailedSignIn(Base):
    """Failures in a row under a name, or from an address; `subject` is a digest of either."""

    __tablename__ = "failed_sign_in"
    subject: Mapped[str] = mapped_column(_Digest, primary_key=True)
    failures: Mapped[int]
    latest_at: Mapped[datetime]


class KeptReply(Base):
    """The reply to a request that made something, for when the same request comes again; none while it is done."""

    __tablename__ = "kept_reply"
    __table_args__ = (Index("kept_reply_at", "at"),)
    account_id: Mapped[str] = mapped_column(ForeignKey("staff_account.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    request: Mapped[str] = mapped_column(_Digest)  # of what was asked
    status: Mapped[int | None]
    body: Mapped[str | None] = mapped_column(Text)
    at: Mapped[datetime]
