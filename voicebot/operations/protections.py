"""What people asked for since a backup was made, taken from the database that it replaces and done again in the copy.

Nothing is taken back: whoever is excluded, closed, erased or frozen in one of the two is so afterwards.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy.orm import Session

from voicebot.fieldwork import cases
from voicebot.fieldwork.subject_access import erase_case
from voicebot.outcomes import Result
from voicebot.privacy import exclusion
from voicebot.store import cases as case_rows
from voicebot.store import since, staff, waves
from voicebot.store.answers import replace_answers
from voicebot.store.chunks import chunks
from voicebot.store.since import Protections
from voicebot.store.states import WaveState


@dataclass(frozen=True, slots=True)
class Carried:
    """What was done again: numbers excluded, cases closed, erased, and closed since they were called meanwhile.

    `disabled`: accounts of staff.
    """

    excluded: int
    closed: int
    erased: int
    called: int
    disabled: int


def carry_over(session: Session, found: Protections, now: datetime) -> Carried:
    """Do all of it again in a copy that knows less."""
    known = since.protections(session)
    erased = _erase(session, found.erased - known.erased, now)
    # What was said to these is not in the copy, so that nobody can tell how to go on with them.
    called = _close(session, ((case_id, Result.UNKNOWN) for _, case_id in found.called - known.called))
    closed = _close(session, found.closed - known.closed)
    for case_id, why in found.closed - known.closed:
        if why is Result.WITHDRAWN and case_id in called | closed:
            replace_answers(session, {case_id: []})
    since.add_drawn(session, found.drawn - known.drawn)
    since.add_complaints(session, found.complaints - known.complaints)
    for wave in waves.open_ones(session):
        wave.state = WaveState.FROZEN if wave.id in found.frozen else wave.state
    return Carried(
        excluded=_exclude(session, found.listed - known.listed, now),
        closed=len(closed),
        erased=len(erased),
        called=len(called),
        disabled=staff.disable(session, found.disabled - known.disabled),
    )


def _erase(session: Session, case_ids: Iterable[str], now: datetime) -> set[str]:
    """Erase those that the copy has; which they are."""
    here = [case for some in chunks(case_ids) for case in case_rows.by_ids(session, some)]
    for case in here:
        erase_case(session, case, now)
    return {case.id for case in here}


def _close(session: Session, wanted: Iterable[tuple[str, Result]]) -> set[str]:
    """Close those that the copy has and that are open there; which they are."""
    open_ = since.open_cases(session)
    closed = {case_id: why for case_id, why in wanted if case_id in open_}
    for case_id, why in closed.items():
        cases.close(session, case_id, why)
    return set(closed)


def _exclude(session: Session, listed: Iterable[tuple[bytes, str, str]], now: datetime) -> int:
    """Put the numbers on the list as they were put there, and call off who has one of them; how many are new."""
    added = 0
    for (month, origin), entries in groupby(sorted(listed, key=_how_it_came), key=_how_it_came):
        for some in chunks(one for one, _, _ in entries):
            added += exclusion.exclude(session, some, month=month, origin=origin)
            cases.call_off(session, some, now)
    return added


def _how_it_came(entry: tuple[bytes, str, str]) -> tuple[str, str]:
    _, month, origin = entry
    return month, origin
