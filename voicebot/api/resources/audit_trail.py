"""The audit trail: who did what and when, and a check that nobody changed it."""

from pydantic import Field

from voicebot.api.operation import get
from voicebot.api.paging import Page, Paging, next_after
from voicebot.api.reading import Instant, Query
from voicebot.errors import BadInput
from voicebot.front.desk import desk
from voicebot.privacy import audit
from voicebot.privacy.audit import Entry, Verdict
from voicebot.staff.permissions import Permission
from voicebot.store.audits import Wanted
from voicebot.store.engine import reading

_LONGEST_PLACE = 18


class Entries(Paging):
    """Which entries: of one kind, on the wave, batch or case of an id, by somebody, or between two instants."""

    action: str | None = Field(None, max_length=64)
    subject: str | None = Field(None, max_length=64)
    who: str | None = Field(None, max_length=64)
    since: Instant | None = None
    until: Instant | None = None


class Head(Query):
    """A head that was kept elsewhere: without one, nobody can tell whether the newest entries were cut off."""

    head: str | None = Field(None, pattern="^[0-9a-f]{64}$")


@get("/audit", Permission.READ_AUDIT)
def list_entries(asked: Entries) -> Page[Entry]:
    """The entries of the audit trail, the newest first."""
    wanted = Wanted(
        action=asked.action,
        subject=asked.subject,
        who=asked.who,
        begin=asked.since,
        end=asked.until,
        before=_place(asked.after),
    )
    with reading(desk().engine) as session:
        found = audit.search(session, wanted, limit=asked.limit + 1)
    shown = found[: asked.limit]
    return Page(shown, next_after(str(shown[-1].sequence)) if len(found) > len(shown) else None)


@get("/audit/verdict", Permission.READ_AUDIT)
def verify_trail(asked: Head) -> Verdict:
    """Walk the whole chain, and say whether it holds. Keep the head elsewhere, for the next time."""
    with reading(desk().engine) as session:
        return audit.verify(session, asked.head)


def _place(after: str | None) -> int | None:
    if after is None:
        return None
    if not (after.isascii() and after.isdecimal() and len(after) <= _LONGEST_PLACE):
        raise BadInput("after: give the number of an entry, as `next` does")
    return int(after)
