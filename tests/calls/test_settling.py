import io
import json
from functools import partial

import pytest
from sqlalchemy import update

from tests import factories
from tests.calls.survey import SOURCE, Survey, at_once
from tests.interview.uss import uss
from voicebot.calls import settling
from voicebot.calls.settling import GRACE, next_to_settle, settle_ended
from voicebot.errors import Busy
from voicebot.interview import wire
from voicebot.interview.state import begin
from voicebot.store.engine import reading
from voicebot.store.tables import Attempt, Case, Errand, QuestionTally
from voicebot.store.versions import keep_version


def test_what_was_answered_before_the_line_went_is_kept(survey: Survey) -> None:
    case = survey.person()
    line = survey.rings(case).agrees().presses("3", "9", "8").hangs_up(48)
    assert survey.answers(case) == {}
    assert survey.settle() == 1
    answers = survey.answers(case)
    assert {name: (answer.status, answer.code) for name, answer in answers.items()} == {
        "contact": ("answered", 3),
        "action": ("refused", None),
        "follow_up": ("dont_know", 8),
    }
    attempt = survey.attempt(line)
    assert (attempt.state, attempt.result, attempt.seconds) == ("settled", "break_off", 48)
    assert (attempt.stage, attempt.step) == (3, "treatment")
    assert (survey.case(case).state, survey.case(case).closed_for) == ("closed", "break_off")


def _tallies(survey: Survey) -> dict[str, tuple[int, int, int]]:
    """By prompt how often it was shown, answered and broken off at."""
    with reading(survey.engine) as session:
        return {row.step: (row.shown, row.answered, row.broke_off) for row in session.query(QuestionTally)}


def test_what_happened_at_each_prompt_is_kept_in_sums_over_calls_and_the_language_with_the_call(survey: Survey) -> None:
    line = survey.rings(survey.person()).agrees().presses("3").hangs_up()
    survey.rings(survey.person()).agrees().hangs_up()
    survey.settle()
    assert survey.attempt(line).language == "en-GB"
    assert _tallies(survey) == {
        "right_person": (2, 2, 0),
        "safe_to_talk": (2, 2, 0),
        "agreement": (2, 2, 0),
        "contact": (2, 1, 1),
        "action": (1, 0, 1),
    }


def test_a_call_that_is_settled_once_more_is_not_counted_again(survey: Survey) -> None:
    line = survey.rings(survey.person()).agrees().presses("1").hangs_up()
    survey.settle()
    before = _tallies(survey)
    with survey.changing() as session:
        factories.turn(session, line.call, 6, wire.to_json(begin(uss())))
    survey.settle()
    assert _tallies(survey) == before


def test_the_turns_of_a_settled_call_are_gone_and_the_providers_record_is_to_go(survey: Survey) -> None:
    line = survey.rings(survey.person()).agrees().hangs_up()
    survey.settle()
    assert survey.turns(line) == {}
    assert survey.errands(line) == ["delete_record"]
    with reading(survey.engine) as session:
        (errand,) = session.query(Errand)
        assert (errand.due_at - survey.clock.now()).total_seconds() == 24 * 3600


def test_a_call_that_the_provider_never_had_leaves_it_nothing_to_delete(survey: Survey) -> None:
    line = survey.rings(survey.person(), state="ended", ended_at=survey.clock.now(), result="technical")
    survey.settle()
    assert survey.errands(line) == []
    assert survey.attempt(line).result == "technical"


def test_a_call_is_left_alone_until_its_last_key_can_have_arrived(survey: Survey) -> None:
    line = survey.rings(survey.person()).picks_up().hangs_up()
    survey.clock.pass_(seconds=GRACE.total_seconds() - 1)
    assert settle_ended(survey.board) == 0
    with reading(survey.engine) as session:
        assert next_to_settle(session) == survey.attempt(line).ended_at + GRACE
    survey.clock.pass_(seconds=1)
    assert settle_ended(survey.board) == 1
    assert settle_ended(survey.board) == 0
    with reading(survey.engine) as session:
        assert next_to_settle(session) is None


def test_an_answer_has_the_second_of_the_call_at_which_it_was_given_last(survey: Survey) -> None:
    case = survey.person()
    line = survey.rings(case).agrees()
    survey.clock.pass_(seconds=20)
    line.presses("3")
    survey.clock.pass_(seconds=15)
    line.presses("4")
    survey.clock.pass_(seconds=5)
    line.presses("#").presses("5").hangs_up()
    survey.settle()
    assert {name: answer.second for name, answer in survey.answers(case).items()} == {"contact": 20, "action": 40}


@pytest.mark.parametrize(
    ("status", "form", "result", "state"),
    [
        ("busy", {"SipResponseCode": "486"}, "busy", "waiting"),
        ("no-answer", {}, "no_answer", "waiting"),
        ("failed", {}, "technical", "waiting"),
        ("failed", {"SipResponseCode": "404"}, "dead_number", "closed"),
        ("failed", {"SipResponseCode": "603"}, "blocked", "waiting"),
        ("canceled", {}, "not_placed", "waiting"),
        ("completed", {}, "dropped", "waiting"),
    ],
)
def test_a_call_without_a_conversation_counts_by_its_status(
    survey: Survey, status: str, form: dict[str, str], result: str, state: str
) -> None:
    case = survey.person()
    line = survey.rings(case).reports(status, **form)
    survey.settle()
    assert survey.attempt(line).result == result
    assert survey.case(case).state == state


def test_what_follows_a_call_is_set_with_its_result(survey: Survey) -> None:
    case = survey.person()
    survey.rings(case).picks_up().presses("2").is_over().hangs_up()
    survey.settle()
    person = survey.case(case)
    assert (person.state, person.closed_for) == ("waiting", None)
    assert person.due_at is not None
    assert (person.due_at - factories.NOON).total_seconds() >= 24 * 3600


