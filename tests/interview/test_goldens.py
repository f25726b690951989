"""Golden conversations of the User Satisfaction Survey, in goldens/: what is said and recorded after every turn.

The everyday ones are written by hand, as a title and the lines that begin with `>`, and show every word. Those of
every-edge.call are found by search and name the lines that are said. `pytest tests/interview --remake-goldens` writes
anew what follows from the events, and searches anew if an edge is left; what changed is then for a person to read.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tests.interview.edges import Edge, all_edges, edges_of_call, walks
from tests.interview.transcript import Transcript, read, write
from tests.interview.uss import uss
from voicebot.interview.state import begin
from voicebot.questionnaire.model import Line, Script

FOLDER = Path(__file__).parent / "goldens"
EVERY_EDGE = FOLDER / "every-edge.call"
EVERYDAY = sorted(path for path in FOLDER.glob("*.call") if path != EVERY_EDGE)


def _written(calls: Sequence[Transcript], *, words: bool) -> str:
    return "\n".join(write(uss(), call, words=words) for call in calls)


def _edges_left(calls: Sequence[Transcript]) -> set[Edge]:
    states = ((begin(uss(), call.language, call.answers_before), call.events) for call in calls)
    return all_edges(uss()).difference(*(edges_of_call(uss(), state, events) for state, events in states))


def _search() -> list[Transcript]:
    return [Transcript(f"Walk {number}", events) for number, events in enumerate(walks(uss()), start=1)]


@pytest.mark.parametrize("path", EVERYDAY, ids=lambda path: path.stem)
def test_an_everyday_call_goes_as_it_always_did(path: Path, remake_goldens: bool) -> None:
    text = path.read_text(encoding="utf-8")
    written = _written(list(read(text)), words=True)
    if remake_goldens:
        path.write_text(written, encoding="utf-8")
        return
    assert text == written


def test_a_call_along_every_edge_goes_as_it_always_did(remake_goldens: bool) -> None:
    text = EVERY_EDGE.read_text(encoding="utf-8")
    calls = list(read(text))
    if remake_goldens:
        calls = _search() if _edges_left(calls) else calls
        EVERY_EDGE.write_text(_written(calls, words=False), encoding="utf-8")
        return
    assert text == _written(calls, words=False)


def test_every_edge_is_walked_by_some_golden() -> None:
    calls = [call for path in FOLDER.glob("*.call") for call in read(path.read_text(encoding="utf-8"))]
    assert sorted(_edges_left(calls)) == []


def test_a_name_stands_for_the_same_words_wherever_it_is_said() -> None:
    said: dict[tuple[str, str], Line] = {}
    for language, script in uss().scripts.items():
        for line in _lines(script):
            assert said.setdefault((language, line.name), line) == line


def test_every_golden_has_a_title_of_its_own() -> None:
    titles = [one.title for path in FOLDER.glob("*.call") for one in read(path.read_text(encoding="utf-8"))]
    assert len(titles) == len(set(titles)) > len(EVERYDAY)


def _lines(script: Script) -> Iterator[Line]:
    for lines in (*script.ask.values(), *script.short.values(), *script.leads.values(), *script.endings.values()):
        yield from lines
    for lines in (*script.help_after, script.unavailable):
        yield from lines
