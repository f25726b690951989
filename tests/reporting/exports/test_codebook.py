"""The codebook: what every column means, for people and for programs."""

import json
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from tests.interview.flows import flow, rated, section
from tests.reporting.exports.waves import codebook, wave
from voicebot.reporting.exports.codebook import NOT_FOR_PUBLICATION, Codebook, write_html, write_json
from voicebot.reporting.exports.columns import labels_of


def _json(book: Codebook, path: Path) -> dict[str, Any]:
    write_json(book, path)
    told: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return told


def test_programs_read_every_column_with_the_labels_of_its_values(tmp_path: Path) -> None:
    book = codebook(wave({}))
    told = _json(book, tmp_path / "codebook.json")
    assert [column["name"] for column in told["columns"]] == [column.name for column in book.columns]
    by_name = {column["name"]: column for column in told["columns"]}
    assert by_name["whole"]["values"]["8"] == "not sure, or it does not apply"
    assert by_name["action_done"]["asked_of"] == "action_explained is 1"
    assert by_name["ethnicity_step1"]["first_step"]
    assert by_name["outcome"]["values"]["1.2"] == "partial interview"
    assert told["missing"] == {
        "-9": "prefer not to say",
        "-3": "no answer given",
        "-2": "not asked",
        "-1": "not reached",
    }
    assert (told["survey"], told["wave"], told["made_on"]) == ("user-satisfaction", "autumn", "2026-12-01")
    assert (told["use"], list(told["versions"].values())) == (NOT_FOR_PUBLICATION, ["everybody"])


def test_a_renamed_question_is_told_with_its_id(tmp_path: Path) -> None:
    questionnaire = flow(section("core", rated("whole"), rated("weight")))
    told = _json(codebook(wave({}, questionnaire=questionnaire)), tmp_path / "codebook.json")
    assert (told["columns"][-1]["name"], told["columns"][-1]["question"]) == ("q_weight", "weight")


class _Reader(HTMLParser):
    """What a page says, which places it has, and where it leads."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.places: set[str] = set()
        self.leads_to: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.places |= {found["id"] or ""} if "id" in found else set()
        self.leads_to |= {found[name] or "" for name in ("href", "src") if name in found}

    def handle_data(self, data: str) -> None:
        self.said.append(data.strip())


def _read(book: Codebook, path: Path) -> _Reader:
    write_html(book, path)
    page = _Reader()
    page.feed(path.read_text(encoding="utf-8"))
    return page


def test_people_read_a_page_that_needs_nothing_else(tmp_path: Path) -> None:
    book = codebook(wave({}))
    page = _read(book, tmp_path / "codebook.html")
    assert page.places == {column.name for column in book.columns}
    assert page.leads_to == {f"#{column.name}" for column in book.columns}
    assert NOT_FOR_PUBLICATION in page.said
    for column in book.columns:
        assert column.label in page.said
        assert {label for _, label in labels_of(column)} <= set(page.said)


def test_the_page_shows_how_each_arm_asked_and_what_is_written_like_markup_as_text(tmp_path: Path) -> None:
    one, other = (
        replace(flow(section("core", rated("whole"))), digest=digit * 64, questions=questions)
        for digit, questions in (("1", _asked("How <b>was</b> it?")), ("2", _asked("Was it good & quick?")))
    )
    page = _read(codebook(wave({}, arms={"a": one, "b": other}, asked_in=["a"])), tmp_path / "codebook.html")
    assert {"In arm a", "How <b>was</b> it?", "In arm b", "Was it good & quick?", "(arm b)"} <= set(page.said)


def _asked(text: str) -> dict[str, Any]:
    questions = flow(section("core", rated("whole"))).questions
    return {"whole": replace(questions["whole"], text=text)}
