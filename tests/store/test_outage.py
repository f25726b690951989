"""Of those who want a database that is out of reach, one looks and the others leave."""

from contextlib import suppress
from dataclasses import dataclass, field

import pytest

from voicebot.store.outage import Outage, OutOfReach


@dataclass
class Database:
    """Out of reach or not; whoever asks while it is waits five seconds."""

    reachable: bool = True
    now: float = 0
    looks: int = 0
    outage: Outage = field(init=False)

    def __post_init__(self) -> None:
        self.outage = Outage(self.look, lambda: self.now)

    def look(self) -> None:
        self.looks += 1
        self.ask()

    def ask(self, seconds: float = 5) -> None:
        if not self.reachable:
            self.now += seconds
            raise OutOfReach("gone")

    def use(self, seconds: float = 5) -> None:
        with self.outage.noticing():
            self.ask(seconds)


@pytest.fixture
def database() -> Database:
    return Database()


@pytest.fixture
def gone(database: Database) -> Database:
    """Somebody has just waited for it in vain."""
    database.reachable = False
    with suppress(OutOfReach):
        database.use()
    return database


def test_nobody_looks_while_all_is_well(database: Database) -> None:
    database.use()
    assert database.looks == 0


def test_whoever_comes_next_does_not_wait(gone: Database) -> None:
    before = gone.now
    with pytest.raises(OutOfReach):
        gone.use()
    assert (gone.now, gone.looks) == (before, 0)


def test_one_looks_after_a_second_and_the_others_still_do_not_wait(gone: Database) -> None:
    gone.now += 1
    for _ in range(2):
        with pytest.raises(OutOfReach):
            gone.use()
    assert gone.looks == 1


def test_once_it_is_back_everybody_goes_on(gone: Database) -> None:
    gone.reachable = True
    gone.now += 1
    gone.use()
    gone.use()
    assert gone.looks == 1


def test_a_connection_that_broke_at_once_keeps_nobody_away(database: Database) -> None:
    """As when the server was started again: the next connection works."""
    database.reachable = False
    with pytest.raises(OutOfReach):
        database.use(seconds=0.1)
    database.reachable = True
    database.use()
    assert database.looks == 0


def test_a_fault_of_another_kind_says_nothing_about_the_way(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.outage.noticing():
        database.now += 5 / 0
    database.use()
    assert database.looks == 0
