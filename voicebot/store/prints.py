"""Every column that holds the keyed print of a number, for the day on which the key is rotated."""

from collections.abc import Callable

from sqlalchemy import bindparam, select, text, update
from sqlalchemy.orm import Session

from voicebot.store.tables import ContactNumber, DrawnBefore, Exclusion, InboundCall

_PRINTED = (Exclusion, ContactNumber, DrawnBefore, InboundCall)
_Printed = type[Exclusion | ContactNumber | DrawnBefore | InboundCall]


def renew_prints(session: Session, renew: Callable[[bytes], bytes]) -> int:
    """Replace every print by what `renew` makes of it, and let nobody add one meanwhile; how many that were."""
    if session.get_bind().dialect.name == "postgresql":  # on SQLite the transaction has the whole database
        names = ", ".join(kind.__tablename__ for kind in _PRINTED)
        session.execute(text(f"LOCK TABLE {names} IN EXCLUSIVE MODE"))
    return sum(_renew_column(session, kind, renew) for kind in _PRINTED)


def _renew_column(session: Session, kind: _Printed, renew: Callable[[bytes], bytes]) -> int:
    column = kind.__table__.c.print
    old = session.scalars(select(column).where(column.is_not(None)).distinct()).all()
    statement = update(kind.__table__).where(column == bindparam("old")).values(print=bindparam("new"))  # type: ignore[arg-type]
    if old:
        session.connection().execute(statement, [{"old": one, "new": renew(one)} for one in old])
    return len(old)
