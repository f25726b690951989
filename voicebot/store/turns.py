"""The turns of calls that are not settled yet: the conversation after each, so that every webhook may come twice.

Also what a turn needs to know of its call; nothing here decides anything.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, Connection, bindparam, delete, exists, insert, select
from sqlalchemy.orm import Session

from voicebot.store.sqlite import as_soon_as_free
from voicebot.store.states import AttemptState
from voicebot.store.tables import Attempt, Base, Case, Contact, Turn, Wave


@dataclass(frozen=True, slots=True)
class KeptTurn:
    """A turn as it was committed, with the questionnaire version of its call."""

    number: int
    state: str
    version: str


_turn, _attempt = Base.metadata.tables["turn"], Base.metadata.tables["attempt"]
# Every turn of every call asks these two: of the tables, by the connection, at half the cost of mapped classes.
_NEWEST = (
    select(_turn.c.number, _turn.c.state, _attempt.c.version)
    .join_from(_turn, _attempt, _attempt.c.id == _turn.c.attempt_id)
    .where(
        _turn.c.attempt_id == bindparam("attempt_id"), _turn.c.number.in_((bindparam("number"), bindparam("before")))
    )
    .order_by(_turn.c.number.desc())
    .limit(1)
)
_KEEP = insert(_turn)
_KEEP_NEXT = (
    insert(_turn)
    .from_select(
        ["attempt_id", "number", "state", "at"],
        select(
            bindparam("attempt_id", type_=_turn.c.attempt_id.type),
            bindparam("number", type_=_turn.c.number.type),
            bindparam("state", type_=_turn.c.state.type),
            bindparam("at", type_=_turn.c.at.type),
        ).where(
            exists().where(_turn.c.attempt_id == bindparam("attempt_id"), _turn.c.number == bindparam("number") - 1)
        ),
    )
    .execution_options(preserve_rowcount=True)
)
# All or none of them, as one array of JSON: given row by row, SQLite would have the thread let go of the interpreter
# for each. Its driver tells how many rows it wrote only of a statement that begins with INSERT.
_KEEP_ALL_NEXT = """
    INSERT INTO turn (attempt_id, number, state, at)
    WITH following AS (
        SELECT json_extract(value, '$[0]') AS attempt_id, json_extract(value, '$[1]') AS number,
            json_extract(value, '$[2]') AS state, json_extract(value, '$[3]') AS at
        FROM json_each(:rows)
    )
    SELECT * FROM following WHERE NOT EXISTS (
        SELECT * FROM following WHERE NOT EXISTS (
            SELECT * FROM turn WHERE turn.attempt_id = following.attempt_id AND turn.number = following.number - 1
        )
    )
