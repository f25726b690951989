"""The audit trail: a hash chain over what staff and the system did to personal data, opt-outs and calling.

Whoever changes, removes, adds or reorders an entry breaks the chain. A chain alone can't tell that its tail was cut
off: for that, keep its head elsewhere and hand it to `verify`.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from voicebot.acting import acts_from
from voicebot.store import audits
from voicebot.store.audits import Wanted
from voicebot.store.tables import AuditEntry

SYSTEM = "system"
"""Who did what no member of staff did."""
_NOTHING_BEFORE = "0" * 64


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check of the trail found.

    `entries` are those before the chain breaks, `head` is the digest of the last of them, and `first_bad` is the place,
    counted from 1, at which it breaks.
    """

    ok: bool
    entries: int
    head: str
    first_bad: int | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that was done."""

    sequence: int
    at: datetime
    who: str
    action: str
    subject: str | None
    details: Mapping[str, object]


def append(
    session: Session, *, at: datetime, who: str, action: str, subject: str | None = None, **details: object
) -> None:
    """Add an entry, in the transaction of what it tells of. Others who append wait until that is over: do it last.

    Args:
        session: the transaction of the use case.
        at: when it was done.
        who: the name of the account, or `SYSTEM`.
        action: one word for what was done.
        subject: our own id of what it was done to; never a number, a name or a reference.
        details: figures, words and reasons, as JSON knows them; likewise.

    Raises:
        TypeError: a detail is none of JSON's (a number that hides itself, for instance).
    """
    audits.lock_end(session)
    last = audits.last_entry(session)
    entry = AuditEntry(
        sequence=last.sequence + 1 if last else 1,
        at=at,
        who=who,
        action=action,
        subject=subject,
        details=_canonical(details | _whence()),
        previous=last.digest if last else _NOTHING_BEFORE,
    )
    entry.digest = _digest(entry)
    audits.add_entry(session, entry)


def verify(session: Session, known_head: str | None = None) -> Verdict:
    """Walk the whole chain. With a head that was kept elsewhere, that one must still be in it."""
    expected = audits.count_entries(session)
    good, head, known_seen = 0, _NOTHING_BEFORE, known_head in {None, _NOTHING_BEFORE}
    for head in _unbroken(session):
        good += 1
        known_seen = known_seen or head == known_head
    ok = good >= expected and known_seen
    return Verdict(ok, good, head, None if ok else good + 1)


def entries(
    session: Session, *, limit: int = 100, action: str | None = None, subject: str | None = None
) -> Sequence[Entry]:
    """The newest entries first, all or those of one action or subject."""
    return search(session, Wanted(action=action, subject=subject), limit=limit)


def search(session: Session, wanted: Wanted, *, limit: int) -> Sequence[Entry]:
    """The newest of the wanted entries first."""
    return [_shown(entry) for entry in audits.latest(session, limit, wanted)]


def _whence() -> dict[str, object]:
    place = acts_from()
    return {} if place is None else {"from": place}


def _unbroken(session: Session) -> Iterator[str]:
    """The digests of the chain, up to where it breaks."""
    head = _NOTHING_BEFORE
    try:
        for place, entry in enumerate(audits.in_order(session), start=1):
            if entry.sequence != place or entry.previous != head or entry.digest != _digest(entry):
                return
            head = entry.digest
            yield head
    except ValueError:  # what stands in the database can't even be read as an instant
        return


def _shown(entry: AuditEntry) -> Entry:
    return Entry(entry.sequence, entry.at, entry.who, entry.action, entry.subject, json.loads(entry.details))


def _digest(entry: AuditEntry) -> str:
    at = entry.at.astimezone(UTC).isoformat(timespec="microseconds")
    parts = [entry.sequence, at, entry.who, entry.action, entry.subject, entry.details, entry.previous]
    return hashlib.sha256(_canonical(parts).encode()).hexdigest()


def _canonical(content: Mapping[str, object] | Sequence[object]) -> str:
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
