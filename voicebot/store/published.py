"""What is asked of the releases of public tables."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from voicebot.store.tables import PublishedPicture, PublishedTables, Wave


def releases(session: Session, wave_id: str) -> Sequence[PublishedTables]:
    """The releases of a wave, the first one first."""
    statement = select(PublishedTables).where(PublishedTables.wave_id == wave_id)
    return session.scalars(statement.order_by(PublishedTables.number)).all()


def number_of_last(session: Session, wave_id: str) -> int:
    """How many releases a wave has had."""
    statement = select(func.max(PublishedTables.number)).where(PublishedTables.wave_id == wave_id)
    return session.scalar(statement) or 0


def last_of_waves(session: Session, names: Collection[str]) -> Mapping[str, str]:
    """The tables of the last release of each of these waves that has had one, by its name."""
    last = (
        select(PublishedTables.wave_id, func.max(PublishedTables.number).label("number"))
        .group_by(PublishedTables.wave_id)
        .subquery()
    )
    statement = (
        select(Wave.name, PublishedTables.tables)
        .join(PublishedTables, PublishedTables.wave_id == Wave.id)
        .join(last, (last.c.wave_id == Wave.id) & (last.c.number == PublishedTables.number))
        .where(Wave.name.in_(names))
    )
    return {row.name: row.tables for row in session.execute(statement)}


def add(session: Session, release: PublishedTables) -> None:
    """Keep a release."""
    session.add(release)
    session.flush()


def pictures(session: Session, wave_id: str, number: int) -> Mapping[str, str]:
    """The pictures that are kept of a release, by the id of their table."""
    of_release = (PublishedPicture.wave_id == wave_id, PublishedPicture.number == number)
    found = session.execute(select(PublishedPicture.table_id, PublishedPicture.svg).where(*of_release))
    return {row.table_id: row.svg for row in found}


def add_pictures(session: Session, wave_id: str, number: int, pictures: Mapping[str, str]) -> None:
    """Keep the pictures of a release, by the id of their table."""
    release = {"wave_id": wave_id, "number": number}
    session.add_all(PublishedPicture(**release, table_id=table, svg=svg) for table, svg in pictures.items())
