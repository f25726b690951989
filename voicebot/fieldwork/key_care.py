"""Looking after the keys: what is in the key store beside what the database knows, and rotating them, audited."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from voicebot.clock import Clock
from voicebot.privacy import audit, prints
from voicebot.privacy.keystore import KeyStore
from voicebot.store import waves as wave_rows
from voicebot.store.engine import transaction


@dataclass(frozen=True, slots=True)
class KeyStatus:
    """What is in the key store. `missing`: waves without their key; `left_over`: ids of keys that no wave has."""

    place: str
    fingerprint: str
    print_keys: int
    wave_keys: int
    missing: Sequence[str]
    left_over: Sequence[str]


def key_status(session: Session, keys: KeyStore) -> KeyStatus:
    """Hold the key store against the waves of the database."""
    wanted = {wave.key_id: wave.name for wave in wave_rows.not_destroyed(session)}
    there = set(keys.wave_key_ids())
    return KeyStatus(
        place=str(keys.shelf),
        fingerprint=keys.fingerprint,
        print_keys=len(keys.print_keys),
        wave_keys=len(there),
        missing=sorted(name for key_id, name in wanted.items() if key_id not in there),
        left_over=sorted(there - set(wanted)),
    )


def rotate_master(engine: Engine, clock: Clock, keys: KeyStore, *, who: str) -> KeyStore:
    """Wrap every key by a new master key.

    Raises:
        KeysRefused: a key is damaged; the rest is as it was, and can be read.
    """
    renewed = keys.rotate_master()
    with transaction(engine) as session:
        audit.append(session, at=clock.now(), who=who, action="master_key_rotated")
    return renewed


def rotate_prints(engine: Engine, clock: Clock, keys: KeyStore, *, who: str) -> KeyStore:
    """Put every print through one more key.

    Raises:
        KeysRefused: somebody else has rotated them meanwhile.
        Busy: the database did not answer in time.
    """
    renewed = prints.rotate(engine, keys)
    with transaction(engine) as session:
        audit.append(session, at=clock.now(), who=who, action="print_keys_rotated", keys=len(renewed.print_keys))
    return renewed
