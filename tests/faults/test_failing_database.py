"""The database fails at one statement or commit after the other: then all is as before, or all is done."""

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from tests import factories
from tests.calls.line import Line
from tests.calls.survey import Survey
from tests.faults.test_opt_outs import UNPACED
from tests.hooks import hooked
from tests.logged import logged
from voicebot.errors import Busy
from voicebot.fieldwork import batches, exclusions
from voicebot.fieldwork.claim import claim_due
from voicebot.fieldwork.exclusions import Origin
from voicebot.privacy.keystore import KeyStore

Act = Callable[[], object]


@pytest.fixture(autouse=True)
def _logged() -> Iterator[None]:
    """Faults are logged in one line, not drawn."""
    with logged():
        yield


@pytest.fixture
def surveys(fresh_sqlite: Callable[[], Engine], tmp_path: Path) -> Callable[[], Survey]:
    """Survey after survey, each on an empty database in place of the one before."""
    numbers = count()
    return lambda: Survey(fresh_sqlite(), KeyStore.open_or_make(tmp_path / f"keys-{next(numbers)}"))


@contextmanager
def _failing_at(engine: Engine, nth: int) -> Iterator[dict[str, bool]]:
    """The nth statement or commit from here on fails, as when the disk can't be read or is full."""
    seen = {"failed": False}
    left = nth

    def perhaps_fail(*_: object) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            seen["failed"] = True
            fault = sqlite3.OperationalError("disk I/O error")
            fault.sqlite_errorcode = sqlite3.SQLITE_IOERR
            raise OperationalError("a statement", None, fault)

    with hooked(engine, before_cursor_execute=perhaps_fail, commit=perhaps_fail):
        yield seen


def _picks_up(survey: Survey) -> Act:
    line = survey.rings(survey.person())
    return lambda: line.sends(f"{line.url}/start", CallStatus="in-progress")


def _presses(*keys: str) -> Callable[[Survey], Act]:
    def prepare(survey: Survey) -> Act:
        line = survey.rings(survey.person(factories.number(1), factories.number(2))).agrees()
        survey.rings(survey.person(factories.number(2)))
        for key in keys[:-1]:
            line.presses(key)
        return lambda: line.sends(line.action, Digits=keys[-1])

    return prepare


def _reports_its_end(survey: Survey) -> Act:
    line: Line = survey.rings(survey.person()).agrees().presses("3")
    return lambda: line.sends(f"{line.url}/status", CallStatus="completed", CallDuration="30")


def _is_settled(survey: Survey) -> Act:
    survey.rings(survey.person()).agrees().presses("3").hangs_up()
    return survey.settle


def _is_claimed(survey: Survey) -> Act:
    survey.person()
    return lambda: claim_due(survey.engine, survey.clock, UNPACED, at_most=1)


def _is_excluded_by_staff(survey: Survey) -> Act:
    survey.rings(survey.person(factories.number(1)))
    prints = [survey.parts.prints.of(factories.number(1))]
    return lambda: exclusions.exclude(survey.engine, survey.clock, prints=prints, origin=Origin.STAFF, who="supervisor")


def _is_stopped(survey: Survey) -> Act:
    survey.rings(survey.person())
    return lambda: batches.stop(survey.engine, survey.clock, batch_id=survey.batch_id, who="supervisor")


ACTS: Mapping[str, Callable[[Survey], Act]] = {
    "somebody picks up": _picks_up,
    "an answer is given": _presses("3"),
    "somebody opts out": _presses("3", "0"),
    "an opt-out is undone": _presses("0", "1"),
    "answers are withdrawn": _presses("3", "0", "2"),
    "a call reports its end": _reports_its_end,
    "a call is settled": _is_settled,
    "a call is claimed": _is_claimed,
    "staff exclude a number": _is_excluded_by_staff,
    "staff stop a batch": _is_stopped,
}
_POINTS_AT_MOST = 80


@pytest.mark.slow
@pytest.mark.parametrize("act", ACTS)
def test_whatever_statement_fails_an_act_is_wholly_done_or_not_at_all(surveys: Callable[[], Survey], act: str) -> None:
    done = _rows_when_nothing_fails(surveys(), act)
    failures = 0
    for nth in range(1, _POINTS_AT_MOST):
        survey = surveys()
        do = ACTS[act](survey)
        before = survey.everything()
        with _failing_at(survey.engine, nth) as seen:
            told = _told(do)
        failures += seen["failed"]
        if told is _NOT_DONE:
            assert survey.everything() == before, f"something was half done when statement {nth} failed"
            do()
        assert survey.rows() == done, f"statement {nth}"
        if not seen["failed"]:
            break
    assert failures >= 1


_DONE, _NOT_DONE = "done", "not done"


def _told(do: Act) -> str:
    """What whoever asked for it was told: done, or to ask again."""
    try:
        answer = do()
    except Busy:
        return _NOT_DONE
    return _NOT_DONE if getattr(answer, "status_code", 200) == 503 or answer == 0 else _DONE


def _rows_when_nothing_fails(survey: Survey, act: str) -> Mapping[str, int]:
    ACTS[act](survey)()
    return survey.rows()


@pytest.mark.slow
def test_on_a_full_disk_a_key_is_told_to_come_again_and_counts_once_there_is_room(
    surveys: Callable[[], Survey],
) -> None:
    survey = surveys()
    line = survey.rings(survey.person()).agrees()
    with _full_disk(survey.engine):
        acknowledged = _answers_until_there_is_no_room(line)
        refused = line.sends(line.action, Digits="3")
    assert refused.status_code == 503
    assert len(survey.turns(line)) == 4 + acknowledged  # picked up, both gates, agreed

    line.presses("3")
    assert len(survey.turns(line)) == 4 + acknowledged + 1


def _answers_until_there_is_no_room(line: Line) -> int:
    """How many keys were acknowledged."""
    for answered in range(_POINTS_AT_MOST):
        answer = line.sends(line.action, Digits="3")
        if answer.status_code == 503:
            return answered
        line.document = answer.text
    raise AssertionError("there was room all along")


@contextmanager
def _full_disk(engine: Engine) -> Iterator[None]:
    """The database can't grow any more: whoever needs one more page is refused it (SQLITE_FULL)."""
    with engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()

    def at_most(pages: int) -> Callable[..., None]:
        return lambda connection, *_: connection.execute(f"PRAGMA max_page_count = {pages}")

    engine.dispose()
    with hooked(engine, checkout=at_most(pages)):
        yield
    engine.dispose()
