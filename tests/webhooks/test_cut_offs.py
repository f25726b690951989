"""A call that we cut off counts as our failure, even if the database could not take that at the time."""

from queue import Queue

import pytest

from voicebot.errors import Busy
from voicebot.webhooks.cut_offs import CutOffs

pytestmark = pytest.mark.usefixtures("log")


class Database:
    """Takes nothing until it is back."""

    def __init__(self) -> None:
        self.is_back, self.pauses = False, 0
        self.noted: Queue[str] = Queue()

    def note(self, call: str) -> None:
        if not self.is_back:
            raise Busy("gone")
        self.noted.put(call)

    def pause(self, _seconds: float) -> None:
        self.pauses += 1
        self.is_back = self.pauses == 3


def test_what_can_be_noted_is_noted_at_once() -> None:
    database = Database()
    database.is_back = True
    CutOffs(database.note, database.pause).note("a call")
    assert (database.noted.get_nowait(), database.pauses) == ("a call", 0)


def test_what_can_not_be_noted_is_noted_once_the_database_is_back() -> None:
    database = Database()
    cut_offs = CutOffs(database.note, database.pause)
    cut_offs.note("a call")
    assert database.noted.get(timeout=10) == "a call"
    assert database.pauses == 3


def test_several_are_noted_each_once() -> None:
    database = Database()
    cut_offs = CutOffs(database.note, lambda _: setattr(database, "is_back", True))
    calls = {f"call {nth}" for nth in range(20)}
    for call in calls:
        cut_offs.note(call)
    assert {database.noted.get(timeout=10) for _ in calls} == calls
    assert database.noted.empty()
