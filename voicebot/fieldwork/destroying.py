"""Destroying what tells who the people of a wave are: its key, contacts, links, exact times, the provider's records.

Cut off anywhere, it is finished by doing it again. Answers, codes, outcomes and the exclusion list stay. When a wave
is destroyed by itself is `retention.py`'s.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from voicebot.clock import Clock, in_london
from voicebot.errors import Refused
from voicebot.fieldwork import certificates, outbox, ringing_in, waves
from voicebot.fieldwork.certificates import Document, Issued
from voicebot.outcomes import INTERVIEWS, Result
from voicebot.privacy import audit
from voicebot.privacy.keystore import KeyStore
from voicebot.sampling.waves import require_wave
from voicebot.store import attempts as attempt_rows
from voicebot.store import audits
from voicebot.store import batches as batch_rows
from voicebot.store import destruction as rows
from voicebot.store import waves as wave_rows
from voicebot.store.destruction import Left
from voicebot.store.engine import clear_traces, reading, transaction
from voicebot.store.states import IN_WORK, AttemptState, ErrandKind, WaveState
from voicebot.store.tables import CallHour, Wave

_OPEN_CALLS = (AttemptState.PLACING, AttemptState.PLACED, AttemptState.ENDED)
"""In progress, or not settled; what is uncertain is settled here."""


def destroy_wave(engine: Engine, clock: Clock, keys: KeyStore, *, name: str, who: str) -> Issued:
    """Destroy the contacts of a wave, frozen ones too; done again, it finishes what was cut off.

    Returns:
        The certificate: provisional as long as the provider still has records of calls.

    Raises:
        NotFound: there is no such wave.
        Refused: a batch of it runs or is paused, or a call is not settled.
        Busy: somebody is still reading; the contacts are gone, and what they left in the files goes the next time.
    """
    with transaction(engine) as session:
        wave = _begin(session, clock.now(), name, who)
    keys.destroy_wave_key(wave.key_id)
    with transaction(engine) as session:
        _remove(session, wave.id, clock.now())
    clear_traces(engine, thoroughly=True)
    with transaction(engine) as session:
        return _certify(session, keys, wave.id, clock.now())


def finish_destructions(engine: Engine, clock: Clock, keys: KeyStore) -> int:
    """Make certificates final now that the provider's last record is deleted, whose ids are forgotten; how many.

    Raises:
        Busy: somebody is still reading; the rest is left for the next time.
    """
    with reading(engine) as session:
        rid_of_records = [wave.id for wave in rows.rid_of_records(session)]
    for wave_id in rid_of_records:
        with transaction(engine) as session:
            rows.forget_provider_ids(session, wave_id)
        clear_traces(engine)
        with transaction(engine) as session:
            _certify(session, keys, wave_id, clock.now())
    return len(rid_of_records)


def what_is_left(engine: Engine, keys: KeyStore, *, name: str) -> Sequence[str]:
    """Read everything again: what is still kept of who the people of a destroyed wave are, in words; best nothing.

    Raises:
        NotFound: there is no such wave.
        Refused: it was not destroyed.
    """
    with reading(engine) as session:
        wave = waves.find_wave(session, name)
        if wave.state != WaveState.DESTROYED:
            raise Refused(f"the wave {name} is {wave.state}: there is nothing to verify yet")
        found = rows.left(session, wave.id, _months(session, wave.id))
        is_signed = certificates.is_signed(session, wave.id)
    return [
        *(["the key of the wave is still in the key store"] if keys.has_wave_key(wave.key_id) else []),
        *_words(found),
        *([] if is_signed else ["the destruction was cut off before its certificate: destroy the wave again"]),
    ]


def _words(found: Left) -> Sequence[str]:
    counted = {
        "sealed contacts": found.contacts,
        "prints of numbers": found.numbers,
        "links from lists that are kept for longer": found.links,
        "turns of calls": found.turns,
        "calls to us": found.callers,
        "notes on calls and complaints": found.notes,
        "exact times": found.exact_times,
        "ids of calls at the provider": found.provider_ids,
        "errands that the provider has yet to do": found.errands,
    }
    return [f"{count} {what}" for what, count in counted.items() if count]


def _begin(session: Session, now: datetime, name: str, who: str) -> Wave:
    """From here on nobody is called for the wave, and what the provider knows of it is on its way out."""
    wave = require_wave(name, wave_rows.locked(session, name))
    if wave.state != WaveState.DESTROYED:
        _require_quiet(session, wave)
        _settle_uncertain(session, wave, now)
        hours = _hours(session, wave)
        rows.keep_hours(session, hours)
        certificates.draft(session, _document(session, wave, now, who, calls=sum(hour.placed for hour in hours)))
        wave.state, wave.destroyed_at = WaveState.DESTROYED, now
        audit.append(session, at=now, who=who, action="wave_destruction_begun", subject=wave.id)
    for attempt in rows.with_record(session, wave.id):
        outbox.order(session, ErrandKind.DELETE_RECORD, attempt.id, now)
    session.flush()
    rows.hasten_deletions(session, wave.id, now)
    return wave


def _require_quiet(session: Session, wave: Wave) -> None:
    if any(batch.state in IN_WORK for batch in batch_rows.of_wave(session, wave.id)):
        raise Refused("a batch of this wave is running or paused: stop it, or let it finish")
    if attempt_rows.in_wave(session, wave.id, _OPEN_CALLS):
        raise Refused("a call of this wave is not settled yet: try again in a minute")


def _settle_uncertain(session: Session, wave: Wave, now: datetime) -> None:
    """Nobody will ever know whether these were placed: they count as attempts, as they did."""
    for attempt in attempt_rows.in_wave(session, wave.id, (AttemptState.UNCERTAIN,)):
        attempt.state, attempt.result, attempt.ended_at = AttemptState.SETTLED, Result.UNKNOWN, now
    session.flush()


def _document(session: Session, wave: Wave, now: datetime, who: str, *, calls: int) -> Document:
    """What there is to be destroyed."""
    found = rows.left(session, wave.id)
    records = len(rows.with_record(session, wave.id)) + rows.count_callers(session, wave.id)
    return Document(
        wave=wave.name,
        wave_id=wave.id,
        key_id=wave.key_id,
        begun_at=now,
        begun_by=who,
        contacts=found.contacts,
        numbers=found.numbers,
        links=found.links,
        calls=calls,
        unconfirmed_calls=rows.count_unconfirmed(session, wave.id),
        records=records,
        records_waiting=records,
    )


def _remove(session: Session, wave_id: str, now: datetime) -> None:
    for call in rows.callers(session, wave_id):
        ringing_in.forget(session, call, now)
    rows.delete_personal(session, wave_id)
    rows.cut_links(session, wave_id)
    rows.blur_times(session, wave_id, _months(session, wave_id))
    rows.forget_provider_ids(session, wave_id)


def _certify(session: Session, keys: KeyStore, wave_id: str, now: datetime) -> Issued:
    """Everything here is gone: say so, and what still waits at the provider."""
    document = certificates.document_of(session, wave_id)
    waiting = rows.count_errands(session, wave_id)
    told = document if document.is_final else replace(document, records_waiting=waiting)
    if not certificates.is_signed(session, wave_id):
        _note(session, document, "wave_destroyed", document.begun_by, now)
        told = replace(told, destroyed_at=now, audit_head=_head(session))
    if waiting == 0 and not document.is_final:
        _note(session, document, "wave_destroyed_finally", audit.SYSTEM, now)
        told = replace(told, final_since=now)
    return certificates.issue(session, keys, told, now)


def _note(session: Session, document: Document, action: str, who: str, now: datetime) -> None:
    figures = {"contacts": document.contacts, "numbers": document.numbers, "records": document.records}
    audit.append(session, at=now, who=who, action=action, subject=document.wave_id, **figures)


def _head(session: Session) -> str:
    newest = audits.last_entry(session)
    return "" if newest is None else newest.digest


def _hours(session: Session, wave: Wave) -> list[CallHour]:
    """When the calls of the wave were, by weekday and hour in London."""
    placed: Counter[tuple[int, int]] = Counter()
    answered: Counter[tuple[int, int]] = Counter()
    interviewed: Counter[tuple[int, int]] = Counter()
    for attempt in attempt_rows.of_wave(session, wave.id):
        at = in_london(attempt.claimed_at)
        hour = (at.weekday(), at.hour)
        placed[hour] += 1
        answered[hour] += attempt.answered_at is not None
        interviewed[hour] += attempt.result in INTERVIEWS
    return [
        CallHour(
            wave_id=wave.id,
            weekday=day,
            hour=hour,
            placed=count,
            answered=answered[day, hour],
            interviewed=interviewed[day, hour],
        )
        for (day, hour), count in sorted(placed.items())
    ]


def _months(session: Session, wave_id: str) -> Sequence[tuple[datetime, datetime]]:
    """The months in London in which the wave was called, each from its first instant to that of the next."""
    span = rows.called_between(session, wave_id)
    if span is None:
        return ()
    months, (first, last) = [], span
    begins = _first_of_month(first)
    while begins <= last:
        ends = _first_of_month(begins + timedelta(days=32))
        months.append((begins, ends))
        begins = ends
    return months


def _first_of_month(instant: datetime) -> datetime:
    return in_london(instant).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
