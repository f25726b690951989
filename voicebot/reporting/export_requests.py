"""Files with cases of a wave that wants two persons: one asks, another approves, and then the first is given the file.

Who may ask and who may approve is for the callers to say (`staff/permissions.py`); the file is `exporting.py`'s.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from voicebot.clock import Clock
from voicebot.errors import NotFound, Refused
from voicebot.fieldwork.waves import find_wave, rules_of
from voicebot.privacy import audit
from voicebot.store import exports
from voicebot.store.engine import reading, transaction
from voicebot.store.tables import ExportRequest, new_id

GOOD_FOR = timedelta(days=7)
"""Asked for longer ago, it has to be asked for anew."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file with cases that was asked for and not given yet."""

    id: str
    format: str
    reason: str
    asked_by: str
    asked_at: datetime
    approved_by: str | None


def wanted_files(session: Session, wave: str, now: datetime) -> Sequence[Wanted]:
    """The files of a wave that are asked for, the oldest first; none where one person is enough.

    Raises:
        NotFound: there is no such wave.
    """
    return [_seen(one) for one in exports.open_ones(session, find_wave(session, wave).id, now - GOOD_FOR)]


def approve(engine: Engine, clock: Clock, *, wave: str, request_id: str, who: str) -> Wanted:
    """Let somebody else have the file that they asked for.

    Raises:
        NotFound: there is no such wave, or no such request of it that is still good.
        Refused: it is one's own, or approved already.
    """
    with transaction(engine) as session:
        request = exports.locked(session, request_id)
        if request is None or request_id not in {one.id for one in wanted_files(session, wave, clock.now())}:
            raise NotFound("no file is asked for under that id: it was given, or asked for too long ago")
        if who == request.asked_by:
            raise Refused("this wave wants two persons: whoever asked for the file can't approve it")
        if request.approved_by is not None:
            raise Refused("that is approved already")
        request.approved_by, request.approved_at = who, clock.now()
        audit.append(
            session, at=clock.now(), who=who, action="export_approved", subject=request.wave_id, request=request.id
        )
        return _seen(request)


def require_approval(  # noqa: PLR0913 - what is asked for
    engine: Engine, clock: Clock, *, wave: str, form: str, reason: str, who: str
) -> str | None:
    """The id of the request by which this file may be given; None where the wave does not want two persons.

    What was not asked for yet is asked for by this, so that somebody can approve it.

    Raises:
        NotFound: there is no such wave.
        Refused: nobody else has approved it yet.
    """
    with reading(engine) as session:
        kept = find_wave(session, wave)
    if not rules_of(kept).second_person:
        return None
    with transaction(engine) as session:
        wanted = exports.open_ones(session, kept.id, clock.now() - GOOD_FOR)
        same = [one for one in wanted if (one.format, one.reason, one.asked_by) == (form, reason, who)]
        approved = next((one.id for one in same if one.approved_by is not None), None)
        if approved is not None:
            return approved
        request = same[0] if same else _ask(session, clock.now(), kept.id, form, reason, who)
        request_id = request.id
    raise Refused(
        f"this wave wants two persons: once somebody else has approved request {request_id}, "
        "ask for the file again, with the same reason"
    )


def give(session: Session, request_id: str, at: datetime) -> str | None:
    """Let the file of an approved request be had, once; who approved it.

    Raises:
        Refused: it was had meanwhile.
    """
    request = exports.locked(session, request_id)
    if request is None or request.given_at is not None:
        raise Refused("the file of this approval was given meanwhile: ask for another one")
    request.given_at = at
    return request.approved_by


def _ask(session: Session, at: datetime, wave_id: str, form: str, reason: str, who: str) -> ExportRequest:  # noqa: PLR0913 - likewise
    request = ExportRequest(id=new_id(), wave_id=wave_id, format=form, reason=reason, asked_by=who, asked_at=at)
    exports.add(session, request)
    audit.append(
        session,
        at=at,
        who=who,
        action="export_requested",
        subject=wave_id,
        request=request.id,
        format=form,
        reason=reason,
    )
    return request


def _seen(request: ExportRequest) -> Wanted:
    return Wanted(request.id, request.format, request.reason, request.asked_by, request.asked_at, request.approved_by)
