"""Putting a backup in the place of the database, without bringing back anybody who has asked to be left alone since.

The copy is unpacked beside the database, made safe there, and takes its place in one step: cut off anywhere, what
stood still stands. What is carried over from it is `protections.py`'s.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from voicebot.clock import Clock
from voicebot.errors import Refused
from voicebot.fieldwork import batches
from voicebot.fieldwork.destroying import destroy_wave
from voicebot.fieldwork.key_care import key_status
from voicebot.fieldwork.waves import find_wave
from voicebot.operations.protections import Carried, carry_over
from voicebot.outcomes import Result
from voicebot.privacy import audit, prints
from voicebot.privacy.keystore import KeyStore
from voicebot.store import attempts as attempt_rows
from voicebot.store import audits, copies, since, staff, system
from voicebot.store import batches as batch_rows
from voicebot.store.engine import has_schema, is_current, make_engine, reading, transaction, upgrade
from voicebot.store.since import Protections
from voicebot.store.states import ON_THEIR_WAY, AttemptState, BatchState
from voicebot.whole_files import digest_of

_PAUSED = "a backup was restored: see who was called since it was made, then resume"


@dataclass(frozen=True, slots=True)
class RestoreOrder:
    """What is to be restored where. `over_data`: even if something is in the database; `real`: people can be called.

    `clock_of` tells the time of a database, since a rehearsal keeps its own.
    """

    url: str
    path: Path
    keys_place: Path | str
    clock_of: Callable[[Engine], Clock]
    real: bool
    over_data: bool
    who: str


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored: entries of the audit trail that are sound, batches paused, waves destroyed once more.

    `signed_out`: sessions and programs' tokens ended, since some may have been ended after the backup. `carried` is
    None where there was no database to take anything from.
    """

    entries: int
    paused: int
    signed_out: int
    destroyed: Sequence[str]
    carried: Carried | None


@dataclass(frozen=True, slots=True)
class _Standing:
    """What has to be known of the database that is replaced; it is equal to itself as long as nobody works on it."""

    fingerprint: str | None
    entries: int
    head: str
    protections: Protections


def restore(order: RestoreOrder) -> Restored:
    """Put a backup in the place of the database.

    Running batches come back paused, and all staff and programs have to sign in anew. Opt-outs, erasures and whatever
    else protects people is taken over from the database that is replaced; waves whose key was destroyed since are
    destroyed again.

    Raises:
        NotFound: there is no such file.
        Refused: it is damaged, was changed, or is no backup for these settings; there is something in the database;
            or somebody works on it.
        KeysRefused: the key store is another one.
    """
    standing = _look_at(order.url)
    if standing is not None and standing.entries and not order.over_data:
        raise Refused("there is something in the database: with --yes it is replaced, and what it holds is gone")
    with copies.beside(order.url, order.path) as copy:
        upgrade(copy.engine)
        clock, keys = order.clock_of(copy.engine), _keys(order, standing)
        restored = _make_safe(copy.engine, clock, keys, order, standing)
        destroyed = _destroy_again(copy.engine, clock, keys, order.who)
        _require_unchanged(order.url, standing)
        copy.take_place()
    return replace(restored, destroyed=destroyed)


def _look_at(url: str) -> _Standing | None:
    """What stands there; None if nothing does."""
    if not copies.is_there(url):
        return None
    with _readable(url) as engine:
        if not has_schema(engine):
            return None
        if not is_current(engine):
            raise Refused("the database to be replaced is not up to date: run `python -m voicebot db upgrade` first")
        with reading(engine) as session:
            newest = audits.last_entry(session)
            return _Standing(
                fingerprint=system.key_fingerprint(session),
                entries=audits.count_entries(session),
                head=newest.digest if newest else "",
                protections=since.protections(session),
            )


@contextmanager
def _readable(url: str) -> Iterator[Engine]:
    engine = make_engine(url)
    try:
        yield engine
    except DBAPIError as fault:
        raise Refused(
            "the database to be replaced can't be read, so what people asked for since the backup can't be taken over: "
            "move it away and keep it, then restore, and enter that again by hand"
        ) from fault
    finally:
        engine.dispose()


def _keys(order: RestoreOrder, standing: _Standing | None) -> KeyStore:
    keys = KeyStore.open(order.keys_place)
    known_as = standing.fingerprint if standing else None
    return keys if known_as is None else keys.matching(known_as)


def _make_safe(
    engine: Engine, clock: Clock, keys: KeyStore, order: RestoreOrder, standing: _Standing | None
) -> Restored:
    """In the copy, before anybody works with it."""
    with transaction(engine) as session:
        entries = _require_fit(session, order)
        prints.catch_up(session, keys)
        paused, signed_out = _pause_all(session), staff.end_everything(session)
        now = clock.now()
        carried = carry_over(session, standing.protections, now) if standing else None
        audit.append(
            session,
            at=now,
            who=order.who,
            action="backup_restored",
            digest=digest_of(order.path),
            paused=paused,
            replaced_entries=standing.entries if standing else None,
            replaced_head=standing.head if standing else None,
        )
    return Restored(entries, paused, signed_out, (), carried)


def _require_fit(session: Session, order: RestoreOrder) -> int:
    """How many entries the audit trail has, which holds."""
    verdict = audit.verify(session)
    if not verdict.ok:
        raise Refused(
            f"the audit trail of the backup breaks at entry {verdict.first_bad}: it was changed, take another"
        )
    if order.real and system.is_rehearsal(session):
        raise Refused("this is the backup of a rehearsal: it never meets the real provider")
    return verdict.entries


def _pause_all(session: Session) -> int:
    running = batch_rows.running_locked(session)
    for batch in running:
        batch.state, batch.reason = BatchState.PAUSED, _PAUSED
    return len(running)


def _destroy_again(engine: Engine, clock: Clock, keys: KeyStore, who: str) -> Sequence[str]:
    """The waves whose key is gone: their contacts can't be read any more, and nothing else of them is to come back."""
    with reading(engine) as session:
        keyless = key_status(session, keys).missing
    for name in keyless:
        for batch_id in _end_calls(engine, clock, name):
            batches.stop(engine, clock, batch_id=batch_id, who=who, reason="its wave was destroyed")
        destroy_wave(engine, clock, keys, name=name, who=who)
    return keyless


def _end_calls(engine: Engine, clock: Clock, wave_name: str) -> list[str]:
    """Its calls are long over, and nobody will know how; the batches that are still to be stopped."""
    with transaction(engine) as session:
        wave_id = find_wave(session, wave_name).id
        for attempt in attempt_rows.in_wave(session, wave_id, (*ON_THEIR_WAY, AttemptState.ENDED)):
            attempt.state, attempt.result = AttemptState.SETTLED, attempt.result or Result.UNKNOWN
            attempt.ended_at = attempt.ended_at or clock.now()
        return [batch.id for batch in batch_rows.of_wave(session, wave_id) if batch.state == BatchState.PAUSED]


def _require_unchanged(url: str, standing: _Standing | None) -> None:
    """An opt-out of this very minute would be lost."""
    if _look_at(url) != standing:
        raise Refused("somebody works on the database: end web servers and diallers, then try again")