def test_a_wave_of_bad_signs_pauses_its_batch(survey: Survey) -> None:
    for _ in range(5):
        survey.rings(survey.person()).reports("failed")
    survey.settle()
    assert survey.batch().state == "paused"
    assert survey.audited() == ["batch_paused"]


def test_a_turn_that_was_committed_while_the_call_was_settled_is_settled_after_all(survey: Survey) -> None:
    case = survey.person()
    line = survey.rings(case).agrees().presses("1").hangs_up()
    survey.settle()
    late = survey.rings(survey.person()).agrees().presses("1", "2", "3")
    with survey.changing() as session:
        factories.turn(session, line.call, 6, survey.turns(late)[6])
    assert settle_ended(survey.board) == 1
    assert survey.codes(case) == {"contact": 1, "action": 2, "follow_up": 3}
    assert survey.turns(line) == {}
    assert survey.errands(line) == ["delete_record"]


def test_a_late_turn_that_ends_it_for_good_closes_a_case_that_was_to_be_called_again(survey: Survey) -> None:
    case = survey.person()
    line = survey.rings(case).picks_up().hangs_up()
    survey.settle()
    assert survey.case(case).state == "waiting"
    wrong_person = survey.rings(survey.person()).picks_up().presses("3")
    with survey.changing() as session:
        factories.turn(session, line.call, 1, survey.turns(wrong_person)[1])
    survey.settle()
    assert survey.attempt(line).result == "wrong_person"
    assert (survey.case(case).state, survey.case(case).closed_for) == ("closed", "wrong_person")


def test_a_late_turn_leaves_a_case_alone_that_is_being_called_again(survey: Survey) -> None:
    case = survey.person()
    line = survey.rings(case).picks_up().hangs_up()
    survey.settle()
    silent = survey.rings(survey.person()).picks_up()
    with survey.changing() as session:
        factories.turn(session, line.call, 1, survey.turns(silent)[0])
    again = survey.rings(case)
    survey.settle()
    assert (survey.case(case).state, survey.attempt(again).state) == ("calling", "placed")


def test_a_call_that_can_not_be_settled_is_told_of_and_does_not_hold_up_the_others(
    survey: Survey, log: io.StringIO
) -> None:
    with survey.changing() as session:
        keep_version(session, "0" * 64, "user-satisfaction", "{}")
    stuck = survey.rings(survey.person(), version="0" * 64).reports("completed")
    survey.clock.pass_(seconds=1)
    line = survey.rings(survey.person()).agrees().hangs_up()
    assert survey.settle() == 1
    assert (survey.attempt(stuck).state, survey.attempt(line).state) == ("ended", "settled")
    assert json.loads(log.getvalue())["attempt"] == stuck.call
    survey.change(Attempt, stuck.call, version=SOURCE.digest)
    assert settle_ended(survey.board) == 1


def test_a_busy_database_leaves_the_rest_for_the_next_time(survey: Survey, monkeypatch: pytest.MonkeyPatch) -> None:
    line = survey.rings(survey.person()).picks_up().hangs_up()

    def busy(*_given: object) -> None:
        raise Busy("later")

    monkeypatch.setattr(settling.outbox, "order_deletions", busy)
    with pytest.raises(Busy):
        survey.settle()
    assert survey.attempt(line).state == "ended"
    assert len(survey.turns(line)) == 1


def test_two_diallers_that_settle_at_once_settle_each_call_once(survey: Survey) -> None:
    cases = [survey.person() for _ in range(6)]
    for case in cases:
        survey.rings(case).agrees().presses("2").hangs_up()
    survey.clock.pass_(seconds=GRACE.total_seconds())
    at_once(*[partial(settle_ended, survey.board)] * 4)
    assert [survey.codes(case) for case in cases] == [{"contact": 2}] * 6
    assert survey.rows()["turn"] == 0
    assert survey.rows()["outbox"] == 6


def test_keys_that_arrive_while_the_call_is_settled_are_kept_or_were_never_acknowledged(survey: Survey) -> None:
    cases = [survey.person() for _ in range(8)]
    lines = [survey.rings(case).agrees().presses("1").hangs_up() for case in cases]
    survey.clock.pass_(seconds=GRACE.total_seconds())
    presses = [partial(line.sends, line.action, Digits="2") for line in lines]
    _, *answers = at_once(partial(settle_ended, survey.board), *presses)
    settle_ended(survey.board)
    for case, answer in zip(cases, answers, strict=True):
        acknowledged = "<Gather" in answer.text
        assert survey.codes(case) == ({"contact": 1, "action": 2} if acknowledged else {"contact": 1})


def test_an_interview_that_we_cut_off_is_taken_up_once_more(survey: Survey) -> None:
    case = survey.person()
    line = survey.rings(case).agrees().presses("1")
    with survey.changing() as session:
        session.add(Errand(id="e" * 24, kind="hang_up", attempt_id=line.call, due_at=factories.NOON))
    line.hangs_up()
    with survey.changing() as session:
        session.execute(update(Errand).values(done_at=factories.NOON))
    survey.settle()
    assert survey.attempt(line).result == "line_failed"
    assert survey.case(case).state == "waiting"
    survey.rings(case).agrees().hears("what the police did")


def test_a_case_that_was_closed_meanwhile_stays_closed(survey: Survey) -> None:
    case = survey.person()
    line = survey.rings(case).picks_up().hangs_up()
    survey.change(Case, case, state="closed", closed_for="excluded", due_at=None)
    survey.settle()
    assert survey.attempt(line).result == "nothing_heard"
    assert survey.case(case).closed_for == "excluded"
