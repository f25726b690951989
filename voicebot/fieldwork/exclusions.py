"""What staff do to the exclusion list, on a person's request or with a list from elsewhere. One function is one act.

What a caller does to it by keypress is `calls/`'s; the list itself, `privacy.exclusion`'s.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from voicebot.clock import Clock, in_london
from voicebot.errors import NotFound
from voicebot.fieldwork import cases
from voicebot.fieldwork.reasons import good_reason
from voicebot.privacy import audit, exclusion
from voicebot.store import cases as case_rows
from voicebot.store.chunks import chunks
from voicebot.store.engine import reading, transaction


class Origin(StrEnum):
    """How staff came by a number."""

    STAFF = "staff"  # the person asked for it
    IMPORT = "import"  # a list from elsewhere


@dataclass(frozen=True, slots=True)
class Excluded:
    """What came of it: numbers that are new on the list, and cases that are closed because of it."""

    added: int
    cases_closed: int


def exclude(engine: Engine, clock: Clock, *, prints: Collection[bytes], origin: Origin, who: str) -> Excluded:
    """Never call these numbers again, nor any other number of the people who are still to be called on one of them.

    Their cases are closed, and calls that nobody answered yet are cancelled.
    """
    with transaction(engine) as session:
        now = clock.now()
        listed = _with_all_numbers_of(session, prints)
        added = exclusion.exclude(session, listed, month=f"{in_london(now):%Y-%m}", origin=origin)
        closed = sum(cases.call_off(session, some, now) for some in chunks(sorted(listed)))
        audit.append(session, at=now, who=who, action="numbers_excluded", origin=origin, added=added, cases=closed)
        return Excluded(added, closed)


def readmit(engine: Engine, clock: Clock, *, print_: bytes, reason: str, who: str) -> None:
    """Take a number off the list, at the person's own request; cases that are closed stay so.

    Raises:
        BadInput: there is no reason, or it seems to hold a number: it stays in the audit trail for good.
        NotFound: the number is not on the list.
    """
    why = good_reason(reason)
    with transaction(engine) as session:
        if not exclusion.remove(session, print_):
            raise NotFound("that number is not on the exclusion list: there is nothing to take off")
        audit.append(session, at=clock.now(), who=who, action="number_readmitted", reason=why)


def count_excluded(engine: Engine, prints: Iterable[bytes]) -> int:
    """How many of these numbers are on the list."""
    with reading(engine) as session:
        return len(exclusion.excluded(session, prints))


def _with_all_numbers_of(session: Session, prints: Collection[bytes]) -> set[bytes]:
    """These numbers and all others of every case with one of them that is not closed."""
    having = [case.id for some in chunks(list(prints)) for case in case_rows.open_with_print(session, some)]
    return set(prints).union(*case_rows.prints_of_cases(session, having).values())
