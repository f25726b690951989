"""Results: the public tables of a wave, small groups hidden. What they hold and hide is `reporting/`'s."""

from voicebot.api.access import staff_name
from voicebot.api.operation import get, post
from voicebot.front.desk import desk
from voicebot.reporting.publishing import released
from voicebot.reporting.report_page.drawn import publish_with_pictures
from voicebot.reporting.tables.values import PublicTables
from voicebot.staff.permissions import Permission
from voicebot.store.engine import reading


@get("/waves/{wave}/results", Permission.SEE_RESULTS)
def show_results(wave: str) -> PublicTables:
    """The public tables of a wave as they were released last."""
    with reading(desk().engine) as session:
        return released(session, wave)


@post("/waves/{wave}/results", Permission.PREPARE)
def publish_results(wave: str) -> PublicTables:
    """The public tables of a wave: a new release where one is due by the rules, else the last one again."""
    return publish_with_pictures(desk().engine, desk().clock, wave, staff_name())
