"""What every process on one database agrees on."""

from sqlalchemy import Engine

from tests.factories import NOON
from voicebot.clock import ClockOrigin
from voicebot.store import system
from voicebot.store.engine import reading, transaction


def test_a_new_database_belongs_to_no_key_store_and_has_real_time(engine: Engine) -> None:
    with reading(engine) as session:
        assert system.key_fingerprint(session) is None
        assert system.clock_origin(session) is None
        assert not system.is_rehearsal(session)


def test_the_first_fingerprint_stands(engine: Engine) -> None:
    with transaction(engine) as session:
        assert system.claim_key_fingerprint(session, "a" * 64) == "a" * 64
    with transaction(engine) as session:
        assert system.claim_key_fingerprint(session, "b" * 64) == "a" * 64
    with reading(engine) as session:
        assert system.key_fingerprint(session) == "a" * 64


def test_a_rehearsals_clock_is_read_as_it_was_set(engine: Engine) -> None:
    origin = ClockOrigin(NOON, 1_790_000_000.25, 60.0)
    with transaction(engine) as session:
        system.move_clock(session, origin)
    with reading(engine) as session:
        assert system.clock_origin(session) == origin


def test_a_rehearsal_is_never_forgotten(engine: Engine) -> None:
    with transaction(engine) as session:
        system.mark_rehearsal(session)
    with reading(engine) as session:
        assert system.is_rehearsal(session)
