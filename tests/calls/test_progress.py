from collections.abc import Sequence
from functools import partial
from itertools import permutations
from random import Random

import pytest
from sqlalchemy import Engine

from tests import factories
from tests.calls.survey import Survey, at_once
from voicebot.fieldwork.attempts import StatusReport, note_status
from voicebot.privacy.keystore import KeyStore
from voicebot.store.engine import transaction
from voicebot.store.tables import Attempt

SIX = [
    StatusReport("queued", factories.NOON),
    StatusReport("initiated", factories.NOON),
    StatusReport("ringing", factories.NOON),
    StatusReport("in-progress", factories.NOON),
    StatusReport("completed", factories.NOON, seconds=75, sip_code=200),
    StatusReport("sounding-out", factories.NOON),  # a word that nobody knows yet
]
IN_THE_END = ("ended", "completed", True, factories.NOON, factories.NOON, 75, 200)


def after(engine: Engine, attempt_id: str, reports: Sequence[StatusReport]) -> tuple[object, ...]:
    """How an attempt stands after these reports; nothing of it is kept."""
    with transaction(engine) as session:
        attempt = session.get_one(Attempt, attempt_id)
        for report in reports:
            note_status(attempt, report)
        session.flush()
        stands = (
            attempt.state,
            attempt.status,
            attempt.rang,
            attempt.answered_at,
            attempt.ended_at,
            attempt.seconds,
            attempt.sip_code,
        )
        session.rollback()
        return stands


def test_six_reports_end_in_one_state_in_whatever_order_they_come(sqlite_engine: Engine, keys: KeyStore) -> None:
    survey = Survey(sqlite_engine, keys)
    call = survey.rings(survey.person()).call
    assert {after(sqlite_engine, call, order) for order in permutations(SIX)} == {IN_THE_END}


def test_six_reports_end_in_one_state_however_often_each_comes(survey: Survey) -> None:
    chance, call = Random(6), survey.rings(survey.person()).call
    for _ in range(40):
        order = SIX + chance.choices(SIX, k=chance.randrange(7))
        chance.shuffle(order)
        assert after(survey.engine, call, order) == IN_THE_END


@pytest.mark.parametrize("final", ["busy", "no-answer", "failed", "canceled"])
def test_a_call_that_nobody_picked_up_ends_by_its_final_word_whatever_comes_after(survey: Survey, final: str) -> None:
    line = survey.rings(survey.person()).reports("initiated").reports(final).reports("ringing").reports("completed")
    assert (survey.attempt(line).state, survey.attempt(line).status) == ("ended", final)


def test_a_word_that_is_not_known_is_kept_for_staff_and_moves_nothing(survey: Survey) -> None:
    line = survey.rings(survey.person()).reports("ringing").reports("sounding-out")
    attempt = survey.attempt(line)
    assert (attempt.state, attempt.status) == ("placed", "ringing")
    assert "sounding-out" in str(attempt.error)


def test_a_status_that_overtakes_the_answer_to_our_order_binds_the_call(survey: Survey) -> None:
    line = survey.rings(survey.person(), state="placing").reports("ringing")
    assert (survey.attempt(line).state, survey.attempt(line).sid) == ("placed", line.sid)


def test_what_a_report_tells_beside_its_word_is_kept(survey: Survey) -> None:
    line = survey.rings(survey.person()).reports("failed", SipResponseCode="404", CallDuration="0")
    assert (survey.attempt(line).sip_code, survey.attempt(line).seconds) == (404, 0)


@pytest.mark.parametrize("nonsense", ["", "-1", "1.5", "٣", "9" * 30, "NaN"])
def test_figures_that_are_none_are_left_out(survey: Survey, nonsense: str) -> None:
    line = survey.rings(survey.person()).reports("completed", CallDuration=nonsense, SipResponseCode=nonsense)
    assert (survey.attempt(line).seconds, survey.attempt(line).sip_code) == (None, None)
    assert survey.attempt(line).state == "ended"


def test_a_status_of_a_call_that_is_none_of_ours_changes_nothing(survey: Survey) -> None:
    line = survey.rings(survey.person())
    before = survey.everything()
    line.call = "a" * 24
    line.reports("completed").is_judged("machine_start")
    assert survey.everything() == before


def test_a_status_after_settling_changes_nothing(survey: Survey) -> None:
    line = survey.rings(survey.person()).picks_up().hangs_up(9)
    survey.settle()
    before = survey.everything()
    line.reports("failed", SipResponseCode="404").is_judged("machine_start")
    assert survey.everything() == before


def test_a_machine_is_hung_up_on_if_no_key_was_pressed(survey: Survey) -> None:
    line = survey.rings(survey.person(), deliveries=3).picks_up().stays_silent().is_judged("machine_start")
    assert survey.errands(line) == ["leave_machine"]
    assert survey.attempt(line).answered_by == "machine_start"


def test_a_machine_that_is_recognised_before_the_first_webhook_is_hung_up_on_too(survey: Survey) -> None:
    assert survey.errands(survey.rings(survey.person()).is_judged("fax")) == ["leave_machine"]


@pytest.mark.parametrize("key", ["1", "7", "*"])
def test_a_verdict_after_a_key_is_wrong_and_nobody_is_hung_up_on(survey: Survey, key: str) -> None:
    line = survey.rings(survey.person()).picks_up().presses(key).is_judged("machine_start")
    assert survey.errands(line) == []


def test_a_key_that_comes_before_the_machine_is_hung_up_on_shows_a_person_and_the_call_goes_on(survey: Survey) -> None:
    line = survey.rings(survey.person()).picks_up().is_judged("machine_start").presses("1")
    assert survey.errands(line) == []


@pytest.mark.parametrize("verdict", ["human", "unknown", "somebody"])
def test_no_other_verdict_hangs_up(survey: Survey, verdict: str) -> None:
    line = survey.rings(survey.person()).picks_up().is_judged(verdict)
    assert survey.errands(line) == []
    assert survey.attempt(line).answered_by == verdict


def test_a_machine_that_was_hung_up_on_counts_as_one(survey: Survey) -> None:
    line = survey.rings(survey.person()).picks_up().is_judged("machine_end_beep").hangs_up(6)
    survey.settle()
    assert survey.attempt(line).result == "machine"


def test_statuses_that_come_at_once_are_all_taken_in(survey: Survey) -> None:
    line = survey.rings(survey.person(), state="placing")
    words = ["ringing", "in-progress", "completed"] * 4
    answers = at_once(*[partial(line.sends, f"{line.url}/status", CallStatus=word) for word in words])
    attempt = survey.attempt(line)
    assert {answer.status_code for answer in answers} == {204}
    assert (attempt.state, attempt.status, attempt.sid) == ("ended", "completed", line.sid)
    assert attempt.answered_at is not None
