"""Inserts that may meet a row which is there already: each database has its own in SQLAlchemy."""

from collections.abc import Callable
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session


def insert_of(session: Session) -> Callable[[Any], sqlite.Insert | postgresql.Insert]:
    """The insert of this session's database that knows `on_conflict_do_nothing` and `on_conflict_do_update`."""
    return sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
