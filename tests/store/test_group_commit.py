"""What threads that write at the same time do to each other, on SQLite: nothing."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from threading import Event

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tests import factories
from voicebot.errors import Busy
from voicebot.store.engine import reading, transaction
from voicebot.store.group_commit import Begin, GroupCommit
from voicebot.store.tables import Wave

Work = Callable[[Session], object]

WRITERS = """
import sys
from concurrent.futures import ThreadPoolExecutor
from tests import factories
from voicebot.store.engine import committed, make_engine

engine = make_engine(sys.argv[1])

def keep(number):
    committed(engine, lambda session: factories.wave(session, name=f"w{number}"))
    sys.stdout.write(f"w{number}\\n")
    sys.stdout.flush()

with ThreadPoolExecutor(8) as writers:
    list(writers.map(keep, range(100_000)))
"""


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

    def waves(self) -> set[str]:
        with reading(self.engine) as session:
            return set(session.scalars(select(Wave.name)))


@pytest.fixture
def database(sqlite_engine: Engine) -> Database:
    return Database(sqlite_engine)


def keep(name: str, session: Session) -> str:
    factories.wave(session, name=name)
    return name


def fail(session: Session) -> None:
    factories.wave(session, name="never")
    raise RuntimeError("its own fault")


def at_once(begin: Begin, *works: Work) -> list[Future[object]]:
    """What becomes of each work when all come while somebody else's is being committed."""
    group, first, go_on = GroupCommit(), Event(), Event()

    def hold_up(_session: Session) -> None:
        first.set()
        go_on.wait(timeout=10)

    with ThreadPoolExecutor(len(works) + 1) as threads:
        threads.submit(group.run, begin, hold_up)
        first.wait(timeout=10)
        done = [threads.submit(group.run, begin, work) for work in works]
        while len(group._waiting) < len(works):
            Event().wait(0.001)
        go_on.set()
    return done


def test_those_who_wait_at_the_same_time_share_a_transaction(database: Database) -> None:
    done = at_once(database.begin, *(partial(keep, name) for name in "abcde"))

    assert [one.result() for one in done] == list("abcde")
    assert database.waves() == set("abcde")
    assert database.begun == 2


def test_a_fault_of_one_in_a_group_does_not_touch_the_others(database: Database) -> None:
    done = at_once(database.begin, partial(keep, "a"), fail, partial(keep, "b"))

    assert (done[0].result(), done[2].result()) == ("a", "b")
    with pytest.raises(RuntimeError, match="its own fault"):
        done[1].result()
    assert database.waves() == {"a", "b"}


def test_a_rule_of_the_tables_that_one_breaks_is_broken_by_that_one_alone(database: Database) -> None:
    done = at_once(database.begin, partial(keep, "a"), partial(keep, "same"), partial(keep, "same"), partial(keep, "b"))

    assert [type(one.exception()) for one in done].count(IntegrityError) == 1
    assert database.waves() == {"a", "b", "same"}


def test_a_group_whose_commit_fails_is_done_again_one_by_one(database: Database) -> None:
    database.second_cannot_commit = Busy("the disk is full")

    done = at_once(database.begin, partial(keep, "a"), partial(keep, "b"))

    assert [one.result() for one in done] == ["a", "b"]
    assert database.waves() == {"a", "b"}
    assert database.begun == 2 + 2


def test_nobody_is_told_before_the_commit(database: Database) -> None:
    group = GroupCommit()
    kept_when_told: list[bool] = []

    def write(number: int) -> None:
        name = group.run(database.begin, partial(keep, f"w{number}"))
        kept_when_told.append(name in database.waves())

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(write, range(100)))

    assert kept_when_told == [True] * 100


def test_all_who_wait_are_told_to_try_again_when_the_database_is_busy(database: Database) -> None:
    database.second_cannot_begin = Busy("another process is writing")

    done = at_once(database.begin, partial(keep, "a"), partial(keep, "b"))

    assert [type(one.exception()) for one in done] == [Busy, Busy]
    assert database.waves() == set()


def test_a_group_that_can_not_begin_for_another_reason_is_done_one_by_one(database: Database) -> None:
    database.second_cannot_begin = LookupError("no such database")

    done = at_once(database.begin, partial(keep, "a"), partial(keep, "b"))

    assert [one.result() for one in done] == ["a", "b"]


def test_what_one_has_loaded_is_loaded_anew_for_the_next(database: Database) -> None:
    seen: list[int] = []

    def load(session: Session) -> None:
        seen.append(len(list(session)))
        factories.wave(session)

    at_once(database.begin, load, load, load)

    assert seen == [0, 0, 0]


def test_a_kill_between_loses_nothing_that_was_acknowledged(database: Database) -> None:
    url = database.engine.url.render_as_string(hide_password=False)
    with subprocess.Popen([sys.executable, "-c", WRITERS, url], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        acknowledged = [process.stdout.readline() for _ in range(100)]
        process.kill()
        acknowledged += process.stdout.readlines()

    assert database.waves() >= {line.strip() for line in acknowledged if line.endswith("\n")}
    assert len(acknowledged) >= 100