"""


def newest(session: Session, attempt_id: str, number: int) -> KeptTurn | None:
    """The turn of that number, or the one before it, or None."""
    row = (
        session.connection()
        .execute(_NEWEST, {"attempt_id": attempt_id, "number": number, "before": number - 1})
        .first()
    )
    return None if row is None else KeptTurn(*row)


def first(session: Session, attempt_id: str) -> KeptTurn | None:
    """The first turn of a call that is still kept."""
    return _outermost(session, attempt_id, Turn.number.asc())


def last(session: Session, attempt_id: str) -> KeptTurn | None:
    """The last turn of a call."""
    return _outermost(session, attempt_id, Turn.number.desc())


def keep(session: Session, attempt_id: str, number: int, state: str, at: datetime) -> None:
    """Keep the conversation after that turn.

    Raises:
        sqlalchemy.exc.IntegrityError: another request has kept that turn already.
    """
    session.connection().execute(_KEEP, {"attempt_id": attempt_id, "number": number, "state": state, "at": at})


@dataclass(frozen=True, slots=True)
class NextTurn:
    """The turn of a call that follows the last one that is kept, and the conversation after it.

    `first_key`: nobody had pressed any in this call before.
    """

    attempt_id: str
    number: int
    state: str
    at: datetime
    first_key: bool = False


class Overtaken(Exception):
    """The turn before that one is not kept, or not any more."""


def keep_next(connection: Connection, turns: Sequence[NextTurn]) -> None:
    """Keep turns of different calls: all of them, or none.

    Raises:
        Overtaken: the one before one of them is not kept.
        sqlalchemy.exc.IntegrityError: one of them is kept already.
    """
    if connection.dialect.name == "sqlite":
        kept = _keep_in_sqlite(connection, turns)
    else:
        kept = sum(connection.execute(_KEEP_NEXT, _row(turn)).rowcount for turn in turns)
    if kept != len(turns):
        raise Overtaken


def _row(turn: NextTurn) -> dict[str, object]:
    return {"attempt_id": turn.attempt_id, "number": turn.number, "state": turn.state, "at": turn.at}


def _keep_in_sqlite(connection: Connection, turns: Sequence[NextTurn]) -> int:
    rows = json.dumps([(turn.attempt_id, turn.number, turn.state, _as_sqlite_has_it(turn.at)) for turn in turns])
    return as_soon_as_free(lambda: connection.exec_driver_sql(_KEEP_ALL_NEXT, {"rows": rows})).rowcount


def _as_sqlite_has_it(instant: datetime) -> str:
    """As SQLAlchemy writes a time there."""
    return instant.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")


def of_calls(session: Session, attempt_ids: Collection[str]) -> Mapping[str, Sequence[tuple[datetime, str]]]:
    """For each of these calls when each turn was and the conversation after it, in order."""
    found: dict[str, list[tuple[datetime, str]]] = {attempt_id: [] for attempt_id in attempt_ids}
    statement = select(Turn.attempt_id, Turn.at, Turn.state).where(Turn.attempt_id.in_(attempt_ids))
    for attempt_id, at, state in session.execute(statement.order_by(Turn.attempt_id, Turn.number)):
        found[attempt_id].append((at, state))
    return found


def forget(session: Session, attempt_ids: Collection[str]) -> None:
    """Delete the turns of these calls."""
    session.execute(delete(Turn).where(Turn.attempt_id.in_(attempt_ids)))


def forget_before(session: Session, attempt_id: str, number: int) -> None:
    """Delete the turns of a call before that one."""
    session.execute(delete(Turn).where(Turn.attempt_id == attempt_id, Turn.number < number))


def left_over(session: Session) -> Sequence[str]:
    """Calls that were settled and then had another turn after all."""
    # Begins at the turns, which are those of calls that are going on: the calls that are settled grow with the wave.
    settled = exists().where(Attempt.id == Turn.attempt_id, Attempt.state == AttemptState.SETTLED)
    return session.scalars(select(Turn.attempt_id).where(settled).distinct()).all()


def _outermost(session: Session, attempt_id: str, order: ColumnElement[int]) -> KeptTurn | None:
    row = session.execute(
        select(Turn.number, Turn.state, Attempt.version)
        .join(Attempt, Attempt.id == Turn.attempt_id)
        .where(Turn.attempt_id == attempt_id)
        .order_by(order)
        .limit(1)
    ).first()
    return None if row is None else KeptTurn(*row)


@dataclass(frozen=True, slots=True)
class SealedPerson:
    """Who a call is to, still sealed."""

    case_id: str
    key_id: str
    sealed: bytes


def person_called(session: Session, attempt_id: str) -> SealedPerson | None:
    """The sealed contact of a call, or None once it was destroyed."""
    row = session.execute(
        select(Contact.case_id, Wave.key_id, Contact.sealed)
        .join(Attempt, Attempt.case_id == Contact.case_id)
        .join(Case, Case.id == Contact.case_id)
        .join(Wave, Wave.id == Case.wave_id)
        .where(Attempt.id == attempt_id)
    ).first()
    return None if row is None else SealedPerson(*row)
