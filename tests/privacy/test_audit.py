"""The audit trail: every tampering with it shows."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, delete, insert, select, text, update
from sqlalchemy.orm import Session

from tests.factories import NOON, number
from voicebot.privacy import audit
from voicebot.privacy.audit import Verdict
from voicebot.store.engine import reading, transaction
from voicebot.store.tables import AuditEntry

LENGTH = 12
COLUMNS = ("at", "who", "action", "subject", "details", "previous", "digest")
PRINTABLE = 95


def write(engine: Engine, count: int = LENGTH) -> None:
    with transaction(engine) as session:
        for nth in range(count):
            audit.append(
                session, at=NOON + timedelta(seconds=nth), who=f"staff{nth}", action="export", subject="w", rows=nth
            )


def check(engine: Engine, known_head: str | None = None) -> Verdict:
    with reading(engine) as session:
        return audit.verify(session, known_head)


@pytest.fixture
def tamper(engine: Engine) -> Callable[[Callable[[Session], None]], Verdict]:
    """Change the trail behind its triggers' back, check it, and put it back as it was."""

    def change_and_check(change: Callable[[Session], None]) -> Verdict:
        with Session(engine) as session:
            _silence_triggers(session)
            change(session)
            return audit.verify(session)

    return change_and_check


def _silence_triggers(session: Session) -> None:
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SET LOCAL session_replication_role = replica"))
        return
    for change in ("update", "delete"):
        session.execute(text(f"DROP TRIGGER audit_entry_no_{change}"))


Tamper = Callable[[Callable[[Session], None]], Verdict]
many_times = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def row(session: Session, sequence: int) -> dict[str, object]:
    found = session.execute(select(AuditEntry.__table__).where(AuditEntry.sequence == sequence)).one()
    return dict(found._mapping)


def test_an_empty_trail_is_whole(engine: Engine) -> None:
    assert check(engine) == Verdict(ok=True, entries=0, head="0" * 64)


def test_a_trail_that_only_grew_is_whole(engine: Engine) -> None:
    write(engine)
    verdict = check(engine)

    assert (verdict.ok, verdict.entries, verdict.first_bad) == (True, LENGTH, None)


def test_entries_are_shown_newest_first_as_they_were_written(engine: Engine) -> None:
    write(engine, 3)
    with transaction(engine) as session:
        audit.append(session, at=NOON, who=audit.SYSTEM, action="opt_out", subject="case", origin="keypress")

    with reading(engine) as session:
        newest = audit.entries(session, limit=2)
        exports = audit.entries(session, action="export")
        of_case = audit.entries(session, subject="case")

    assert newest[0] == audit.Entry(4, NOON, "system", "opt_out", "case", {"origin": "keypress"})
    assert [entry.sequence for entry in newest] == [4, 3]
    assert [entry.sequence for entry in exports] == [3, 2, 1]
    assert [entry.sequence for entry in of_case] == [4]


def test_a_number_is_no_detail(engine: Engine) -> None:
    with pytest.raises(TypeError), transaction(engine) as session:
        audit.append(session, at=NOON, who="a", action="b", number=number())


def test_an_entry_is_gone_with_the_transaction_it_tells_of(engine: Engine) -> None:
    def fail_after_appending() -> None:
        with transaction(engine) as session:
            audit.append(session, at=NOON, who="a", action="b")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_after_appending()

    assert check(engine).entries == 0


def test_twenty_writers_make_one_chain(engine: Engine) -> None:
    with ThreadPoolExecutor(20) as writers:
        list(writers.map(lambda _nth: write(engine, 2), range(20)))

    assert check(engine).ok
    assert check(engine).entries == 40


@many_times
@given(
    sequence=st.integers(1, LENGTH),
    column=st.sampled_from(COLUMNS),
    place=st.integers(0, 1_000_000),
    shift=st.integers(1, PRINTABLE - 1),
)
def test_any_changed_byte_is_found(
    engine: Engine, tamper: Tamper, sequence: int, column: str, place: int, shift: int
) -> None:
    _written_once(engine)

    def change(session: Session) -> None:
        old = row(session, sequence)[column]
        new = old + timedelta(microseconds=shift) if isinstance(old, datetime) else _changed(str(old), place, shift)
        session.execute(update(AuditEntry).where(AuditEntry.sequence == sequence).values({column: new}))

    assert tamper(change) == _broken_at(engine, sequence)


