"""Destroying what tells who the people of a wave are: its key, contacts, links, exact times, the provider's records.

Cut off anywhere, it is finished by doing it again. Answers, codes, outcomes and the exclusion list stay.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from voicebot.clock import Clock, in_london
from voicebot.errors import NotFound, Refused, VoicebotError
from voicebot.fieldwork import outbox, waves
from voicebot.fieldwork.certificates import Document, Issued, issue, issued
from voicebot.logs import log_for
from voicebot.outcomes import Result
from voicebot.privacy import audit
from voicebot.privacy.keystore import KeyStore
from voicebot.store import attempts as attempt_rows
from voicebot.store import batches as batch_rows
from voicebot.store import destruction as rows
from voicebot.store import waves as wave_rows
from voicebot.store.destruction import Left
from voicebot.store.engine import clear_traces, reading, transaction
from voicebot.store.states import AttemptState, BatchState, ErrandKind, WaveState
from voicebot.store.tables import CallHour, Wave

_log = log_for(__name__)
_INTERVIEWS = (Result.COMPLETE, Result.PARTIAL)


def destroy_wave(engine: Engine, clock: Clock, keys: KeyStore, *, name: str, who: str) -> Issued:
    """Destroy the contacts of a wave; done again, it finishes what was cut off.

    Returns:
        The certificate: provisional as long as the provider still has records of calls.

    Raises:
        NotFound: there is no such wave.
        Refused: a batch of it runs or is paused, or a call is not settled.
        Busy: somebody is still reading; the contacts are gone, and what they left in the files goes the next time.
    """
    with transaction(engine) as session:
        wave = _begin(session, clock, name, who)
        wave_id, key_id = wave.id, wave.key_id
        before = rows.left(session, wave_id, _month(wave))
    keys.destroy_wave_key(key_id)
    with transaction(engine) as session:
        wave = waves.find_wave(session, name)
        _remove(session, wave)
        if rows.certificate_of(session, wave_id) is None:
            audit.append(
                session,
                at=clock.now(),
                who=who,
                action="wave_destroyed",
                subject=wave_id,
                contacts=before.contacts,
                numbers=before.numbers,
            )
        certificate = issue(session, keys, _document(session, wave, before, clock.now(), who), clock.now())
    clear_traces(engine, thoroughly=True)
    return certificate


def finish_destructions(engine: Engine, clock: Clock, keys: KeyStore) -> int:
    """Make certificates final whose last record at the provider is deleted; how many."""
    with reading(engine) as session:
        names = [wave.name for wave in rows.provisional(session)]
    finished = 0
    for name in names:
        with transaction(engine) as session:
            wave = waves.find_wave(session, name)
            rows.forget_provider_ids(session, wave.id)
            if rows.left(session, wave.id, _month(wave)).records == 0:
                kept = issued(session, wave.id)
                issue(session, keys, kept.document.waiting_for(0, clock.now()), clock.now())
                audit.append(session, at=clock.now(), who=audit.SYSTEM, action="certificate_final", subject=wave.id)
                finished += 1
    return finished


def destroy_due(engine: Engine, clock: Clock, keys: KeyStore) -> int:
    """Destroy the open waves whose retention is over; how many. A frozen wave waits until somebody unfreezes it."""
    with reading(engine) as session:
        today = in_london(clock.now()).date()
        due = [
            wave.name
            for wave in wave_rows.open_ones(session)
            if (on := destruction_date(session, wave)) is not None and on <= today
        ]
    return sum(_is_destroyed(engine, clock, keys, name) for name in due)


def destruction_date(session: Session, wave: Wave) -> date | None:
    """The day on which the contacts of a wave are destroyed by themselves; None while there is nothing to destroy.

    It is counted from the last day of calling, or else from the last call or draw.
    """
    rules, active_at = waves.rules_of(wave), rows.last_activity(session, wave.id)
    if active_at is None or wave.state == WaveState.DESTROYED:
        return None
    last_day = rules.calling.last_day or in_london(active_at).date()
    return last_day + timedelta(days=rules.retention.contact_days)


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
        found = rows.left(session, wave.id, _month(wave))
        has_certificate = rows.certificate_of(session, wave.id) is not None
    return [
        *(["the key of the wave is still in the key store"] if keys.has_wave_key(wave.key_id) else []),
        *_words(found),
        *([] if has_certificate else ["the destruction was cut off before its certificate: destroy the wave again"]),
    ]


def _words(found: Left) -> Sequence[str]:
    counted = {
        "sealed contacts": found.contacts,
        "prints of numbers": found.numbers,
        "turns of calls": found.turns,
        "ids of the provider": found.provider_ids,
        "exact times of calls": found.exact_times,
        "links from the list of those drawn": found.links,
        "records of calls that wait to be deleted at the provider": found.records,
    }
    return [f"{count} {what}" for what, count in counted.items() if count]


def _begin(session: Session, clock: Clock, name: str, who: str) -> Wave:
    """From here on nobody is called for the wave, and what the provider knows of it is on its way out."""
    wave = rows.wave_locked(session, name)
    if wave is None:
        raise NotFound(f"there is no wave called {name}: see `wave list`")
    if wave.state != WaveState.DESTROYED:
        _require_quiet(session, wave)
        _settle_uncertain(session, wave, clock.now())
        rows.keep_hours(session, _hours(session, wave))
        wave.state, wave.destroyed_at = WaveState.DESTROYED, clock.now()
        audit.append(session, at=clock.now(), who=who, action="wave_destruction_begun", subject=wave.id)
    for attempt in rows.with_record(session, wave.id):
        outbox.order(session, ErrandKind.DELETE_RECORD, attempt.id, clock.now())
    session.flush()
    rows.hasten_deletions(session, wave.id, clock.now())
    return wave


def _require_quiet(session: Session, wave: Wave) -> None:
    busy = {BatchState.RUNNING, BatchState.PAUSED}
    if any(batch.state in busy for batch in batch_rows.of_wave(session, wave.id)):
        raise Refused("a batch of this wave is running or paused: stop it, or let it finish")
    if rows.has_open_calls(session, wave.id):
        raise Refused("a call of this wave is not settled yet: try again in a minute")


def _settle_uncertain(session: Session, wave: Wave, now: datetime) -> None:
    """Nobody will ever know whether these were placed: they count as attempts, as they did."""
    for attempt in rows.attempts_in(session, wave.id, (AttemptState.UNCERTAIN,)):
        attempt.state, attempt.result, attempt.ended_at = AttemptState.SETTLED, Result.UNKNOWN, now
    session.flush()


def _remove(session: Session, wave: Wave) -> None:
    rows.delete_personal(session, wave.id)
    rows.cut_links(session, wave.id)
    rows.blur_times(session, wave.id, _month(wave))
    rows.forget_provider_ids(session, wave.id)


def _document(session: Session, wave: Wave, before: Left, now: datetime, who: str) -> Document:
    """What the certificate says; a destruction that is finished later tells what was there when it began."""
    waiting = rows.left(session, wave.id, _month(wave)).records
    if rows.certificate_of(session, wave.id) is not None:
        return issued(session, wave.id).document.waiting_for(waiting, now)
    document = Document(
        wave=wave.name,
        wave_id=wave.id,
        key_id=wave.key_id,
        destroyed_at=wave.destroyed_at or now,
        destroyed_by=who,
        contacts=before.contacts,
        numbers=before.numbers,
        calls=len(attempt_rows.of_wave(session, wave.id)),
        records_waiting=waiting,
        audit_head=audit.verify(session).head,
    )
    return document.waiting_for(waiting, now)


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
        interviewed[hour] += attempt.result in _INTERVIEWS
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


def _month(wave: Wave) -> datetime:
    """The first instant of the month in London in which a wave was destroyed: all its calls bear it afterwards."""
    day = in_london(wave.destroyed_at or wave.created_at)
    return day.replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def _is_destroyed(engine: Engine, clock: Clock, keys: KeyStore, name: str) -> bool:
    try:
        destroy_wave(engine, clock, keys, name=name, who=audit.SYSTEM)
    except VoicebotError as fault:
        _log.error("a wave whose retention is over could not be destroyed", exc_info=fault)
        return False
    return True
