"""The pictures of a release: drawn once, when it is made, and kept with it, so that whoever looks waits for none.

How one is drawn is `pictures.py`'s, when there is a release `publishing.py`'s.
"""

from collections.abc import Mapping

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from voicebot.clock import Clock
from voicebot.fieldwork.waves import find_wave
from voicebot.privacy import audit
from voicebot.reporting.publishing import publish
from voicebot.reporting.report_page.pictures import pictures_of
from voicebot.reporting.tables.values import PublicTables
from voicebot.store import published, waves
from voicebot.store.engine import reading, transaction


def publish_with_pictures(engine: Engine, clock: Clock, wave: str, who: str = audit.SYSTEM) -> PublicTables:
    """What `publish` gives; the pictures of its tables are kept, if they are not yet.

    Raises:
        NotFound, BadQuestionnaire, Refused: as `publish`.
    """
    tables = publish(engine, clock, wave, who)
    with reading(engine) as session:
        if _kept(session, tables):
            return tables
    _keep(engine, tables, pictures_of(tables))
    return tables


def kept_pictures(session: Session, tables: PublicTables) -> Mapping[str, str]:
    """The pictures of a release by the id of their table.

    Where none are kept, since their process was killed while it drew them, they are drawn now.
    """
    return _kept(session, tables) or pictures_of(tables)


def _kept(session: Session, tables: PublicTables) -> Mapping[str, str]:
    return published.pictures(session, find_wave(session, tables.facts.wave).id, tables.release.number)


def _keep(engine: Engine, tables: PublicTables, pictures: Mapping[str, str]) -> None:
    """Keep them, unless somebody else has meanwhile."""
    with transaction(engine) as session:
        waves.locked(session, tables.facts.wave)
        if not _kept(session, tables):
            wave_id = find_wave(session, tables.facts.wave).id
            published.add_pictures(session, wave_id, tables.release.number, pictures)
