"""A test call over the wire: the same words as in a call of a wave, and nothing of it counts."""

import pytest

from tests import factories
from tests.calls.line import PUBLIC_URL, Line
from tests.calls.survey import SOURCE, Survey
from voicebot.fieldwork.trial_calls import Wanted, all_trials, want
from voicebot.store.engine import reading, transaction
from voicebot.store.tables import TrialCall


class TrialLine(Line):
    """A test call, at its own addresses."""

    @property
    def url(self) -> str:
        return f"{PUBLIC_URL}/voice/trial/{self.call}"


@pytest.fixture
def line(survey: Survey) -> TrialLine:
    wanted = Wanted(SOURCE, None, factories.number(999))
    return TrialLine(survey.client, want(survey.parts.trials(), wanted, faults=[], who="ben"), deliveries=2)


def _outcome(survey: Survey) -> str | None:
    with reading(survey.engine) as session:
        (trial,) = all_trials(session)
        return trial.outcome


def test_it_is_heard_from_the_gates_to_the_questions_with_a_made_up_name(line: TrialLine) -> None:
    line.picks_up().hears("If you are Alex, press 1").presses("1").hears("is this a good time")
    line.presses("1", "1", "2").goes_on()


def test_a_repeated_or_stale_webhook_changes_nothing(survey: Survey, line: TrialLine) -> None:
    line.picks_up().presses("1")
    at_gate_2 = line.document
    line.takes_turn(1, "3")
    assert line.document == at_gate_2
    line.takes_turn(5, "1").hears_nothing_and_is_cut_off()
    with reading(survey.engine) as session:
        assert session.get_one(TrialCall, line.call).path == "1"


def test_an_opt_out_is_heard_and_excludes_nobody(survey: Survey, line: TrialLine) -> None:
    before = survey.rows()
    line.picks_up().presses("0").hears("We will not ring").stays_silent().is_over()
    line.hangs_up()
    assert survey.rows() == before
    assert _outcome(survey) == "it would count as opted out before; key 0 excluded nobody, since this was a test"
    assert survey.audited() == ["test_call"]


def test_silence_is_heard_as_in_any_call(survey: Survey, line: TrialLine) -> None:
    line.picks_up().stays_silent(3).is_over()
    line.hangs_up()
    assert _outcome(survey) == "it would count as nothing heard"


def test_a_call_that_nobody_picks_up_says_so(survey: Survey, line: TrialLine) -> None:
    line.reports("ringing").reports("no-answer")
    assert _outcome(survey) == "nobody picked up (no-answer)"


def test_what_comes_after_the_end_is_cut_off(line: TrialLine) -> None:
    line.picks_up().hangs_up()
    line.picks_up().hears_nothing_and_is_cut_off()
    line.takes_turn(1, "1").hears_nothing_and_is_cut_off()


def test_when_our_answer_fails_it_says_goodbye(line: TrialLine) -> None:
    line.picks_up()
    line.goes_to(f"{line.url}/fallback", ErrorUrl=f"{line.url}/turns/1").is_over()


def test_a_call_that_there_never_was_is_cut_off(survey: Survey) -> None:
    nobody = TrialLine(survey.client, "a" * 24)
    nobody.picks_up().hears_nothing_and_is_cut_off()
    nobody.hangs_up()
    assert survey.client.post(f"/voice/trial/{nobody.call}/start").status_code == 403
    assert nobody.sends(f"{PUBLIC_URL}/voice/trial/none/start").status_code == 404


def test_a_call_that_has_lost_its_way_before_it_was_answered_is_cut_off(survey: Survey, line: TrialLine) -> None:
    line.takes_turn(1, "1").hears_nothing_and_is_cut_off()
    with transaction(survey.engine) as session:
        assert session.get_one(TrialCall, line.call).path is None
