"""What all tables share: their base class, random ids, aware instants, and the widths of short texts."""

import base64
import secrets
from datetime import UTC, date, datetime
from typing import Any, ClassVar

from sqlalchemy import Date, DateTime, Dialect, LargeBinary, String, TypeDecorator
from sqlalchemy.orm import DeclarativeBase


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
NO_ORDER = {"sqlite_with_rowid": False}
"""Rows of a table lie by their key, which is random, so that no order of theirs tells when they came (SQLite)."""


class Base(DeclarativeBase):
    """All tables."""

    type_annotation_map: ClassVar[dict[type, Any]] = {datetime: Instant, date: Date, bytes: LargeBinary}
