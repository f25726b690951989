"""What threads that write at the same time do to each other, on SQLite: nothing."""

import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tests import factories
from voicebot.errors import Busy
from voicebot.store.engine import reading, transaction
from voicebot.store.group_commit import GroupCommit
from voicebot.store.tables import Wave

UNWRITABLE = "never"

WRITERS = """
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from tests.store.test_group_commit import write
from voicebot.store.engine import make_engine, transaction
from voicebot.store.group_commit import GroupCommit

group = GroupCommit(partial(transaction, make_engine(sys.argv[1])), write)

def keep(number):
    group.keep(f"w{number}")
    sys.stdout.write(f"w{number}\\n")
    sys.stdout.flush()

with ThreadPoolExecutor(8) as writers:
    list(writers.map(keep, range(100_000)))
"""


def write(session: Session, names: Sequence[str]) -> None:
    """A wave of each name."""
    for name in names:
        factories.wave(session, name=name)
        if name == UNWRITABLE:
            raise RuntimeError("its own fault")


class Database:
    """Counts the transactions on a database; the second one can be made to fail when it begins or commits."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.begun = 0
        self.second_cannot_begin: Exception | None = None
        self.second_cannot_commit: Exception | None = None

    @contextmanager
    def begin(self) -> Iterator[Session]:
        self.begun += 1
        second = self.begun == 2
        if second and self.second_cannot_begin:
            raise self.second_cannot_begin
        with transaction(self.engine) as session:
            yield session
            if second and self.second_cannot_commit:
                raise self.second_cannot_commit

    def at_once(self, *names: str) -> list[Future[None]]:
        """What becomes of each when all are to be written while somebody else's is being committed."""
        first, go_on = Event(), Event()

        def write_slowly(session: Session, some: Sequence[str]) -> None:
            if some == ["first"]:
                first.set()
                go_on.wait(timeout=10)
            write(session, some)

        group = GroupCommit(self.begin, write_slowly)
        with ThreadPoolExecutor(len(names) + 1) as threads:
            threads.submit(group.keep, "first")
            first.wait(timeout=10)
            done = [threads.submit(group.keep, name) for name in names]
            while len(group._waiting) < len(names):
                Event().wait(0.001)
            go_on.set()
        return done

    def waves(self) -> set[str]:
        with reading(self.engine) as session:
            return set(session.scalars(select(Wave.name)))


@pytest.fixture
def database(sqlite_engine: Engine) -> Database:
    return Database(sqlite_engine)


def faults(done: Sequence[Future[None]]) -> list[type[BaseException]]:
    return [type(one.exception()) for one in done]


NO_FAULT = type(None)


def test_those_who_wait_at_the_same_time_share_a_transaction(database: Database) -> None:
    done = database.at_once(*"abcde")

    assert faults(done) == [NO_FAULT] * 5
    assert database.waves() == {"first", *"abcde"}
    assert database.begun == 2


def test_a_fault_of_one_in_a_group_does_not_touch_the_others(database: Database) -> None:
    done = database.at_once("a", UNWRITABLE, "b")

    assert faults(done) == [NO_FAULT, RuntimeError, NO_FAULT]
    assert database.waves() == {"first", "a", "b"}


def test_a_rule_of_the_tables_that_one_breaks_is_broken_by_that_one_alone(database: Database) -> None:
    done = database.at_once("a", "same", "same", "b")

    assert sorted(faults(done), key=str) == sorted([NO_FAULT, NO_FAULT, NO_FAULT, IntegrityError], key=str)
    assert database.waves() == {"first", "a", "b", "same"}


def test_a_group_whose_commit_fails_is_done_again_one_by_one(database: Database) -> None:
    database.second_cannot_commit = Busy("the disk is full")

    done = database.at_once("a", "b")

    assert faults(done) == [NO_FAULT] * 2
    assert database.waves() == {"first", "a", "b"}
    assert database.begun == 2 + 2


def test_nobody_is_told_before_the_commit(database: Database) -> None:
    group = GroupCommit(database.begin, write)

    def is_kept_when_told(number: int) -> bool:
        group.keep(f"w{number}")
        return f"w{number}" in database.waves()

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(is_kept_when_told, range(100))) == [True] * 100


def test_all_who_wait_are_told_to_try_again_when_the_database_is_busy(database: Database) -> None:
    database.second_cannot_begin = Busy("another process is writing")

    assert faults(database.at_once("a", "b")) == [Busy, Busy]
    assert database.waves() == {"first"}


def test_a_group_that_can_not_begin_for_another_reason_is_done_one_by_one(database: Database) -> None:
    database.second_cannot_begin = LookupError("no such database")

    assert faults(database.at_once("a", "b")) == [NO_FAULT] * 2


def test_a_kill_between_loses_nothing_that_was_acknowledged(database: Database) -> None:
    url = database.engine.url.render_as_string(hide_password=False)
    with subprocess.Popen([sys.executable, "-c", WRITERS, url], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        acknowledged = [process.stdout.readline() for _ in range(100)]
        process.kill()
        acknowledged += process.stdout.readlines()

    assert database.waves() >= {line.strip() for line in acknowledged if line.endswith("\n")}
    assert len(acknowledged) >= 100
