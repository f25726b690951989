"""When an answer of ours can't be had: the caller always hears something, and nothing that was acknowledged is lost."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace

import pytest
from sqlalchemy import Engine

from tests.calls.line import Line
from tests.calls.survey import Survey
from voicebot.app import make_application
from voicebot.privacy.keystore import KeyStore
from voicebot.store import locks
from voicebot.store.engine import make_engine

pytestmark = pytest.mark.usefixtures("log")

GOODBYE = "something has gone wrong at our end"


@pytest.fixture
def line(survey: Survey) -> Line:
    """A call at its first question."""
    return survey.rings(survey.person()).agrees()


@pytest.fixture
def impatient(sqlite_engine: Engine, keys: KeyStore, monkeypatch: pytest.MonkeyPatch) -> Iterator[Survey]:
    """A survey on SQLite that waits for a lock only a moment."""
    monkeypatch.setattr(locks, "SECONDS", 0.05)
    engine = make_engine(str(sqlite_engine.url))
    yield Survey(engine, keys)
    engine.dispose()


@contextmanager
def locked(survey: Survey) -> Iterator[None]:
    """Another process writes meanwhile, and does not come to an end."""
    with closing(sqlite3.connect(str(survey.engine.url.database), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


def test_a_turn_that_failed_is_gone_back_to_twice_and_then_there_is_a_goodbye(survey: Survey, line: Line) -> None:
    line.presses("2").hears("what the police did")
    question, turns = line.document, survey.turns(line)
    failed = line.action
    for tries in 1, 2:
        line.fails(failed)
        assert line.document == question
        failed = f"{line.url}/turns/5?again={tries}"
    line.fails(failed).hears(GOODBYE).is_over()
    assert survey.turns(line) == turns


@pytest.mark.parametrize("pressed", [(), ("2",)], ids=["at the first question", "after an answer"])
def test_a_call_that_ended_in_the_goodbye_is_our_failure_and_not_the_persons_refusal(
    survey: Survey, line: Line, pressed: tuple[str, ...]
) -> None:
    line.presses(*pressed).fails(f"{line.url}/turns/5?again=2").hears(GOODBYE).hangs_up()
    survey.settle()
    assert survey.attempt(line).result == "line_failed"


def test_somebody_who_heard_only_the_goodbye_was_dropped(survey: Survey) -> None:
    line = survey.rings(survey.person()).picks_up()
    line.fails(f"{line.url}/turns/1?again=2").hears(GOODBYE).hangs_up()
    survey.settle()
    assert survey.attempt(line).result == "dropped"


def test_a_turn_whose_key_was_kept_before_the_answer_was_lost_goes_on_from_there(survey: Survey, line: Line) -> None:
    action = line.action
    line.presses("2")
    lost, turns = line.document, survey.turns(line)
    assert line.fails(action).document == lost
    assert survey.turns(line) == turns


def test_a_person_who_was_sent_back_answers_the_question_that_is_heard(survey: Survey, line: Line) -> None:
    line.presses("2").fails(line.action).presses("4").hears("kept informed").hangs_up()
    survey.settle()
    assert survey.codes(survey.attempt(line).case_id) == {"contact": 2, "action": 4}


def test_being_sent_back_is_no_silence_however_often(survey: Survey, line: Line) -> None:
    turns = survey.turns(line)
    for _ in range(5):
        line.goes_to(f"{line.url}/turns/4?again=1", Digits="0").hears("How satisfied")
    assert survey.turns(line) == turns
    assert survey.rows()["exclusion"] == 0


def test_a_first_webhook_that_failed_is_gone_back_to_as_well(survey: Survey) -> None:
    line = survey.rings(survey.person())
    line.fails(f"{line.url}/start").hears("If you are Ada").presses("1").hears("a good time")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "https://[",
        "https://elsewhere.test/voice/calls/{call}/turns/4",
        "https://survey.test/voice/calls/{other}/turns/4",
        "https://survey.test/voice/calls/{call}/status",
        "https://survey.test/voice/calls/{call}/turns/4?again=2",
        "https://survey.test/voice/calls/{call}/turns/4?again=²",
    ],
)
def test_whatever_else_failed_ends_in_the_goodbye(line: Line, url: str) -> None:
    line.fails(url.format(call=line.call, other="b" * 24)).hears(GOODBYE).is_over()


def test_the_goodbye_gives_nothing_away(survey: Survey) -> None:
    line = survey.rings(survey.person()).fails("")
    assert not any(word in line.document.lower() for word in ("police", "survey", "ada", "victim", "crime"))


def test_a_turn_that_can_not_be_committed_keeps_nothing_and_succeeds_when_it_is_sent_again(impatient: Survey) -> None:
    line = impatient.rings(impatient.person()).agrees()
    before = impatient.everything()
    with locked(impatient):
        answer = line.sends(line.action, Digits="2")
        assert (answer.status_code, answer.text) == (503, "try again\n")
        assert impatient.everything() == before
    line.presses("2").hears("what the police did").hangs_up()
    impatient.settle()
    assert impatient.codes(impatient.attempt(line).case_id) == {"contact": 2}


def test_an_opt_out_that_can_not_be_committed_is_not_promised(impatient: Survey) -> None:
    line = impatient.rings(impatient.person()).picks_up()
    with locked(impatient):
        assert line.sends(line.action, Digits="0").status_code == 503
    assert impatient.rows()["exclusion"] == 0
    line.presses("0").hears("We will not ring you again.")
    assert impatient.rows()["exclusion"] == 1


def test_a_status_that_can_not_be_committed_is_asked_for_again(impatient: Survey) -> None:
    line = impatient.rings(impatient.person())
    with locked(impatient):
        assert line.sends(f"{line.url}/status", CallStatus="completed").status_code == 503
        assert line.sends(f"{line.url}/machine", AnsweredBy="machine_start").status_code == 503
    assert line.reports("completed")
    assert impatient.attempt(line).state == "ended"


def test_the_caller_hears_a_goodbye_while_the_database_can_not_be_written(impatient: Survey) -> None:
    line = impatient.rings(impatient.person()).agrees()
    with locked(impatient):
        line.goes_to(f"{line.url}/fallback", ErrorUrl=f"{line.url}/turns/4")
        assert "again=1" in line.document
        line.fails(f"{line.url}/turns/4?again=2").hears(GOODBYE).is_over()


def test_the_caller_hears_a_goodbye_when_the_database_is_gone(survey: Survey, line: Line) -> None:
    nowhere = make_engine("postgresql://nobody@127.0.0.1:1/nothing")
    line = Line(make_application(replace(survey.parts, engine=nowhere)).test_client(), line.call)
    assert line.sends(f"{line.url}/turns/4", Digits="1").status_code == 503
    line.goes_to(f"{line.url}/fallback", ErrorUrl=f"{line.url}/turns/4")
    assert "again=1" in line.document
    line.fails(f"{line.url}/turns/4?again=2").hears(GOODBYE).is_over()