@many_times
@given(sequence=st.integers(1, LENGTH - 1))
def test_any_removed_entry_is_found(engine: Engine, tamper: Tamper, sequence: int) -> None:
    _written_once(engine)
    verdict = tamper(lambda session: _delete(session, sequence))

    assert verdict == _broken_at(engine, sequence)


@many_times
@given(two=st.sets(st.integers(1, LENGTH), min_size=2, max_size=2))
def test_any_two_swapped_entries_are_found(engine: Engine, tamper: Tamper, two: set[int]) -> None:
    _written_once(engine)

    def swap(session: Session) -> None:
        one, other = (row(session, sequence) for sequence in sorted(two))
        for sequence in two:
            _delete(session, sequence)
        session.execute(
            insert(AuditEntry), [one | {"sequence": other["sequence"]}, other | {"sequence": one["sequence"]}]
        )

    assert tamper(swap) == _broken_at(engine, min(two))


@many_times
@given(sequence=st.integers(1, LENGTH))
def test_any_inserted_entry_is_found(engine: Engine, tamper: Tamper, sequence: int) -> None:
    """The chain is well made up to the forged entry; what follows does not hang on it."""
    _written_once(engine)

    def insert_forged(session: Session) -> None:
        later = [row(session, at) for at in range(sequence, LENGTH + 1)]
        session.execute(delete(AuditEntry).where(AuditEntry.sequence >= sequence))
        audit.append(session, at=NOON, who="forger", action="export")
        session.execute(insert(AuditEntry), [entry | {"sequence": int(str(entry["sequence"])) + 1} for entry in later])

    assert tamper(insert_forged).first_bad == sequence + 1


def test_renumbering_the_last_entry_is_found(engine: Engine, tamper: Tamper) -> None:
    write(engine)
    last = update(AuditEntry).where(AuditEntry.sequence == LENGTH).values(sequence=LENGTH + 1)

    assert not tamper(lambda session: _run(session, last)).ok


def test_an_instant_that_is_none_is_found(sqlite_engine: Engine) -> None:
    write(sqlite_engine)
    with transaction(sqlite_engine) as session:
        session.execute(text("DROP TRIGGER audit_entry_no_update"))
        session.execute(text("UPDATE audit_entry SET at = 'never' WHERE sequence = 5"))

    assert not check(sqlite_engine).ok


def test_a_cut_tail_is_found_by_a_head_that_was_kept_elsewhere(engine: Engine, tamper: Tamper) -> None:
    write(engine)
    head = check(engine).head
    write(engine)
    assert check(engine, head).ok

    def cut(session: Session) -> None:
        session.execute(delete(AuditEntry).where(AuditEntry.sequence >= LENGTH))
        assert audit.verify(session).ok
        assert audit.verify(session, head) == Verdict(
            ok=False, entries=LENGTH - 1, head=audit.verify(session).head, first_bad=LENGTH
        )

    tamper(cut)


def _written_once(engine: Engine) -> None:
    if check(engine).entries == 0:
        write(engine)


def _broken_at(engine: Engine, sequence: int) -> Verdict:
    with reading(engine) as session:
        digests = session.scalars(select(AuditEntry.digest).order_by(AuditEntry.sequence)).all()
    return Verdict(
        ok=False, entries=sequence - 1, head=digests[sequence - 2] if sequence > 1 else "0" * 64, first_bad=sequence
    )


def _delete(session: Session, sequence: int) -> None:
    session.execute(delete(AuditEntry).where(AuditEntry.sequence == sequence))


def _run(session: Session, statement: object) -> None:
    session.execute(statement)  # type: ignore[call-overload]


def _changed(old: str, place: int, shift: int) -> str:
    at = place % len(old)
    new = chr(ord(" ") + (ord(old[at]) - ord(" ") + shift) % PRINTABLE)
    return old[:at] + new + old[at + 1 :]
